"""Answers in the API."""

import django_filters
from django.utils.translation import gettext_lazy

from participation.opendata.filters import IdFilter, one_of
from participation.opendata.rest.views import DatasetViewSet
from participation.responses.datasets import INSTITUTION_ANSWERS, RESPONSES
from participation.responses.models import Verdict


class ResponseFilters(django_filters.FilterSet):
    """Filters of answers."""

    subject = IdFilter(field_name="subject_id", help_text=gettext_lazy("Key of the subject answered."))
    below = IdFilter(
        field_name="subject__ancestors",
        lookup_expr="contains",
        method="lies_below",
        help_text=gettext_lazy("Key of the subject of a process or component: only answers within it."),
    )
    institution = IdFilter(field_name="institution_id", help_text=gettext_lazy("Key of the institution that owes it."))
    verdict = one_of(Verdict.choices, method="with_verdict", help_text=gettext_lazy("Only answers with this verdict."))
    answered = django_filters.BooleanFilter(
        field_name="published_at",
        lookup_expr="isnull",
        exclude=True,
        help_text=gettext_lazy("Only answered, or only owed."),
    )

    def lies_below(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return the answers within a subject."""
        return queryset.filter(subject__ancestors__contains=[value])

    def with_verdict(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return published answers with a verdict: the verdict of a draft is nobody's to see."""
        return queryset.filter(verdict=value, published_at__isnull=False)


class InstitutionAnswerFilters(django_filters.FilterSet):
    """Filters of how institutions answer."""

    id = IdFilter(field_name="id", help_text=gettext_lazy("Key of the institution."))


class InstitutionAnswerViewSet(DatasetViewSet):
    """How many answers each institution owes and gave, how many in time, and how fast."""

    dataset = INSTITUTION_ANSWERS


class ResponseViewSet(DatasetViewSet):
    """The answers owed and given."""

    dataset = RESPONSES
