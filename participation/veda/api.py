"""Electoral periods in the API."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.opendata.filters import IdFilter, one_of
from participation.opendata.rest.views import DatasetViewSet
from participation.veda.datasets import ELECTORAL_PERIODS
from participation.veda.models import PeriodKind


class ElectoralPeriodFilters(django_filters.FilterSet):
    """Filters of electoral periods."""

    kind = one_of(PeriodKind.choices, help_text=gettext_lazy("For which kind of voting."))
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))


class ElectoralPeriodViewSet(DatasetViewSet):
    """When and where government propaganda is suspended by law."""

    dataset = ELECTORAL_PERIODS
