"""The answer with reasons that is owed to a contribution."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.responses.querysets import ResponseQuerySet

PUBLISHED = "Answer published"  # why a version was made, said in the language of whoever reads the history


class Verdict(models.TextChoices):
    """The verdicts, one vocabulary everywhere (see also origins.LinkKind)."""

    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    LATER = "later", _("considered later")
    REJECTED = "rejected", _("not accepted")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    ANSWERED = "answered", _("answered")  # a question, on which there is nothing to decide


# The verdicts on what asks for a decision; ``Answerable.verdicts`` says which ones a kind of contribution knows.
DECISIONS = [(verdict.value, verdict.label) for verdict in Verdict if verdict is not Verdict.ANSWERED]


class Response(models.Model):
    """One row for each contribution that is owed an answer: owed, then drafted, then published for good.

    A correction of a published answer is a new version with a reason, never a silent change.
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="response")
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owed",
        verbose_name=_("who answers"),
    )
    due_on = models.DateField(_("answer owed by"), null=True, blank=True)
    owed_since = models.DateTimeField()
    in_evaluation_since = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    reference = models.CharField(_("number of the official letter"), max_length=80, blank=True)
    signer = models.CharField(_("signed by"), max_length=150, blank=True)
    cost_centavos = models.BigIntegerField(_("estimated cost, in centavos"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden by moderation on"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(verdict="") & ~Q(reasons="")),
                name="response_published_with_reasons",
                violation_error_message=_("An answer needs a verdict and reasons before it is published."),
            ),
            models.CheckConstraint(
                condition=Q(cost_centavos__isnull=True) | Q(cost_centavos__gte=0), name="response_cost_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "due_on"], name="response_owed", condition=Q(published_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"response to subject {self.subject_id}"
