"""Territories in the API."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.territories.datasets import TERRITORIES


class TerritoryFilters(django_filters.FilterSet):
    """Filters of territories."""

    level = django_filters.CharFilter(
        field_name="level", lookup_expr="iexact", max_length=40, help_text=gettext_lazy("Exact level.")
    )
    cvegeo = django_filters.CharFilter(max_length=16, help_text=gettext_lazy("INEGI's code."))
    parent = IdFilter(field_name="parent_id", help_text=gettext_lazy("Key of the territory that it lies in."))
    active = django_filters.BooleanFilter(
        field_name="is_active", help_text=gettext_lazy("Only those in use, or only the others.")
    )


class TerritoryViewSet(DatasetViewSet):
    """The places that this installation works with."""

    dataset = TERRITORIES
