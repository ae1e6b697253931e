"""Links between subjects: from what came what, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """How an outcome relates to its source; the first five are the verdicts of a response."""

    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    LATER = "later", _("considered later")
    REJECTED = "rejected", _("not accepted")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    MERGED = "merged", _("merged")
    INSPIRED = "inspired", _("inspired")
    BORN_AT = "born_at", _("born at")
    DIVIDED = "divided", _("divided")


class Link(models.Model):
    """One edge of the traceability graph: ``source`` led to ``outcome``."""

    source = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=14, choices=LinkKind.choices)
    explanation = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(fields=["source", "outcome", "kind"], name="link_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("outcome")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.outcome_id}"
