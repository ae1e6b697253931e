"""Votes on paper: who signed at a table is on the roll at once, what lies in its box enters the urn when it is counted.

Nothing joins the two: the roll gets the person while they are at the table, the urn gets the ballots of a whole table
together, in drawn order, each under a token that is drawn and leads to nobody.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from participation.access.verdict import Denied
from participation.contribution import Channel
from participation.events.record import record
from participation.urn import box, identity, policies
from participation.urn import log as ledger
from participation.urn.actions import day_of, keys_of, midnight, written
from participation.urn.models import Vote, VoteState
from participation.urn.seats import take

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def sign_roll(
    *, vote: Vote, person: "Person", captured_by: "Person", at: datetime, moment: datetime | None = None
) -> None:
    """Put somebody on the roll who gets a ballot on paper; whoever voted already gets none. Raises ActDenied.

    ``moment`` is when they were at the table, where the roll is asked afterwards; the rules are asked as of then.
    """
    box.hold_open(vote.pk)
    vote = Vote.objects.get(pk=vote.pk)
    _still_open(vote)
    policies.may_capture(Channel.PAPER, person, captured_by).enforce()
    policies.may_vote(vote, person, at=moment or at).enforce()
    keys_of(vote)  # the very keys that the vote began with, else a person would stand on the roll twice
    voter = identity.voter_of(vote, person, at=moment or at, hold=True)
    if not take(vote, voter):
        policies.NO_SEAT.enforce()
    _mark, former = box.enter_roll(vote.key, voter, Channel.PAPER, day=day_of(at))
    if former is not None:
        (policies.ON_PAPER if former == Channel.PAPER else policies.VOTED_BEFORE).enforce()
    box.settle_selection(vote.key, voter.every)
    payload = {"vote": vote.pk, "day": day_of(at).isoformat()}
    record("participation.ballot.cast", subject=None, by=None, at=midnight(at), payload=payload)


@sensitive_variables("ballots", "texts", "text")
@transaction.atomic
def put_in_papers(*, vote: Vote, ballots: Iterable[dict[str, Any]]) -> int:
    """Put the ballots of a table into the urn, in drawn order; return how many. Within the act that closes a table.

    Raises ActDenied where the vote is closed already, and ValidationError for what cannot be kept.
    """
    box.hold_open(vote.pk)
    vote = Vote.objects.get(pk=vote.pk)
    _still_open(vote)
    texts = [written(choices) for choices in ballots]
    secrets.SystemRandom().shuffle(texts)
    for text in texts:
        seal = ledger.seal(vote, text)
        box.put_in(vote.key, secrets.token_hex(32), text, Channel.PAPER, None, again=False, seal=seal)
    return len(texts)


@transaction.atomic
def await_paper(*, vote: Vote, waits: bool) -> Vote:
    """Say that ballots on paper are still to come, or that all are in: a step of opening and closing tables."""
    vote = Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    _still_open(vote)
    if vote.awaits_paper != waits:
        vote.awaits_paper = waits
        vote.save(update_fields=["awaits_paper"])  # writes: within the acts that open and close tables
    return vote


def _still_open(vote: Vote) -> None:
    if vote.state != VoteState.OPEN:
        Denied("closed", policies.COUNTED).enforce()
