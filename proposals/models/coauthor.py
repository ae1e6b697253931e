"""Co-authors: people who sign a proposal beside whoever began it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class CoAuthor(models.Model):
    """One person signs a proposal with its author, from when they accepted until they left or were taken off."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="coauthors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coauthorships")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"], condition=Q(ended_at__isnull=True), name="coauthor_once"
            )
        ]

    def __str__(self) -> str:
        return f"co-author of {self.proposal_id}"
