"""Flags by people, decisions by moderators."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FlagReason(models.TextChoices):
    """Why something is reported."""

    INSULT = "insult", _("It insults or threatens someone")
    PERSONAL = "personal", _("It publishes someone's personal data")
    SPAM = "spam", _("It is advertising or repeated")
    OFF_TOPIC = "off_topic", _("It has nothing to do with the topic")
    OTHER = "other", _("Something else")


class Flag(models.Model):
    """A person reports a subject or a comment. Nothing is hidden by count alone: a person decides."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="flags")
    comment = models.ForeignKey(
        "participation.Comment", null=True, blank=True, on_delete=models.PROTECT, related_name="flags"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason.choices)
    text = models.CharField(_("what the person wrote"), max_length=500, blank=True)
    at = models.DateTimeField(_("reported on"))
    decision = models.ForeignKey(
        "participation.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="flags"
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "comment", "person"],
                nulls_distinct=False,
                condition=Q(decision__isnull=True),
                name="flag_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.pk})"


class Decision(models.Model):
    """What a moderator decided on a subject or comment, with the reason that its author is told."""

    class Outcome(models.TextChoices):
        """What happens to the content."""

        KEEP = "keep", _("stays visible")
        HIDE = "hide", _("is hidden")
        RESTORE = "restore", _("is shown again")

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="decisions")
    comment = models.ForeignKey(
        "participation.Comment", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.outcome} {self.subject_id}"
