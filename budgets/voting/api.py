"""Ballots in the API: what was frozen and how the caller stands; casting one."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.response import Response

from budgets.models import Contest
from budgets.voting import actions, policies
from budgets.voting.ballots import WrongBallotError
from participation.contribution import Channel
from participation.models import Person
from participation.urn.drafts import standing


class BallotIn(serializers.Serializer):
    """What the caller casts: the field that the kind of ballot asks for."""

    projects = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, max_length=500,
        help_text=gettext_lazy("Keys of projects, where one marks them."),
    )  # fmt: skip
    points = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=1_000), required=False,
        help_text=gettext_lazy("Points or marks by key of project."),
    )  # fmt: skip
    ranking = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, max_length=500,
        help_text=gettext_lazy("Keys of projects, the best first."),
    )  # fmt: skip


class BallotOut(serializers.Serializer):
    """What was frozen, its fingerprint, what was taken off it since, and how the caller stands."""

    definition = serializers.JSONField()
    fingerprint = serializers.CharField()
    withdrawn = serializers.ListField(child=serializers.CharField())
    voted = serializers.BooleanField(allow_null=True)
    uncast = serializers.BooleanField(allow_null=True)


class CastOut(serializers.Serializer):
    """That the ballot is in the ballot box; no folio is given, since none may lead to it."""

    received = serializers.BooleanField()


def told(contest: Contest, person: Person | None) -> Response:
    """Return a frozen ballot, and to whoever is signed in how they stand. Raises Http404 for one that is not frozen."""
    if not contest.is_frozen or contest.vote is None:
        raise Http404
    where = standing(contest.vote, person, at=timezone.now()) if person is not None else None
    return Response(
        {
            "definition": actions.frozen(contest),
            "fingerprint": contest.vote.definition_hash,
            "withdrawn": sorted(actions.withdrawn_from(contest)),
            "voted": where.has_voted if where is not None else None,
            "uncast": where.waits if where is not None else None,
        }
    )


def cast(contest: Contest, given: dict[str, Any], person: Person) -> Response:
    """Cast the caller's ballot. Raises ActDenied, and serializers.ValidationError for what is no ballot of this."""
    policies.may_vote(person, contest, at=timezone.now()).enforce()
    try:
        actions.cast(contest=contest, data=given, by=person, at=timezone.now(), channel=Channel.API)
    except WrongBallotError as error:
        raise serializers.ValidationError({"ballot": error.messages}) from error
    return Response({"received": True})
