"""Plans and commitments in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.datasets import COMMITMENTS, PLANS, SUCCESSIONS
from commitments.models import PlanKind, PlanState
from commitments.standards.api import StandardsOfPlan
from participation.followup.states import State
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


class PlanFilters(django_filters.FilterSet):
    """Filters of plans."""

    kind = django_filters.ChoiceFilter(choices=PlanKind.choices, help_text=_("Kind of plan."))
    state = django_filters.ChoiceFilter(choices=PlanState.choices, help_text=_("draft, published or archived."))


class CommitmentFilters(django_filters.FilterSet):
    """Filters of commitments."""

    plan = IdFilter(field_name="plan_id", help_text=_("Key of the plan."))
    code = django_filters.CharFilter(max_length=40, help_text=_("Code in the catalogue of OGP."))
    institution = IdFilter(method="of_institution", help_text=_("Key of an institution that takes part."))
    sdg = django_filters.CharFilter(
        max_length=5, method="serving", help_text=_("Goal or target of the 2030 Agenda: 16, or 16.6.")
    )
    state = django_filters.ChoiceFilter(
        choices=State.choices, method="in_state", help_text=_("The computed state, as it is today.")
    )

    def of_institution(self, queryset: Any, name: str, value: int) -> QuerySet:
        """Keep those in which an institution takes part."""
        from commitments.models import CommitmentActor

        own = CommitmentActor.objects.filter(institution=value)
        return queryset.filter(pk__in=own.values("commitment"))  # type: ignore[no-any-return]

    def serving(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Keep those that serve a goal or one of its targets."""
        from commitments.querysets import serving

        return queryset.filter(pk__in=serving(value))  # type: ignore[no-any-return]

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Keep those whose computed state is this one."""
        return queryset.with_state(timezone.now()).filter(state=value)  # type: ignore[no-any-return]


class SuccessionFilters(django_filters.FilterSet):
    """Filters of what became of institutions."""

    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))


class PlanViewSet(StandardsOfPlan, DatasetViewSet):
    """Action plans."""

    dataset = PLANS


class CommitmentViewSet(DatasetViewSet):
    """Commitments."""

    dataset = COMMITMENTS


class SuccessionViewSet(DatasetViewSet):
    """What became of institutions."""

    dataset = SUCCESSIONS
