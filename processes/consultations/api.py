"""Consultations in the API: what is asked and what came of it; answering a survey, and voting."""

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
from participation.contribution import Channel
from participation.models import Person
from participation.opendata.filters import IdFilter
from participation.opendata.rest.views import DatasetViewSet
from processes.consultations import policies
from processes.consultations.actions.voting import hand_in
from processes.consultations.answers import WrongAnswers
from processes.consultations.datasets import CONSULTATIONS
from processes.consultations.kind import gather
from processes.models import Component


class ConsultationFilters(django_filters.FilterSet):
    """Filters of consultations."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))


class ConsultationAnswerIn(serializers.Serializer):
    """What the caller answers, by key of question."""

    answers = serializers.DictField(
        child=serializers.JSONField(),
        help_text="single: a key of an option, or {other: text}; multiple and ranking: a list of keys; score and "
        "number: a number; matrix: keys of options by key of row; texts: a text; point: [latitude, longitude].",
    )


class HandedInSerializer(serializers.Serializer):
    """That it was received; of a ballot no folio is given, since none may lead to it."""

    received = serializers.BooleanField()
    folio = serializers.CharField(allow_blank=True)


def may_answer(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may answer."""
    return policies.may_answer(person, row.component, at=at)


class ConsultationViewSet(DatasetViewSet):
    """Surveys and votes; and answering them."""

    dataset = CONSULTATIONS
    acts = {"answer": may_answer}
    takes = {"answer": ConsultationAnswerIn}
    gives = {"answer": {200: HandedInSerializer}}
    scopes = {"answer": "surveys.answer"}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the activities of the rows with their clock, and how the caller stands in them."""
        found = Component.objects.with_clock().filter(pk__in={row.component_id for row in rows})
        known = {component.pk: component for component in found}
        for row in rows:
            row.component = known[row.component_id]
        gather(list(known.values()), person, at)

    @action(detail=True, methods=["put"], url_path="answer")
    def answer(self, request: Request, pk: str) -> Response:
        """Answer a survey or change that, or vote. Nobody else can read it."""
        row, person = self.row(pk), self.author()
        component = Component.objects.with_clock().select_related("questionnaire").get(pk=row.component_id)
        given = self.body(ConsultationAnswerIn)["answers"]
        try:
            made = hand_in(component=component, given=given, by=person, at=timezone.now(), channel=Channel.API)
        except WrongAnswers as error:
            wrong = {key or "answers": [words] for key, words in error.errors.items()}
            raise serializers.ValidationError({"answers": wrong}) from error
        return Response({"received": True, "folio": made.folio if made is not None else ""})
