"""Institutions in the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy

from participation.follows.policies import may_follow
from participation.institutions.datasets import INSTITUTIONS
from participation.models import Person
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import gather


class InstitutionFilters(django_filters.FilterSet):
    """Filters of institutions."""

    slug = django_filters.CharFilter(max_length=80, help_text=gettext_lazy("Its name in addresses."))
    kind = django_filters.CharFilter(max_length=40, help_text=gettext_lazy("Kind of institution."))
    parent = IdFilter(field_name="parent_id", help_text=gettext_lazy("Key of the institution that it belongs to."))


def may_follow_it(person: Any, row: Any, at: Any) -> Any:
    """Ask whether the caller may follow the institution."""
    return may_follow(person, row.subject)


class InstitutionViewSet(DatasetViewSet):
    """Public bodies and organisations."""

    dataset = INSTITUTIONS
    acts = {"follow": may_follow_it}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what answers whether each can be followed."""
        gather((row.subject for row in rows), person)
