"""Participatory budgets in the API: their rules, contests and projects; entering a project."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.datasets import BUDGETS, CONTESTS, PROJECTS
from budgets.models import Contest, Project
from budgets.projects import policies
from budgets.projects.actions import submit_project
from budgets.projects.content import ProjectContent
from budgets.settings import LARGEST
from budgets.states import ProjectState
from budgets.voting import policies as voting
from budgets.voting.api import BallotIn, BallotOut, CastOut, cast, told
from budgets.works.datasets import WORKS
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.contribution import Channel
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above
from processes.models import Component


class BudgetFilters(django_filters.FilterSet):
    """Of which activity."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))


class ContestFilters(django_filters.FilterSet):
    """Of which budget, and where."""

    budget = IdFilter(field_name="budget_id", help_text=gettext_lazy("Key of the budget."))
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))


class ProjectFilters(django_filters.FilterSet):
    """Of which contest, of which kind, and how it stands."""

    contest = IdFilter(field_name="contest_id", help_text=gettext_lazy("Key of the contest."))
    budget = IdFilter(field_name="contest__budget_id", help_text=gettext_lazy("Key of the budget."))
    category = django_filters.CharFilter(max_length=40, help_text=gettext_lazy("Key of the kind of project."))
    state = django_filters.ChoiceFilter(choices=ProjectState.choices, help_text=gettext_lazy("How it stands."))


class WorkFilters(django_filters.FilterSet):
    """Of which project, contest and institution."""

    project = IdFilter(field_name="project_id", help_text=gettext_lazy("Key of the project."))
    contest = IdFilter(field_name="project__contest_id", help_text=gettext_lazy("Key of the contest."))
    institution = IdFilter(
        field_name="subject__action__institution_id", help_text=gettext_lazy("Key of the institution.")
    )


class ProjectIn(serializers.Serializer):
    """A project for a contest; ``estimate`` is in hundredths of the currency."""

    contest = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    title = serializers.CharField(max_length=150)
    summary = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    category = serializers.CharField(max_length=40, allow_blank=True, default="")
    latitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True, default=None)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True, default=None)
    address = serializers.CharField(max_length=200, allow_blank=True, default="")
    estimate = serializers.IntegerField(min_value=1, max_value=LARGEST, allow_null=True, default=None)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


def may_submit_to_it(person: Any, row: Contest, at: datetime) -> Verdict:
    """Ask whether the caller may enter a project in it."""
    return policies.may_submit_to(person, row, at=at)


def may_comment_on_it(person: Any, row: Project, at: datetime) -> Verdict:
    """Ask whether the caller may comment on it."""
    return may_comment(person, row.subject, at=at)


def may_vote_in_it(person: Any, row: Contest, at: datetime) -> Verdict:
    """Ask whether the caller may vote in it, whether or not they did."""
    return voting.may_vote(person, row, at=at)


class BudgetViewSet(DatasetViewSet):
    """Participatory budgets with their rules."""

    dataset = BUDGETS


class ContestViewSet(DatasetViewSet):
    """Contests: pots of money that people decide on."""

    dataset = CONTESTS
    acts = {"submit": may_submit_to_it, "vote": may_vote_in_it}
    takes = {"cast": BallotIn}
    gives = {"ballot": {200: BallotOut}, "cast": {200: CastOut}}
    scopes = {"cast": "ballots.cast"}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return super().rows().select_related("vote", "budget")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        from budgets.kind import gather

        found = Component.objects.with_clock().in_bulk({row.budget.component_id for row in rows})
        gather(list(found.values()), person, at)
        know(person, [rule for row in rows if row.vote is not None for rule in row.vote.rules])
        for row in rows:
            row.budget.component = found[row.budget.component_id]

    @action(detail=True, methods=["get"], url_path="ballot")
    def ballot(self, request: Request, pk: str) -> Response:
        """Return the frozen ballot with its fingerprint; to whoever is signed in, whether they voted."""
        return told(self._contest(pk), self.person)

    @ballot.mapping.put
    def cast(self, request: Request, pk: str) -> Response:
        """Cast a ballot, or another one in the place of the one before. Nobody else can read it."""
        person = self.author()
        return cast(self._contest(pk), dict(self.body(BallotIn)), person)

    def _contest(self, pk: str) -> Contest:
        row: Contest = self.row(pk)
        row.budget.component = Component.objects.with_clock().get(pk=row.budget.component_id)
        return row


class ProjectViewSet(DatasetViewSet):
    """Projects; entering one."""

    dataset = PROJECTS
    acts = {"comment": may_comment_on_it}
    gives_folio = True
    takes = {"create": ProjectIn}
    scopes = {"create": "projects.submit"}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        from budgets.registrations import gather_projects

        subjects = [row.subject for row in rows]
        look_above(subjects)
        gather_projects(subjects, person)

    def create(self, request: Request) -> Response:
        """Enter a project in a contest."""
        author = self.author()
        given = dict(self.body(ProjectIn))
        contest = Contest.objects.public().filter(pk=given.pop("contest")).first()
        if contest is None:
            raise Http404
        made = submit_project(
            contest=contest,
            content=ProjectContent(**given),
            by=author,
            at=timezone.now(),
            act_id=self.act_id(author),
            channel=Channel.API,
        )
        return self.made(Project.objects.for_listing().get(pk=made.pk))


class WorkViewSet(DatasetViewSet):
    """Works: what became of the projects that won."""

    dataset = WORKS
