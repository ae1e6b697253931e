"""Assessments, their verdicts and the scales in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from commitments.models import Phase
from commitments.reviews.datasets import ASSESSMENTS, SCALES, VERDICTS
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet


class AssessmentFilters(django_filters.FilterSet):
    """Filters of assessments."""

    plan = IdFilter(field_name="plan_id", help_text=_("Key of the plan."))
    phase = django_filters.ChoiceFilter(choices=Phase.choices, help_text=_("When it was made."))


class VerdictFilters(django_filters.FilterSet):
    """Filters of verdicts."""

    assessment = IdFilter(field_name="assessment_id", help_text=_("Key of the assessment."))
    commitment = IdFilter(field_name="commitment_id", help_text=_("Key of the commitment."))
    concept = django_filters.CharFilter(
        field_name="variable__concept", max_length=40, help_text=_("What was asked, whatever the method.")
    )


class AssessmentViewSet(DatasetViewSet):
    """Reviews of plans, as their assessors published them."""

    dataset = ASSESSMENTS


class VerdictViewSet(DatasetViewSet):
    """What each assessment says of each commitment."""

    dataset = VERDICTS


class ScaleViewSet(DatasetViewSet):
    """The values that methods of assessment know."""

    dataset = SCALES
