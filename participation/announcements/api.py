"""Announcements and newsletters in the API: reading what was sent."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.announcements.datasets import ANNOUNCEMENTS
from participation.announcements.models import AnnouncementKind
from participation.opendata.filters import IdFilter, MomentFilter, one_of
from participation.opendata.rest.views import DatasetViewSet


class AnnouncementFilters(django_filters.FilterSet):
    """Filters of announcements."""

    kind = one_of(AnnouncementKind.choices, help_text=gettext_lazy("announcement or newsletter."))
    group = django_filters.CharFilter(
        field_name="segment", max_length=60, help_text=gettext_lazy("The group that it was for: all is everybody.")
    )
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))
    since = MomentFilter(
        field_name="started_at", lookup_expr="gte", help_text=gettext_lazy("Sent at or after this moment (ISO 8601).")
    )
    until = MomentFilter(
        field_name="started_at", lookup_expr="lt", help_text=gettext_lazy("Sent before this moment (ISO 8601).")
    )


class AnnouncementViewSet(DatasetViewSet):
    """What was written to people who agreed to it."""

    dataset = ANNOUNCEMENTS
