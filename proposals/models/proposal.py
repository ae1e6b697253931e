"""Proposals and their counters."""

import random
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.contribution import Channel, Contribution
from proposals.querysets import ProposalQuerySet
from proposals.states import ProposalState


def random_key() -> float:
    """Return the key that gives a proposal its place in the stable random order."""
    return random.random()  # noqa: S311 (an order, not a secret)


class Proposal(Contribution):
    """What somebody proposes in a proposal call."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="proposal")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="nobody for imported proposals",
    )
    organisation = models.ForeignKey(
        "participation.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="in whose name its author proposes; then nobody reads who the author is",
    )
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="which proposes it before it decides; then it has no author",
    )
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("proposal"))
    body_is_html = models.BooleanField(default=False, help_text="imported rich text, cleaned at import")
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=14, choices=ProposalState.choices, default=ProposalState.DRAFT)
    step = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="key of a step of its call within the state"
    )
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("territory"),
    )
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(_("place in words"), max_length=200, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("tags"))
    random_key = models.FloatField(default=random_key, editable=False, help_text="stable random order")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    regrouped = models.BooleanField(
        default=False, db_default=False, help_text="officials joined others to it, or it is a part of a divided one"
    )
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="proposal_act_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="proposal_point_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["component", "random_key", "id"], name="proposal_random"),
            models.Index(fields=["component", "-published_at", "-id"], name="proposal_newest"),
            models.Index(fields=["-published_at", "-id"], name="proposal_newest_of_all"),
            models.Index(fields=["author", "component"], name="proposal_by_author"),
            GinIndex(fields=["tags"], name="proposal_tags"),
            models.Index(
                fields=["institution", "act_id"], condition=Q(institution__isnull=False), name="proposal_of_government"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def signed_name(self) -> str:
        """Return the name that everybody reads: of the institution or organisation that proposes, else the author's."""
        if self.institution is not None:
            return self.institution.name
        if self.organisation is not None:
            return self.organisation.public_name
        return self.author.public_name if self.author is not None else ""

    @property
    def is_imported(self) -> bool:
        """Tell whether it was made on another platform: it takes no supports here."""
        return self.author_id is None and self.channel == Channel.IMPORT


class ProposalCount(models.Model):
    """Counter of supports, apart and narrow (see SubjectCount)."""

    proposal = models.OneToOneField(Proposal, primary_key=True, on_delete=models.CASCADE, related_name="counts")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    supports = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["component", "-supports", "-proposal"], name="proposal_most_supported"),
            models.Index(fields=["-supports", "-proposal"], name="proposal_supported_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.supports} supports"
