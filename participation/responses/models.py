"""The answer with reasons that is owed to a contribution."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from participation.responses.querysets import NO_DAY, OwedManager, ResponseQuerySet

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
    working_days = models.PositiveIntegerField(_("working days that it took"), null=True, blank=True)
    # Where it is on its way through the offices, as the last step left it (its history: Routing).
    routed_at = models.DateTimeField(_("routed on"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned on"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned",
        verbose_name=_("who prepares it"),
    )
    act_by = models.DateField(_("the office hands it in by"), null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True)
    escalated_for = models.DateField(null=True, blank=True)

    elsewhere_since = models.DateTimeField(
        null=True, blank=True, help_text="the contribution was taken up by another: what is owed is owed there"
    )

    through = models.ForeignKey(
        "participation.Subject",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers_for",
        help_text="what is answered together with others, through the answer to this",
    )

    objects = OwedManager()  # what is owed or answered here
    every = ResponseQuerySet.as_manager()

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
            models.Index(
                fields=["institution", "due_on"], name="response_owed", condition=Q(published_at__isnull=True)
            ),
            models.Index(
                "institution",
                Coalesce("act_by", "due_on", Value(NO_DAY)),
                "id",
                name="response_inbox",
                condition=Q(published_at__isnull=True),
            ),
            models.Index(
                Coalesce("act_by", "due_on", Value(NO_DAY)),
                "id",
                name="response_by_day",
                condition=Q(published_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"response to subject {self.subject_id}"

    @property
    def wanted_by(self) -> date | None:
        """Return by when whoever has it hands it in: the day that its routing says, else the one promised."""
        return self.act_by or self.due_on

    @cached_property
    def asked_parts(self) -> "list[ResponsePart]":
        """Return the parts of a joint answer with their institutions; read once for this object."""
        return list(self.parts.select_related("institution__subject").order_by("pk")) if self.pk else []


class Routing(models.Model):
    """One step of an answer on its way: sent to an institution, until it is returned, passed on or published."""

    class End(models.TextChoices):
        """How a step ended."""

        RETURNED = "returned", _("returned with a reason")
        PASSED_ON = "passed_on", _("passed on")
        PUBLISHED = "published", _("answered")

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="routings")
    institution = models.ForeignKey(
        "participation.Institution", on_delete=models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    came_from = models.ForeignKey("participation.Institution", null=True, on_delete=models.PROTECT, related_name="+")
    # The step to which a return leads back: only where the office that had it passed it on itself.
    within = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    note = models.TextField(_("note for the office"), blank=True)
    routed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    routed_at = models.DateTimeField()
    end = models.CharField(max_length=9, choices=End.choices, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("routing")
        verbose_name_plural = _("routings")
        constraints = [
            models.UniqueConstraint(fields=["response"], condition=Q(ended_at__isnull=True), name="routing_one_open")
        ]

    def __str__(self) -> str:
        return f"routing of {self.response_id}"


class ResponsePart(models.Model):
    """What another institution hands in for a joint answer: asked for, then handed in or waived."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="parts")
    institution = models.ForeignKey("participation.Institution", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_for = models.TextField(_("what is asked of it"), blank=True)
    text = models.TextField(_("its part"), blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why it is not needed"), blank=True)

    class Meta:
        verbose_name = _("part of a joint answer")
        verbose_name_plural = _("parts of joint answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "institution"], name="response_part_once"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | ~Q(text=""), name="response_part_handed_in_with_text"
            ),
        ]

    def __str__(self) -> str:
        return f"part of {self.response_id}"

    @property
    def is_lacking(self) -> bool:
        """Tell whether the answer waits for it."""
        return self.handed_in_at is None and self.waived_at is None
