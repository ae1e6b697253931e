"""Contributions, the clusters that officials put them into, and the log of that work."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation import contribution
from processes.cocreation.querysets import ClusterQuerySet, ContributionQuerySet

if TYPE_CHECKING:
    from participation.models import Person


class ContributionState(models.TextChoices):
    """Where a contribution is. Hidden by moderation is a state of its subject."""

    PENDING = "pending", _("waiting for moderation")
    RETURNED = "returned", _("returned to its author")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Contribution(contribution.Contribution):
    """A short text that somebody handed in; its words never change. Without author: who gave it gave no name.

    ``nameless``: the author's name is not shown, to nobody but those who moderate.
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="contribution")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="contributions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    nameless = models.BooleanField(default=False)
    text = models.TextField(_("contribution"), max_length=2000)
    lang = models.CharField(max_length=8, default="es")
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    encounter = models.ForeignKey(
        "processes.Encounter", null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    state = models.CharField(max_length=10, choices=ContributionState.choices, default=ContributionState.PENDING)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [models.UniqueConstraint(fields=["author", "act_id"], name="contribution_act_once")]
        indexes = [
            models.Index(fields=["component", "id"], name="contribution_of_component"),
            models.Index(fields=["component", "id"], name="contribution_pending", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def shown_author(self) -> "Person | None":
        """Return whom pages and data name as the author; None where they gave no name or do not want it shown."""
        return None if self.nameless else self.author


class ClusterState(models.TextChoices):
    """Where a cluster is. Whether it is published is a state of its subject."""

    LIVE = "live", _("in use")
    MERGED = "merged", _("joined to another")
    DISCARDED = "discarded", _("set aside")


class Cluster(models.Model):
    """Contributions that say the same, under a name and the words that say what belongs there."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="cluster")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="clusters")
    title = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("what belongs in it"), max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=ClusterState.choices, default=ClusterState.LIVE)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="cluster_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="cluster_not_into_itself"
            ),
        ]
        indexes = [models.Index(fields=["component", "id"], name="cluster_of_component")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Review(models.TextChoices):
    """What a second person says of where a contribution was put."""

    WAITING = "", _("not read by a second person")
    CONFIRMED = "confirmed", _("confirmed")
    DISPUTED = "disputed", _("disputed")


class Placement(models.Model):
    """A contribution in a cluster: who put it there, and what a second person says of it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="placements")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="placements")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review = models.CharField(max_length=10, choices=Review.choices, blank=True, default=Review.WAITING)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "cluster"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(review="", reviewed_by=None) | (~Q(review="") & ~Q(reviewed_by=F("placed_by"))),
                name="placement_second_person",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "contribution"], name="placement_of_cluster")]

    def __str__(self) -> str:
        return f"contribution {self.contribution_id} in cluster {self.cluster_id}"


class StepKind(models.TextChoices):
    """The steps of the work on clusters."""

    MADE = "made", _("made a cluster")
    PLACED = "placed", _("put contributions into a cluster")
    REMOVED = "removed", _("took contributions out of a cluster")
    MERGED = "merged", _("joined two clusters")
    SPLIT = "split", _("divided a cluster")
    RENAMED = "renamed", _("changed the name of a cluster")
    CONFIRMED = "confirmed", _("confirmed where contributions are")
    DISPUTED = "disputed", _("disputed where contributions are")
    DISCARDED = "discarded", _("set a cluster aside")


class ClusterStep(models.Model):
    """One step of the work on the clusters of an activity, with all that it changed, so that it can be undone."""

    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="cluster_steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    words = models.CharField(max_length=300, help_text="the names of the clusters as they were, for the log")
    count = models.PositiveIntegerField(default=0, help_text="contributions touched")
    data = models.JSONField(default=dict, help_text="rows taken away and added, clusters before and after")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step of the work on clusters")
        verbose_name_plural = _("steps of the work on clusters")
        indexes = [models.Index(fields=["component", "id"], name="cluster_step_of_component")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"
