"""Collection points in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from processes.points.datasets import POINTS


class PointFilters(django_filters.FilterSet):
    """Filters of points."""

    process = IdFilter(field_name="processes", help_text=_("Key of a process that it serves."))
    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))


class PointViewSet(DatasetViewSet):
    """Places where people take part in person."""

    dataset = POINTS
