"""Encounters in the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Verdict
from participation.models import Person
from participation.opendata.filters import IdFilter, MomentFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above
from processes.encounters import policies
from processes.encounters.datasets import ENCOUNTERS
from processes.encounters.kind import gather
from processes.models import Component, EncounterKind


class EncounterFilters(django_filters.FilterSet):
    """Filters of encounters."""

    component = IdFilter(field_name="component_id", help_text=_("Key of the activity."))
    territory = IdFilter(field_name="territory_id", help_text=_("Key of the territory."))
    kind = django_filters.ChoiceFilter(choices=EncounterKind.choices, help_text=_("Kind of encounter."))
    since = MomentFilter(field_name="starts_at", lookup_expr="gte", help_text=_("Those that begin from this moment."))
    until = MomentFilter(field_name="starts_at", lookup_expr="lt", help_text=_("Those that begin before this moment."))


def may_register(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may register, for a seat or for the waiting list."""
    return policies.may_register(person, row, at=at)


class EncounterViewSet(DatasetViewSet):
    """Encounters: when, where, who came in numbers, what was said."""

    dataset = ENCOUNTERS
    acts = {"register": may_register}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the activities of the rows with their clock, and how the caller stands in each."""
        found = Component.objects.with_clock().filter(pk__in={row.component_id for row in rows})
        known = {component.pk: component for component in found}
        for row in rows:
            row.component = known[row.component_id]
        look_above(row.subject for row in rows)
        gather(list(known.values()), person, at)
        policies.know_standings(rows, person)
