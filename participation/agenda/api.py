"""The public agenda in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from participation.agenda.datasets import MEETINGS
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


class MeetingFilters(django_filters.FilterSet):
    """Filters of meetings."""

    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))


class MeetingViewSet(DatasetViewSet):
    """Meetings of public offices."""

    dataset = MEETINGS
