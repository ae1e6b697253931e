"""What is followed up, in the API: reading it, and telling how it goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.followup import actions, policies
from participation.followup.datasets import ACTIONS, EVIDENCE, OBSTACLES, UPDATES
from participation.followup.models import Action, EvidenceKind, Obstacle, ProgressUpdate
from participation.followup.states import State, Voice
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above

BY_ADDRESS = [choice for choice in EvidenceKind.choices if choice[0] not in {"file", "photo"}]


class ActionFilters(django_filters.FilterSet):
    """Filters of actions."""

    followed = IdFilter(field_name="followed_id", help_text=_("Key of the subject that is followed up."))
    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))
    state = django_filters.ChoiceFilter(
        choices=State.choices, method="in_state", help_text=_("The computed state, as it is today.")
    )
    due_after = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", help_text=_("Last day from this on."))
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", help_text=_("Last day until this."))

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Keep those whose computed state is this one."""
        return queryset.in_state(value, timezone.now())  # type: ignore[no-any-return]


class TellingFilters(django_filters.FilterSet):
    """Filters of what is told of actions."""

    action = IdFilter(field_name="action_id", help_text=_("Key of the action."))
    followed = IdFilter(field_name="action__followed_id", help_text=_("Key of the subject that is followed up."))
    voice = django_filters.ChoiceFilter(choices=Voice.choices, help_text=_("Who tells."))


class OfAction(serializers.Serializer):
    """What is told of an action."""

    action = serializers.IntegerField(min_value=1, max_value=BIGGEST)


class ReportIn(OfAction):
    """How an action goes, for a stretch of time."""

    text = serializers.CharField(max_length=4000)
    period_from = serializers.DateField(required=False, allow_null=True)
    period_to = serializers.DateField(required=False, allow_null=True)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    steps_done = serializers.IntegerField(min_value=0, max_value=10_000, required=False, allow_null=True)
    steps_total = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True)
    back_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    same_again = serializers.BooleanField(default=False)


class EvidenceIn(OfAction):
    """What shows that something was done, at an address."""

    kind = serializers.ChoiceField(choices=BY_ADDRESS)
    title = serializers.CharField(max_length=200)
    url = serializers.URLField(max_length=500)
    report = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False)


class ObstacleIn(OfAction):
    """What stands in the way, and what is needed from whom."""

    text = serializers.CharField(max_length=1000)
    needed = serializers.CharField(max_length=300, required=False, allow_blank=True)
    needed_from = serializers.CharField(max_length=200, required=False, allow_blank=True)
    since = serializers.DateField(required=False)


class ReasonIn(serializers.Serializer):
    """Why something is taken back; everybody reads it."""

    reason = serializers.CharField(max_length=300)


def may_report(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may tell of an action: how it goes, its evidence, what stands in the way."""
    return policies.may_tell(person, row)


class ActionViewSet(DatasetViewSet):
    """Actions that are followed up."""

    dataset = ACTIONS
    acts = {"report": may_report}

    def rows(self) -> QuerySet:
        """Return the public rows with whom they belong to."""
        rows = super().rows().select_related("institution__subject")
        return rows.defer("subject__search", "institution__subject__search")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what lies above the rows, and in whose name the caller tells of each."""
        look_above(row.subject for row in rows)
        policies.know_speakers(rows, person)


class TellingViewSet(DatasetViewSet):
    """Base of what is told of an action: handed in, and taken back with a reason."""

    scopes = {"create": "followup.tell", "withdraw": "followup.tell"}

    def rows(self) -> QuerySet:
        """Return the public rows with their action."""
        return super().rows().select_related("action__subject", "action__institution__subject", "author")

    def told_of(self, given: dict[str, Any]) -> Action:
        """Return the public action that the body names, taken out of it. Raises Http404."""
        rows: Any = Action.objects.public().for_page()
        found = rows.filter(pk=given.pop("action")).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def reason(self) -> str:
        """Return why something is taken back."""
        return str(self.body(ReasonIn)["reason"])


class ProgressUpdateViewSet(TellingViewSet):
    """Progress reports; and reporting."""

    dataset = UPDATES
    takes = {"create": ReportIn, "withdraw": ReasonIn}

    def create(self, request: Request) -> Response:
        """Tell how an action goes; the same Idempotency-Key again is the same report."""
        author, given = self.author(), dict(self.body(ReportIn))
        row = self.told_of(given)
        made = actions.report_progress(action=row, by=author, at=timezone.now(), act_id=self.act_id(author), **given)
        return self.made(self.row(str(made.pk)))

    @action(detail=True, methods=["put"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a report back, with a reason; twice changes nothing."""
        row, reason = self.row(pk), self.reason()
        actions.withdraw_update(update=row, reason=reason, by=self.author(), at=timezone.now())
        return Response(self.shown(self.row(pk)))


class EvidenceViewSet(TellingViewSet):
    """Evidence; and adding an address that shows something."""

    dataset = EVIDENCE
    takes = {"create": EvidenceIn, "withdraw": ReasonIn}

    def create(self, request: Request) -> Response:
        """Add evidence that stands at an address; files are added on the pages."""
        author, given = self.author(), dict(self.body(EvidenceIn))
        row, report = self.told_of(given), given.pop("report", None)
        if report is not None:
            given["update"] = ProgressUpdate.objects.filter(pk=report, action=row).first()
            if given["update"] is None:
                raise Http404
        made = actions.add_evidence(action=row, by=author, at=timezone.now(), **given)
        return self.made(self.row(str(made.pk)))

    @action(detail=True, methods=["put"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take evidence back, with a reason; twice changes nothing."""
        row, reason = self.row(pk), self.reason()
        actions.withdraw_evidence(evidence=row, reason=reason, by=self.author(), at=timezone.now())
        return Response(self.shown(self.row(pk)))


class ObstacleViewSet(TellingViewSet):
    """Obstacles; telling of one, and that it stands in the way no more."""

    dataset = OBSTACLES
    takes = {"create": ObstacleIn, "withdraw": ReasonIn}
    scopes = {**TellingViewSet.scopes, "clear": "followup.tell"}

    def create(self, request: Request) -> Response:
        """Tell what stands in the way of an action."""
        author, given = self.author(), dict(self.body(ObstacleIn))
        row = self.told_of(given)
        made: Obstacle = actions.raise_obstacle(action=row, by=author, at=timezone.now(), **given)
        return self.made(self.row(str(made.pk)))

    @action(detail=True, methods=["put"], url_path="clear")
    def clear(self, request: Request, pk: str) -> Response:
        """Say that it stands in the way no more; twice changes nothing."""
        row = self.row(pk)
        actions.clear_obstacle(obstacle=row, by=self.author(), at=timezone.now())
        return Response(self.shown(self.row(pk)))

    @action(detail=True, methods=["put"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take back what was told, with a reason; twice changes nothing."""
        row, reason = self.row(pk), self.reason()
        actions.withdraw_obstacle(obstacle=row, reason=reason, by=self.author(), at=timezone.now())
        return Response(self.shown(self.row(pk)))
