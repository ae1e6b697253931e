"""Processes, phases and components in the API."""

from datetime import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy

from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.follows.policies import may_follow
from participation.opendata.filters import IdFilter, MomentFilter, one_of
from participation.opendata.rest.views import DatasetViewSet
from processes.datasets import COMPONENTS, PHASES, PROCESSES
from processes.kinds import get_kind
from processes.models import ProcessState
from processes.policies import is_open


class ProcessFilters(django_filters.FilterSet):
    """Filters of processes."""

    slug = django_filters.CharFilter(max_length=80, help_text=gettext_lazy("Its name in addresses."))
    state = one_of(
        [choice for choice in ProcessState.choices if choice[0] != ProcessState.DRAFT],
        help_text=gettext_lazy("published or closed."),
    )
    institution = IdFilter(field_name="institution_id", help_text=gettext_lazy("Key of the responsible institution."))
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))


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


class PhaseViewSet(DatasetViewSet):
    """The dated stretches of processes."""

    dataset = PHASES


class ComponentViewSet(DatasetViewSet):
    """The activities of processes; ``may`` says for each act whether the clock opens it."""

    dataset = COMPONENTS

    def may(self, row: Any) -> dict[str, Any]:
        """Return, for each act of its kind, whether it is open now; what depends on the person stands further down."""
        from django.utils import timezone

        from participation.opendata.rest.views import said

        at = timezone.now()
        try:
            kind = get_kind(row.kind)
        except KeyError:
            return {}
        return {act.name: said(is_open(row, act.name, at=at)) for act in kind.acts}
