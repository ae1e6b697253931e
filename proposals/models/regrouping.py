"""Proposals that officials joined into one, or divided into several: what was done, and how it was before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class Regrouping(models.Model):
    """One joining or one division; it can be undone, and stays as a record.

    ``proposal`` is the one that takes up the others, or the one that was divided; ``parts`` are the others.
    """

    class Kind(models.TextChoices):
        """Which of the two."""

        MERGE = "merge", _("joined")
        SPLIT = "split", _("divided")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="regroupings")
    reason = models.TextField(_("reason"))
    made_new = models.BooleanField(default=False, help_text="the proposal was written for this joining")
    state_before = models.CharField(max_length=14, blank=True, help_text="of the one that was divided")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("joining or division of proposals")
        verbose_name_plural = _("joinings and divisions of proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(kind="split", undone_at__isnull=True), name="proposal_divided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of proposal {self.proposal_id}"


class RegroupingPart(models.Model):
    """One of the proposals that were joined, or one of the parts of a division."""

    regrouping = models.ForeignKey(Regrouping, on_delete=models.PROTECT, related_name="parts")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="part_of")
    state_before = models.CharField(max_length=14)
    supports = models.PositiveIntegerField(default=0, help_text="how many it had, or began with")
    in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(in_force=True), name="proposal_part_of_one_regrouping"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.proposal_id} in {self.regrouping_id}"
