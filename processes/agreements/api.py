"""Agreements in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.followup.states import State
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from processes.agreements.datasets import AGREEMENTS


class AgreementFilters(django_filters.FilterSet):
    """Filters of agreements."""

    made_at = IdFilter(field_name="subject__parent_id", help_text=_("Key of the subject where it was made."))
    institution = IdFilter(field_name="subject__action__institution_id", help_text=_("Key of the institution."))
    state = django_filters.ChoiceFilter(
        choices=State.choices, method="in_state", help_text=_("The computed state, as it is today.")
    )

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Keep those whose computed state is this one."""
        return queryset.with_state(timezone.now()).filter(state=value)  # type: ignore[no-any-return]


class AgreementViewSet(DatasetViewSet):
    """Agreements."""

    dataset = AGREEMENTS
