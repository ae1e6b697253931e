"""What a person is told of, and how: read and chosen by their own programs, for themselves alone."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from participation.models import Person
from participation.notifications import actions
from participation.notifications.channels.ways import offered
from participation.notifications.models import MailPlan
from participation.notifications.querysets import chosen_by, kinds_for
from participation.notifications.registry import WEB, NoticeKind
from participation.opendata.rest.views import Api

ACT = "notifications.choose"


class PlanSerializer(serializers.Serializer):
    """How often mails come, at which hour and day (0 is Monday), and in which time zone (empty: the place's)."""

    rhythm = serializers.ChoiceField(choices=MailPlan.Rhythm.values, required=False)
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)


class KindSerializer(serializers.Serializer):
    """A kind of notification; one that is ``always`` told stands in the person's list whatever they choose."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    always = serializers.BooleanField()


class PreferencesIn(serializers.Serializer):
    """What is to change: ``wanted`` by kind and channel, and the plan of mails. What is not named stays."""

    wanted = serializers.DictField(child=serializers.DictField(child=serializers.BooleanField()), required=False)
    plan = PlanSerializer(required=False)


class PreferencesSerializer(serializers.Serializer):
    """What the caller chose: by kind and channel, and their plan of mails."""

    kinds = KindSerializer(many=True)
    wanted = serializers.DictField(child=serializers.DictField(child=serializers.BooleanField()))
    plan = PlanSerializer()


class PreferencesView(Api):
    """One's own choices. A key that is limited to acts needs the act for reading them too: they are nobody else's."""

    takes = {"put": PreferencesIn}
    gives = {"get": {200: PreferencesSerializer}, "put": {200: PreferencesSerializer}}
    scopes = {"get": ACT, "put": ACT}

    def get(self, request: Request) -> Response:
        """Return what the caller is told of, and how."""
        return self._told(self.author())

    def put(self, request: Request) -> Response:
        """Choose; what is not named stays as it is."""
        person = self.author()
        given, at = self.body(PreferencesIn), timezone.now()
        wanted = _flat(person, given.get("wanted") or {})
        with transaction.atomic():
            if wanted:
                actions.set_preferences(by=person, wanted=wanted, at=at)
            if given.get("plan"):
                plan = _plan(person, chosen_by(person).plan)
                actions.plan_mails(by=person, at=at, **{**plan, **given["plan"]})
        return self._told(person)

    @staticmethod
    def _told(person: Person) -> Response:
        chosen, kinds, channels = chosen_by(person), kinds_for(person), _channels(person)
        return Response(
            {
                "kinds": [
                    {"name": kind.name, "label": str(kind.label), "always": bool(kind.required)} for kind in kinds
                ],
                "wanted": {
                    kind.name: {channel: _is_wanted(kind, channel, chosen.wanted) for channel in channels}
                    for kind in kinds
                },
                "plan": _plan(person, chosen.plan),
            }
        )


def _channels(person: Person) -> list[str]:
    """Return the channels by which the person can be reached here and now."""
    return [way.name for way in offered() if way.reaches(person)]


def _is_wanted(kind: NoticeKind, channel: str, wanted: dict[tuple[str, str], bool]) -> bool:
    return bool(kind.required and channel == WEB) or wanted.get((kind.name, channel), kind.default(channel))


def _plan(person: Person, plan: MailPlan) -> dict[str, Any]:
    return {"rhythm": plan.rhythm, "hour": plan.hour, "weekday": plan.weekday, "time_zone": person.time_zone}


def _flat(person: Person, wanted: dict[str, dict[str, bool]]) -> dict[tuple[str, str], bool]:
    """Return choices by kind and channel. Raises ValidationError for what the person's own page does not offer."""
    kinds, channels = {kind.name for kind in kinds_for(person)}, _channels(person)
    for kind, ways in wanted.items():
        if kind not in kinds:
            unknown = _("This kind of notification does not exist.")
            raise serializers.ValidationError({"wanted": [unknown]}, code="invalid_choice")
        if not set(ways) <= set(channels):
            words = _("You can be reached by these channels: %(channels)s.") % {"channels": ", ".join(channels)}
            raise serializers.ValidationError({"wanted": [words]}, code="invalid_choice")
    return {(kind, channel): choice for kind, ways in wanted.items() for channel, choice in ways.items()}
