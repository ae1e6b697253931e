"""Reads of votes: whether somebody voted, the turnout, and the ballots once the vote is closed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from participation.urn.chambers import opened
from participation.urn.identity import marks_of_many
from participation.urn.models import CountedBallot, RollEntry, Vote, VoteState

if TYPE_CHECKING:
    from participation.models import Person

CHUNK = 2_000


class SealedError(RuntimeError):
    """Ballots were asked for before the vote was closed."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many voted. By channel and territory only after close, and None for what must not be told (under ten)."""

    people: int
    channels: dict[str, int | None]
    territories: dict[int, int | None]


@dataclass(frozen=True, slots=True)
class Cast:
    """A counted ballot: its choices, and how and where it was cast where at least ten ballots share that."""

    choices: dict[str, Any]
    channel: str  # "" where it is withheld
    territory: int | None


def has_voted(vote: Vote, person: "Person") -> bool:
    """Tell whether somebody is on the roll of a vote, over all accounts of theirs where a verification is asked for."""
    return person.pk in voted_of(vote, [person.pk])


def voted_of(vote: Vote, people: list[int]) -> set[int]:
    """Return which of many accounts are on the roll of a vote; to be told to nobody but each of them."""
    if vote.state == VoteState.DRAFT or vote.roll_erased_at is not None:
        return set()
    marks = marks_of_many(vote, people)
    wanted = [mark for every in marks.values() for mark in every]
    with transaction.atomic(), opened("roll"):
        rows = RollEntry.objects.filter(vote=vote.key, person__in=wanted).values_list("person", flat=True)
        found = set(rows)
    return {pk for pk, every in marks.items() if not found.isdisjoint(every)}


def turnout(vote: Vote) -> Turnout:
    """Return how many voted: while the vote is open the total alone."""
    if vote.is_closed:
        places = {int(pk): n for pk, n in vote.figures.get("territories", {}).items()}
        return Turnout(vote.marked or 0, dict(vote.figures.get("channels", {})), places)
    if vote.state == VoteState.DRAFT:
        return Turnout(0, {}, {})
    with transaction.atomic(), opened("roll"):
        people = RollEntry.objects.filter(vote=vote.key).count()
    return Turnout(people, {}, {})


def roll_counts(vote: Vote) -> tuple[int, dict[str, int], dict[str, int]]:
    """Return how many are on the roll, by channel and by territory, as they are: within the act that closes alone."""
    with opened("roll"):
        rows: Any = RollEntry.objects.filter(vote=vote.key).order_by().values_list("channel", "territory")
        cells = list(rows.annotate(n=Count("pk")))
    channels: dict[str, int] = {}
    territories: dict[str, int] = {}
    for channel, territory, n in cells:
        channels[channel] = channels.get(channel, 0) + n
        if territory is not None:
            territories[str(territory)] = territories.get(str(territory), 0) + n
    return sum(n for _c, _t, n in cells), channels, territories


def ballots(vote: Vote) -> Iterator[dict[str, Any]]:
    """Yield the choices of every counted ballot, in no order of casting. Raises SealedError before the close."""
    return (cast.choices for cast in counted(vote))


def counted(vote: Vote) -> Iterator[Cast]:
    """Yield every counted ballot with what may be told beside it. Raises SealedError before the close."""
    if not vote.is_closed:
        raise SealedError(str(vote.key))
    return _counted(vote)


def _counted(vote: Vote) -> Iterator[Cast]:
    last = None
    while True:
        with transaction.atomic(), opened("urn"):  # never open while whoever reads does something else
            rows = CountedBallot.objects.filter(vote=vote.key).order_by("id")
            chunk = list((rows.filter(id__gt=last) if last else rows)[:CHUNK])
        for row in chunk:
            yield Cast(json.loads(row.choices), row.channel, row.territory)
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].id


def due_to_close(at: datetime) -> "QuerySet[Vote]":
    """Return the frozen votes whose time is over, and whose ballots on paper are all in."""
    return Vote.objects.filter(state=VoteState.OPEN, closes_at__lte=at, awaits_paper=False).order_by("closes_at", "pk")


def due_to_lose_key() -> "QuerySet[Vote]":
    """Return the closed votes whose link key was not destroyed yet: a process died in between."""
    return Vote.objects.filter(state=VoteState.CLOSED, link_destroyed_at__isnull=True).order_by("pk")


def open_votes(at: datetime) -> "QuerySet[Vote]":
    """Return the votes that take ballots at a moment."""
    return Vote.objects.filter(Q(opens_at__lte=at, closes_at__gt=at), state=VoteState.OPEN).order_by("closes_at", "pk")
