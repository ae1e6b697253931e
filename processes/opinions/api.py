"""Statements and opinion groups in the API: reading, adding, answering."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.contribution import Channel
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above
from processes.actions.opinion import add_statement, answer_statement
from processes.models import Component, Opinion, Statement
from processes.opinions import policies
from processes.opinions.datasets import GROUPS, STATEMENTS
from processes.opinions.kind import gather

VALUES = {"agree": Opinion.AGREE, "disagree": Opinion.DISAGREE, "pass": Opinion.PASS}


class StatementFilters(django_filters.FilterSet):
    """Filters of statements."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))


class RoundFilters(StatementFilters):
    """Filters of opinion groups."""


class StatementIn(serializers.Serializer):
    """A statement to be added."""

    component = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    text = serializers.CharField(max_length=300)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


class AnswerIn(serializers.Serializer):
    """What the caller answers."""

    value = serializers.ChoiceField(choices=sorted(VALUES))


class AnswerSerializer(serializers.Serializer):
    """That the caller's answer was noted."""

    statement = serializers.IntegerField()
    value = serializers.ChoiceField(choices=sorted(VALUES))


def may_answer_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may answer it."""
    return policies.may_answer(person, row, at=at)


class StatementViewSet(DatasetViewSet):
    """Short statements; and adding them, and answering."""

    dataset = STATEMENTS
    acts = {"answer": may_answer_it}
    takes = {"create": StatementIn, "answer": AnswerIn}
    gives = {"answer": {200: AnswerSerializer}}
    scopes = {"create": "opinions.add", "answer": "opinions.answer"}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return super().rows()

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the activities of the rows with their clock, and how the caller stands in them."""
        found = Component.objects.with_clock().filter(pk__in={row.component_id for row in rows})
        known = {component.pk: component for component in found}
        for row in rows:
            row.component = known[row.component_id]
        look_above(row.subject for row in rows)
        gather(list(known.values()), person, at)

    def create(self, request: Request) -> Response:
        """Add a statement: published at once, or waiting for a moderator where the activity says so."""
        author = self.author()
        given = dict(self.body(StatementIn))
        places = Component.objects.visible_to(author).with_clock().filter(kind="opinions")
        component = places.filter(pk=given.pop("component")).first()
        if component is None:
            raise Http404
        act_id = self.act_id(author)
        made = add_statement(
            component=component, by=author, at=timezone.now(), act_id=act_id, channel=Channel.API, **given
        )
        row = Statement.objects.select_related("subject", "author", "component__process__subject").get(pk=made.pk)
        response = Response(self.shown(row), status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{made.pk}/")
        return response

    @action(detail=True, methods=["put"], url_path="answer")
    def answer(self, request: Request, pk: str) -> Response:
        """Agree, disagree or pass, or change that. Nobody else can read it."""
        statement, value = self.row(pk), self.body(AnswerIn)["value"]
        answer_statement(statement=statement, value=VALUES[value], by=self.author(), at=timezone.now())
        return Response({"statement": statement.pk, "value": value})


class RoundViewSet(DatasetViewSet):
    """Opinion groups as computed each time."""

    dataset = GROUPS
