"""Requests to speak in the API."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from participation.asks.api import AskViewSet
from participation.asks.registry import Place
from participation.opendata.filters import BIGGEST
from processes.encounters.floor.datasets import INTERVENTIONS
from processes.encounters.floor.place import place_of, takes_floor
from processes.models import Encounter


class InterventionIn(serializers.Serializer):
    """A request to speak in an encounter, or a point that is proposed for its agenda."""

    encounter = serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text=_("Key of the encounter."))
    title = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


class InterventionViewSet(AskViewSet):
    """Who asked to speak; and asking."""

    kind = "intervention"
    dataset = INTERVENTIONS
    takes = {"create": InterventionIn}

    def place(self, given: dict[str, Any]) -> Place:
        """Return the encounter for which it is. Raises Http404."""
        rows = Encounter.objects.public().select_related(
            "subject", "component__subject", "component__process__institution__subject"
        )
        found = rows.filter(pk=given.pop("encounter")).first()
        if found is None or not takes_floor(found):
            raise Http404
        return place_of(found)
