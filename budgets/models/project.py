"""Projects: what a contest's money could be spent on."""

import random
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.budget import Contest
from budgets.querysets import ProjectQuerySet
from budgets.states import TAGS, ProjectState
from participation.contribution import Contribution
from participation.web.translation import Translated


def random_key() -> float:
    """Return the key that gives a project its place in the stable random order."""
    return random.random()  # noqa: S311 (an order, not a secret)


class Project(Translated, Contribution):
    """One project of one contest. What was found out about it stands in its findings (``budgets.models.Finding``)."""

    TRANSLATABLE = ("title", "summary", "body")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="project")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="projects")
    number = models.PositiveSmallIntegerField(
        _("number on the ballot"), null=True, blank=True, help_text="given once, kept for good"
    )
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("in one sentence"), max_length=300)
    body = models.TextField(_("what would be done"), max_length=10_000, blank=True)
    lang = models.CharField(max_length=8, default="es")
    estimate = models.BigIntegerField(
        _("what whoever entered it thinks that it costs"), null=True, blank=True, help_text="in centavos"
    )
    cost = models.BigIntegerField(_("cost"), null=True, blank=True, help_text="in centavos; nothing until costed")
    category = models.CharField(_("kind of project"), max_length=40, blank=True)
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(_("place in words"), max_length=200, blank=True)
    exclusive_group = models.CharField(
        _("group of which only one can win"), max_length=40, blank=True, help_text="projects of the same contest"
    )
    state = models.CharField(_("state"), max_length=12, choices=ProjectState, default=ProjectState.SUBMITTED)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    institution = models.ForeignKey(
        "participation.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    proposal = models.ForeignKey(
        "proposals.Proposal", null=True, blank=True, on_delete=models.PROTECT, related_name="projects",
        help_text="from which it was made",
    )  # fmt: skip
    reasons = models.TextField(_("reasons"), max_length=6000, blank=True, help_text="why it can or cannot be done")
    decided_at = models.DateTimeField(null=True, blank=True, help_text="when its study was finished")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    random_key = models.FloatField(default=random_key, editable=False, help_text="stable random order")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="project_act_once"),
            models.UniqueConstraint(fields=["contest", "number"], name="project_number_once"),
            models.UniqueConstraint(
                fields=["contest", "proposal"], condition=~Q(state="withdrawn"), name="project_of_proposal_once"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="project_point_on_earth",
            ),
            models.CheckConstraint(
                condition=(Q(cost__isnull=True) | Q(cost__gt=0)) & (Q(estimate__isnull=True) | Q(estimate__gt=0)),
                name="project_costs_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_ballot", "winner", "not_chosen"])
                | Q(cost__isnull=False, number__isnull=False),
                name="project_on_ballot_with_cost",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_feasible") | ~Q(reasons=""), name="project_not_feasible_with_reasons"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="project_withdrawn_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["contest", "random_key", "id"], name="project_random"),
            models.Index(fields=["contest", "number", "id"], name="project_in_order"),
            models.Index(fields=["contest", "cost", "id"], name="project_by_cost"),
            models.Index(fields=["-created_at", "-id"], name="project_newest_of_all"),
            models.Index(fields=["author", "contest"], name="project_by_author"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_kind(self) -> str:
        """Return the colour of its state."""
        return TAGS[ProjectState(self.state)]

    @property
    def signed_name(self) -> str:
        """Return the name that everybody reads: of the institution that entered it, else the author's."""
        if self.institution is not None:
            return self.institution.name
        return self.author.public_name if self.author is not None else ""

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
