"""Supports: one person stands behind one proposal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.contribution import Contribution
from proposals.models.proposal import Proposal
from proposals.querysets import SupportQuerySet


class Support(Contribution):
    """One person supports one proposal, once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supports")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    # Where officials joined or divided proposals (Regrouping): what tells how it was, so that undoing restores it.
    regrouping = models.ForeignKey(
        "proposals.Regrouping", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    came_from = models.ForeignKey(
        Proposal,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="given to that one",
    )
    resting = models.BooleanField(
        default=False, db_default=False, help_text="kept as a record: its person counts on another proposal by it"
    )
    extra = models.BooleanField(
        default=False, db_default=False, help_text="a further part of what was supported once: outside the limit"
    )

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="support_once")]
        indexes = [
            models.Index(fields=["person", "component"], name="support_by_person"),
            # Few supports have a past: those that do are found without an index over all the others.
            models.Index(fields=["regrouping"], name="support_regrouped", condition=Q(regrouping__isnull=False)),
            models.Index(fields=["came_from"], name="support_moved", condition=Q(came_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"support of {self.proposal_id}"
