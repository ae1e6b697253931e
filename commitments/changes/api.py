"""Recommendations and institutional changes in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from commitments.changes.datasets import CHANGES, RECOMMENDATIONS
from commitments.models import ChangeKind
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


class RecommendationFilters(django_filters.FilterSet):
    """Filters of recommendations."""

    assessment = IdFilter(field_name="assessment_id", help_text=_("Key of the assessment."))
    commitment = IdFilter(field_name="commitment_id", help_text=_("Key of the commitment."))
    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))


class ChangeFilters(django_filters.FilterSet):
    """Filters of institutional changes."""

    kind = django_filters.ChoiceFilter(choices=ChangeKind.choices, help_text=_("What changed."))
    commitment = IdFilter(field_name="commitment_id", help_text=_("Key of the commitment."))
    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))


class RecommendationViewSet(DatasetViewSet):
    """What assessments recommend."""

    dataset = RECOMMENDATIONS


class ChangeViewSet(DatasetViewSet):
    """What commitments changed for good."""

    dataset = CHANGES
