"""What administrations said, in the API."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.administrations.datasets import PRONOUNCEMENTS
from participation.administrations.models import Stance
from participation.opendata.filters import IdFilter, one_of
from participation.opendata.rest.views import DatasetViewSet


class PronouncementFilters(django_filters.FilterSet):
    """Filters of pronouncements."""

    stance = one_of(Stance.choices, help_text=gettext_lazy("What becomes of it."))
    subject = IdFilter(field_name="subject_id", help_text=gettext_lazy("Key of the subject."))


class PronouncementViewSet(DatasetViewSet):
    """What became of each thing that a new administration inherited."""

    dataset = PRONOUNCEMENTS
