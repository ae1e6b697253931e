"""Evaluations in the API."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.evaluations.datasets import EVALUATIONS
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


class EvaluationFilters(django_filters.FilterSet):
    """Filters of evaluations."""

    about = IdFilter(field_name="about_id", help_text=gettext_lazy("Key of the subject that it is about."))


class EvaluationViewSet(DatasetViewSet):
    """What those who took part answered, in counts."""

    dataset = EVALUATIONS
