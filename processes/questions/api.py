"""Questions in the API."""

from typing import Any

from django.http import Http404
from rest_framework import serializers

from participation.asks.api import AskIn, AskViewSet
from participation.asks.registry import Place
from participation.opendata.filters import BIGGEST
from participation.opendata.visibility import shown
from processes.models import Component, Process
from processes.questions.datasets import QUESTIONS
from processes.questions.place import place_of


class QuestionIn(AskIn):
    """A question to be asked in an activity."""

    component = serializers.IntegerField(min_value=1, max_value=BIGGEST)


class QuestionViewSet(AskViewSet):
    """What people asked offices; and asking."""

    kind = "question"
    dataset = QUESTIONS
    takes = {"create": QuestionIn}

    def place(self, given: dict[str, Any]) -> Place:
        """Return the activity in which it is asked. Raises Http404."""
        pk = given.pop("component")
        rows = shown(Component.objects.filter(pk=pk, kind="questions", process__in=Process.objects.public()))
        component = rows.with_clock().first()  # type: ignore[attr-defined]
        if component is None:
            raise Http404
        return place_of(component)
