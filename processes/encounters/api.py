"""Encounters in the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.contribution import Channel
from participation.models import Person
from participation.opendata.filters import IdFilter, MomentFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above
from processes.encounters import policies
from processes.encounters.actions.seats import register, withdraw_registration
from processes.encounters.datasets import ENCOUNTERS
from processes.encounters.kind import gather
from processes.encounters.views.common import own_registration, place_in_line
from processes.models import Component, Encounter, EncounterKind, Registration, RegistrationState, Sector


class EncounterFilters(django_filters.FilterSet):
    """Filters of encounters."""

    component = IdFilter(field_name="component_id", help_text=_("Key of the activity."))
    territory = IdFilter(field_name="territory_id", help_text=_("Key of the territory."))
    kind = django_filters.ChoiceFilter(choices=EncounterKind.choices, help_text=_("Kind of encounter."))
    since = MomentFilter(field_name="starts_at", lookup_expr="gte", help_text=_("Those that begin from this moment."))
    until = MomentFilter(field_name="starts_at", lookup_expr="lt", help_text=_("Those that begin before this moment."))


class RegisterIn(serializers.Serializer):
    """For whom somebody comes, and what they need; only whoever receives people reads what is needed."""

    sector = serializers.ChoiceField(choices=Sector.choices, default=Sector.PUBLIC)
    organisation = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    needs = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    online = serializers.BooleanField(default=False)
    answers = serializers.ListField(
        child=serializers.CharField(max_length=300, allow_blank=True), max_length=3, default=list
    )


class RegisteredSerializer(serializers.Serializer):
    """How the caller stands in an encounter now; the code is shown at the door."""

    encounter = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RegistrationState.values)
    code = serializers.CharField()
    place_in_line = serializers.IntegerField(allow_null=True)


def may_register(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may register, for a seat or for the waiting list."""
    return policies.may_register(person, row, at=at)


def may_withdraw(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may give their seat or place in line back."""
    return policies.may_withdraw_from(person, row, at=at)


class EncounterViewSet(DatasetViewSet):
    """Encounters: when, where, who came in numbers, what was said; and registering."""

    dataset = ENCOUNTERS
    acts = {"register": may_register, "withdraw": may_withdraw}
    takes = {"register": RegisterIn}
    gives = {"register": {201: RegisteredSerializer}, "withdraw": {200: RegisteredSerializer}}
    scopes = {"register": "encounters.register", "withdraw": "encounters.register"}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the activities of the rows with their clock, and how the caller stands in each."""
        found = Component.objects.with_clock().filter(pk__in={row.component_id for row in rows})
        known = {component.pk: component for component in found}
        for row in rows:
            row.component = known[row.component_id]
        look_above(row.subject for row in rows)
        gather(list(known.values()), person, at)
        policies.know_standings(rows, person)

    @action(detail=True, methods=["post"], url_path="register")
    def register(self, request: Request, pk: str) -> Response:
        """Take a seat, or the next place on the waiting list; the same Idempotency-Key again is the same act."""
        row, author = self._encounter(pk), self.author()
        given = self.body(RegisterIn)
        made = register(
            encounter=row, by=author, at=timezone.now(), act_id=self.act_id(author), channel=Channel.API, **given
        )
        return Response(_standing(made), status=201)

    @register.mapping.delete
    def withdraw(self, request: Request, pk: str) -> Response:
        """Give the seat or the place in line back; whoever waited first gets it."""
        row, author = self._encounter(pk), self.author()
        policies.may_withdraw_from(author, row, at=timezone.now()).enforce()
        own = own_registration(row, author)
        if own is None:
            policies.NOT_REGISTERED.enforce()
        assert own is not None
        return Response(_standing(withdraw_registration(registration=own, by=author, at=timezone.now())))

    def _encounter(self, pk: str) -> Encounter:
        """Return a public encounter with the clock of its activity. Raises Http404."""
        row: Encounter = self.row(pk)
        row.component = Component.objects.with_clock().get(pk=row.component_id)
        return row


def _standing(row: Registration) -> dict[str, Any]:
    waiting = row.state == RegistrationState.WAITING
    return {
        "encounter": row.encounter_id,
        "state": row.state,
        "code": row.code,
        "place_in_line": place_in_line(row) if waiting else None,
    }
