"""Dossiers: what somebody who evaluates was given to read, and what they think of it; none of it is ever public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class Feasibility(models.TextChoices):
    """What an evaluator thinks can be done."""

    FEASIBLE = "feasible", _("it can be done")
    CHANGES = "changes", _("it can be done with changes")
    NOT_FEASIBLE = "not_feasible", _("it cannot be done")


CRITERIA = {
    "legal": _("The law allows it and it is ours to do"),
    "technical": _("It can be built or carried out"),
    "cost": _("Its cost is in proportion"),
    "benefit": _("It helps many, or those who need it most"),
}


class Dossier(models.Model):
    """One proposal in the hands of one evaluator: opinion, scores and cost, for those who prepare the answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="dossiers")
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dossiers")
    asked_for = models.TextField(_("what is asked"), blank=True)
    due_on = models.DateField(_("hand it in by"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    feasibility = models.CharField(max_length=14, choices=Feasibility.choices, blank=True)
    opinion = models.TextField(blank=True)
    scores = models.JSONField(default=dict, blank=True, help_text="by criterion, from 1 to 5")
    cost_centavos = models.BigIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    conflict = models.TextField(_("why they cannot judge it"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "evaluator"], condition=Q(ended_at__isnull=True), name="dossier_once"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | (~Q(feasibility="") & ~Q(opinion="")),
                name="dossier_handed_in_with_opinion",
            ),
        ]
        indexes = [models.Index(fields=["evaluator", "due_on"], name="dossier_desk", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"dossier of proposal {self.proposal_id}"

    @property
    def criteria(self) -> list[tuple[str, int | None]]:
        """Return each criterion in words with its score."""
        return [(str(label), self.scores.get(name)) for name, label in CRITERIA.items()]


class DossierNote(models.Model):
    """A private note between an evaluator and those who lead the process; never changed, never public."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("note of a dossier")
        verbose_name_plural = _("notes of dossiers")

    def __str__(self) -> str:
        return f"note {self.pk}"
