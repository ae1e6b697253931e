"""The feed of changes in the API."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from participation.opendata import feed
from participation.opendata.filters import BIGGEST, BadParameters, refuse_repeated
from participation.opendata.rest.auth import TokenAuthentication
from participation.opendata.rest.views import Api, whole_number

PAGE = 100
LARGEST = 500


class ChangeSerializer(serializers.Serializer):
    """A row that the event touched: as it is now, or gone."""

    dataset = serializers.CharField()
    key = serializers.IntegerField()
    op = serializers.ChoiceField(choices=["upsert", "delete"])
    data = serializers.DictField(allow_null=True)  # type: ignore[assignment]


class EventSubjectSerializer(serializers.Serializer):
    """What the event is about; address and title only while it is public."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    url = serializers.URLField(allow_null=True)
    title = serializers.CharField(allow_null=True)


class EventSerializer(serializers.Serializer):
    """One event of the feed; `name` is `change` where only the change is public."""

    sequence = serializers.IntegerField()
    id = serializers.UUIDField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True)
    subject = EventSubjectSerializer(allow_null=True)
    changes = ChangeSerializer(many=True)


class FeedSerializer(serializers.Serializer):
    """A page of the feed. `next` is null at the end: ask again later with the last sequence that you kept."""

    results = EventSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    last = serializers.IntegerField()


class EventFeed(Api):
    """Everything public that happened, in order. Replay it from the start to hold every dataset."""

    # The same for everybody: a session is not even looked up, a token only for its own limit on calls.
    authentication_classes = (TokenAuthentication,)
    gives = {"get": {200: FeedSerializer}}
    parameters = {
        "get": [
            OpenApiParameter(
                "after",
                {"type": "integer", "minimum": 0, "maximum": BIGGEST},
                description="Events after this sequence.",
            ),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": PAGE}),
        ]
    }

    def get(self, request: Request) -> Response:
        """Return one page of the feed."""
        refuse_repeated(request.query_params)
        unknown = sorted(set(request.query_params) - {"after", "limit"})
        if unknown:
            raise BadParameters((name[:100], "unknown", _("There is no filter with this name.")) for name in unknown)
        size = whole_number(request, "limit", PAGE, LARGEST)
        after = self._after(request)
        entries, going_on = feed.read(after=after, size=size, at=timezone.now())
        last = going_on if going_on is not None else max([after, *(entry["sequence"] for entry in entries)])
        link = request.build_absolute_uri(f"{request.path}?after={going_on}&limit={size}")
        return Response({"results": entries, "next": link if going_on is not None else None, "last": last})

    @staticmethod
    def _after(request: Request) -> int:
        given = request.query_params.get("after", "0")
        if not (given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= BIGGEST):
            raise BadParameters([("after", "invalid", _("Give the sequence of the last event that you kept."))])
        return int(given)
