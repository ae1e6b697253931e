"""Supports: one person stands behind one proposal."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.contribution import Contribution
from proposals.models.proposal import Proposal


class Support(Contribution):
    """One person supports one proposal, once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supports")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="support_once")]
        indexes = [models.Index(fields=["person", "component"], name="support_by_person")]

    def __str__(self) -> str:
        return f"support of {self.proposal_id}"
