"""The standards of a plan as data."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.models import Plan
from commitments.standards.report import report_of


class RequirementProofSerializer(serializers.Serializer):
    """Where a requirement can be seen."""

    title = serializers.CharField()
    url = serializers.URLField()


class RequirementSerializer(serializers.Serializer):
    """One requirement, computed; by_hand where the platform cannot know it."""

    code = serializers.CharField()
    title = serializers.CharField()
    result = serializers.ChoiceField(choices=["pass", "fail", "by_hand"])
    words = serializers.CharField()
    proofs = RequirementProofSerializer(many=True)
    deadline = serializers.DateField(allow_null=True)


class InfluenceSerializer(serializers.Serializer):
    """The level of influence, with its reasons and what lacks for the next."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    reasons = serializers.ListField(child=serializers.CharField())
    lacking = serializers.CharField(allow_null=True)


class StandardsSerializer(serializers.Serializer):
    """All requirements of a plan, and the moment for which they were computed."""

    at = serializers.DateTimeField()
    ogp = RequirementSerializer(many=True)
    aidh = RequirementSerializer(many=True)
    influence = InfluenceSerializer()


class StandardsOfPlan:
    """Adds the standards to the plans of the API."""

    gives = {"standards": {200: StandardsSerializer}}

    @action(detail=True, methods=["get"])
    def standards(self, request: Request, pk: str) -> Response:
        """Return how a plan keeps the standards of open government now; one carried out elsewhere has none."""
        rows: Any = Plan.objects.public().for_page()
        plan = (
            rows.filter(pk=pk, ran_elsewhere=False).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        )
        if plan is None:
            raise Http404
        at = timezone.now()
        return Response(report_of(plan, at).as_json())
