"""News in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from processes.news.datasets import NEWS


class NewsFilters(django_filters.FilterSet):
    """Filters of news."""

    process = IdFilter(field_name="process_id", help_text=_("Key of the process."))


class NewsViewSet(DatasetViewSet):
    """News of processes."""

    dataset = NEWS
