"""Subjects in the API, and following them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.contribution import Channel
from participation.follows.actions import follow, unfollow
from participation.follows.policies import may_follow
from participation.joins.actions import join_subject, leave_subject
from participation.models import Person
from participation.moderation.policies import may_flag
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import gather
from participation.subjects.datasets import SUBJECTS


class SubjectFilters(django_filters.FilterSet):
    """Filters of subjects."""

    kind = django_filters.CharFilter(
        max_length=40, help_text=gettext_lazy("What it is: process, proposal, institution…")
    )
    parent = IdFilter(field_name="parent_id", help_text=gettext_lazy("Key of the subject that it belongs to."))
    below = IdFilter(method="lies_below", help_text=gettext_lazy("Key of a subject: everything within it."))
    territory = IdFilter(field_name="territory_id", help_text=gettext_lazy("Key of the territory."))

    def lies_below(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return the subjects within another."""
        return queryset.filter(ancestors__contains=[value])


class FollowSerializer(serializers.Serializer):
    """Whether the caller follows a subject now."""

    subject = serializers.IntegerField()
    following = serializers.BooleanField()


class JoinSerializer(serializers.Serializer):
    """Whether the caller joins what was asked for now."""

    subject = serializers.IntegerField()
    joined = serializers.BooleanField()


def may_comment_on(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may comment."""
    return may_comment(person, row, at=at)


def may_follow_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may follow."""
    return may_follow(person, row)


def may_flag_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may report it."""
    return may_flag(person, row, at=at)


class SubjectViewSet(DatasetViewSet):
    """Everything public in one shape."""

    dataset = SUBJECTS
    acts = {"comment": may_comment_on, "follow": may_follow_it, "flag": may_flag_it}
    scopes = {
        "follow": "subjects.follow",
        "unfollow": "subjects.follow",
        "join": "subjects.join",
        "leave": "subjects.join",
    }
    gives = {
        "follow": {200: FollowSerializer},
        "unfollow": {200: FollowSerializer},
        "join": {200: JoinSerializer},
        "leave": {200: JoinSerializer},
    }

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what answers whether each takes comments and can be followed."""
        gather(rows, person)

    @action(detail=True, methods=["put"], url_path="follow")
    def follow(self, request: Request, pk: str) -> Response:
        """Follow a subject; twice changes nothing."""
        subject = self.row(pk)
        follow(subject=subject, by=self.author(), at=timezone.now())
        return Response({"subject": subject.pk, "following": True})

    @follow.mapping.delete
    def unfollow(self, request: Request, pk: str) -> Response:
        """Stop following a subject; twice changes nothing."""
        subject = self.row(pk)
        unfollow(subject=subject, by=self.author(), at=timezone.now())
        return Response({"subject": subject.pk, "following": False})

    @action(detail=True, methods=["put"], url_path="join")
    def join(self, request: Request, pk: str) -> Response:
        """Say that one wants what somebody asked for, too; twice changes nothing."""
        subject = self.row(pk)
        join_subject(subject=subject, by=self.author(), at=timezone.now(), channel=Channel.API)
        return Response({"subject": subject.pk, "joined": True})

    @join.mapping.delete
    def leave(self, request: Request, pk: str) -> Response:
        """Take that back; twice changes nothing."""
        subject = self.row(pk)
        leave_subject(subject=subject, by=self.author(), at=timezone.now())
        return Response({"subject": subject.pk, "joined": False})
