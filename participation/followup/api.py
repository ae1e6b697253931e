"""What is followed up, in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.followup.datasets import ACTIONS, EVIDENCE, OBSTACLES, UPDATES
from participation.followup.states import State, Voice
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


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


class ActionViewSet(DatasetViewSet):
    """Actions that are followed up."""

    dataset = ACTIONS


class ProgressUpdateViewSet(DatasetViewSet):
    """Progress reports."""

    dataset = UPDATES


class EvidenceViewSet(DatasetViewSet):
    """Evidence."""

    dataset = EVIDENCE


class ObstacleViewSet(DatasetViewSet):
    """Obstacles."""

    dataset = OBSTACLES
