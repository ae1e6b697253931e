"""Territories in the API."""

import django_filters

from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.territories.datasets import TERRITORIES


class TerritoryFilters(django_filters.FilterSet):
    """Filters of territories."""

    level = django_filters.CharFilter(field_name="level", lookup_expr="iexact", max_length=40, help_text="Exact level.")
    cvegeo = django_filters.CharFilter(max_length=16, help_text="INEGI's code.")
    parent = IdFilter(field_name="parent_id", help_text="Key of the territory that it lies in.")
    active = django_filters.BooleanFilter(field_name="is_active", help_text="Only those in use, or only the others.")


class TerritoryViewSet(DatasetViewSet):
    """The places that this installation works with."""

    dataset = TERRITORIES
