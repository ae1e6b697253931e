"""Observations and reports of wrong data in the API."""

from typing import Any

from django.http import Http404
from rest_framework import serializers

from commitments.oversight.datasets import CORRECTIONS, OBSERVATIONS
from commitments.oversight.kinds import CORRECTION, OBSERVATION
from commitments.oversight.views import place_of_key
from participation.asks.api import AskIn, AskViewSet
from participation.asks.registry import Place
from participation.opendata.filters import BIGGEST


class OversightIn(AskIn):
    """Something observed on a commitment or action."""

    about = serializers.IntegerField(min_value=1, max_value=BIGGEST)


class OversightViewSet(AskViewSet):
    """Base of both kinds."""

    takes = {"create": OversightIn}

    def place(self, given: dict[str, Any]) -> Place:
        """Return the subject of the commitment or action. Raises Http404."""
        found = place_of_key(given.pop("about"))
        if found is None:
            raise Http404
        return found


class ObservationViewSet(OversightViewSet):
    """What people observed and asked on commitments; and observing."""

    kind = OBSERVATION
    dataset = OBSERVATIONS


class CorrectionViewSet(OversightViewSet):
    """What people found wrong on commitments; and reporting it."""

    kind = CORRECTION
    dataset = CORRECTIONS
