"""Forums in the API, with what is computed of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.models import Person
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.organisations.api import may_follow_it
from participation.subjects.above import look_above
from processes.forums.checks import checks_of, facts_of
from processes.forums.datasets import FORUMS, MEMBERS
from processes.models import ForumKind, ForumSector


class ForumFilters(django_filters.FilterSet):
    """Filters of forums."""

    kind = django_filters.ChoiceFilter(choices=ForumKind.choices, help_text=_("Kind of forum."))
    institution = IdFilter(field_name="institution_id", help_text=_("Key of the institution."))
    territory = IdFilter(field_name="territory_id", help_text=_("Key of the territory."))


class MemberFilters(django_filters.FilterSet):
    """Filters of members."""

    forum = IdFilter(field_name="forum_id", help_text=_("Key of the forum."))
    sector = django_filters.ChoiceFilter(
        field_name="seats__sector", choices=ForumSector.choices, help_text=_("Sector of the seat.")
    )
    organisation = IdFilter(field_name="organisation_id", help_text=_("Key of the organisation."))


class ProofSerializer(serializers.Serializer):
    """Where a check can be seen."""

    title = serializers.CharField()
    url = serializers.URLField()


class CheckSerializer(serializers.Serializer):
    """One requirement, computed."""

    name = serializers.CharField()
    title = serializers.CharField()
    passes = serializers.BooleanField()
    words = serializers.CharField()
    proofs = ProofSerializer(many=True)


class ChecksSerializer(serializers.Serializer):
    """All requirements of a forum, and the moment for which they were computed."""

    at = serializers.DateTimeField()
    checks = CheckSerializer(many=True)


class ForumViewSet(DatasetViewSet):
    """Councils, committees and groups where government and society sit."""

    dataset = FORUMS
    acts = {"follow": may_follow_it}
    gives = {"checks": {200: ChecksSerializer}}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what lies above the rows, so that each costs no query."""
        look_above(row.subject for row in rows)

    @action(detail=True, methods=["get"])
    def checks(self, request: Request, pk: str) -> Response:
        """Return what is computed of a forum now: whether it meets, in both sectors, with public rules."""
        forum, at = self.row(pk), timezone.now()
        found: list[Any] = checks_of(forum, facts_of(forum, at), at)
        return Response({"at": at, "checks": [check.as_json() for check in found]})


class MemberViewSet(DatasetViewSet):
    """Who has or had a seat."""

    dataset = MEMBERS
