"""Changes that people propose to a passage of a published proposal."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.contribution import Contribution
from proposals.amendments.querysets import AmendmentQuerySet
from proposals.models.proposal import Proposal


class AmendmentState(models.TextChoices):
    """What became of it. That the passage changed meanwhile is computed, never kept."""

    OPEN = "open", pgettext_lazy("proposed change", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("proposed change", "accepted")
    DECLINED = "declined", pgettext_lazy("proposed change", "not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposed change", "withdrawn")


KINDS = {"open": "soon", "accepted": "done", "declined": "none", "withdrawn": "none"}  # colours of the tag


class Amendment(Contribution):
    """One paragraph of a proposal as somebody else would word it, and why; its authors accept it or not."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="amendment")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="amendments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="amendments")
    title = models.CharField(_("what changes"), max_length=100)
    position = models.PositiveIntegerField(help_text="which paragraph it was, from 0")
    passage = models.TextField(_("as it is"), help_text="the paragraph as it was when the change was proposed")
    wording = models.TextField(_("as it would be"), blank=True)
    reason = models.TextField(_("why"))
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=AmendmentState.choices, default=AmendmentState.OPEN)
    answer = models.TextField(_("why not"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        "participation.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="amendment_act_once"),
            models.CheckConstraint(
                condition=Q(state="accepted", version__isnull=False) | ~Q(state="accepted") & Q(version__isnull=True),
                name="amendment_accepted_in_version",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="amendment_decided_at_a_moment",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="amendment_declined_why"),
        ]
        indexes = [
            models.Index(fields=["proposal", "-at", "-id"], name="amendment_newest"),
            models.Index(fields=["-at", "-id"], name="amendment_newest_of_all"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_kind(self) -> str:
        """Return the colour of its state."""
        return KINDS[self.state]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
