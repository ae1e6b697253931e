"""Processes, phases and components in the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy

from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.follows.policies import may_follow
from participation.models import Person
from participation.opendata.filters import IdFilter, MomentFilter, one_of
from participation.opendata.rest.views import DatasetViewSet, said
from participation.subjects.above import gather
from processes.datasets import CLOSINGS, COMPONENTS, CONCLUSIONS, MECHANISMS, PHASES, PROCESSES
from processes.kinds import ComponentKind, all_kinds, get_kind
from processes.models import Component, Process, ProcessState
from processes.policies import is_open
from processes.querysets import openings_with_phases


class ProcessFilters(django_filters.FilterSet):
    """Filters of processes."""

    slug = django_filters.CharFilter(max_length=80, help_text=gettext_lazy("Its name in addresses."))
    state = one_of(
        [choice for choice in ProcessState.choices if choice[0] != ProcessState.DRAFT],
        help_text=gettext_lazy("published or closed."),
    )
    institution = IdFilter(field_name="institution_id", help_text=gettext_lazy("Key of the responsible institution."))
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))
    mechanism = IdFilter(field_name="mechanism_id", help_text=gettext_lazy("Key of the mechanism of the law."))


class PhaseFilters(django_filters.FilterSet):
    """Filters of phases."""

    process = IdFilter(field_name="process_id", help_text=gettext_lazy("Key of the process."))
    open_at = MomentFilter(
        method="is_open_at", help_text=gettext_lazy("Only phases that are open at this moment (ISO 8601).")
    )

    def is_open_at(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return the phases that hold a moment."""
        from django.db.models import Q

        return queryset.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=value), opens_at__lte=value)


class ClosingFilters(django_filters.FilterSet):
    """Filters of what came of processes."""

    process = IdFilter(field_name="process_id", help_text=gettext_lazy("Key of the process."))


class ConclusionFilters(django_filters.FilterSet):
    """Filters of conclusions."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))


class MechanismFilters(django_filters.FilterSet):
    """Filters of mechanisms."""

    slug = django_filters.CharFilter(max_length=80, help_text=gettext_lazy("Its name in addresses."))


class ComponentFilters(django_filters.FilterSet):
    """Filters of components."""

    process = IdFilter(field_name="process_id", help_text=gettext_lazy("Key of the process."))
    kind = django_filters.CharFilter(max_length=30, help_text=gettext_lazy("Kind of activity."))


def may_follow_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may follow."""
    return may_follow(person, row.subject)


def may_comment_on(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may comment."""
    return may_comment(person, row.subject, at=at)


class ProcessViewSet(DatasetViewSet):
    """Participatory processes."""

    dataset = PROCESSES
    acts = {"follow": may_follow_it, "comment": may_comment_on}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what answers whether each takes comments and can be followed."""
        gather((row.subject for row in rows), person)


class MechanismViewSet(DatasetViewSet):
    """What the law gives people to take part with here."""

    dataset = MECHANISMS


class ClosingViewSet(DatasetViewSet):
    """What came of closed processes, version by version."""

    dataset = CLOSINGS


class ConclusionViewSet(DatasetViewSet):
    """What was concluded in debates, version by version."""

    dataset = CONCLUSIONS


class PhaseViewSet(DatasetViewSet):
    """The dated stretches of processes."""

    dataset = PHASES


class ComponentViewSet(DatasetViewSet):
    """The activities of processes; ``may`` says of each act of their kind whether the caller may do it there now."""

    dataset = COMPONENTS

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the clock of each, and what its kind asks of the caller."""
        processes = Process.objects.select_related("subject").defer("subject__search")
        prefetch_related_objects(rows, Prefetch("process", processes), openings_with_phases())
        for kind in all_kinds():
            ours = [row for row in rows if row.kind == kind.name]
            if ours and kind.gather is not None:
                kind.gather(ours, person, at)

    def may(self, row: Any, at: datetime) -> dict[str, Any]:
        """Return, for each act of its kind, what the kind says of the caller; where it says nothing, the clock."""
        try:
            kind = get_kind(row.kind)
        except KeyError:
            return {}
        return {act.name: said(_verdict(kind, self.person, row, act.name, at)) for act in kind.acts}


def _verdict(kind: ComponentKind, person: Person | None, row: Component, act: str, at: datetime) -> Verdict:
    return is_open(row, act, at=at) if kind.may is None else kind.may(person, row, act, at=at)
