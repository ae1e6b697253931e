"""Acts of a vote. Whoever runs it is asked by the room above; what holds for every vote is held here."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from participation.access.eligibility import clean_rules
from participation.access.verdict import Denied
from participation.contribution import Channel
from participation.events.record import record
from participation.opendata.cells import tellable
from participation.urn import box, identity, keys, policies
from participation.urn import log as ledger
from participation.urn.canonical import NotCanonicalError, canonical, fingerprint
from participation.urn.ledger import LEDGER
from participation.urn.models import MOST_CHARACTERS, Vote, VoteState
from participation.urn.querysets import roll_counts
from participation.urn.seats import take
from participation.verification.pepper import WrongKeyError

if TYPE_CHECKING:
    from participation.models import Person, Subject

log = logging.getLogger("azotea.urn")


@transaction.atomic
def create_vote(
    *,
    opens_at: datetime,
    closes_at: datetime,
    by: "Person",
    at: datetime,
    rules: list[dict[str, Any]] | None = None,
    revocable: bool = False,
    territories: Iterable[int] = (),
    subject: "Subject | None" = None,
    seats: tuple[UUID, int] | None = None,
) -> Vote:
    """Prepare a vote; until it is frozen ``update_vote`` changes all of it. Raises ValidationError.

    ``seats`` names a group of votes, and in how many of it each person may vote.
    """
    vote = Vote(subject=subject)
    _set_dates(vote, opens_at, closes_at)
    _set_rules(vote, rules or [], revocable, territories)
    vote.seat_group, vote.seats = seats or (None, None)
    vote.save()
    record("participation.vote.created", subject=subject, by=by, at=at, payload={"vote": vote.pk})
    return vote


@transaction.atomic
def update_vote(
    *,
    vote: Vote,
    opens_at: datetime,
    closes_at: datetime,
    rules: list[dict[str, Any]],
    revocable: bool,
    by: "Person",
    at: datetime,
    territories: Iterable[int] = (),
    seats: tuple[UUID, int] | None = None,
) -> Vote:
    """Change a vote that is not frozen. Raises ActDenied, ValidationError."""
    vote = _held(vote)
    policies.may_update(vote).enforce()
    _set_dates(vote, opens_at, closes_at)
    _set_rules(vote, rules, revocable, territories)
    vote.seat_group, vote.seats = seats or (None, None)
    vote.save()
    record("participation.vote.updated", subject=vote.subject, by=by, at=at, payload={"vote": vote.pk})
    return vote


@transaction.atomic
def freeze_vote(*, vote: Vote, definition: dict[str, Any], by: "Person", at: datetime) -> Vote:
    """Freeze what is voted on, by whom and how: from here on it opens by the clock and changes no more.

    The fingerprint of ``definition`` (SHA-256 of its canonical JSON) is published with the event. The keys are made
    here. Raises ActDenied, and ValidationError for a definition that has no canonical JSON.
    """
    vote = _held(vote)
    policies.may_freeze(vote, at=at).enforce()
    try:
        vote.definition, vote.definition_hash = definition, fingerprint(definition)
    except NotCanonicalError as error:
        raise ValidationError(_("What is voted on holds something that cannot be kept.")) from error
    vote.rules = clean_rules(vote.rules)
    vote.roll_mark = identity.mark_of_key(identity.roll_key(vote))
    vote.link_mark = identity.mark_of_key(keys.store().make(vote.key))
    vote.state, vote.frozen_at = VoteState.OPEN, at
    vote.save()
    ledger.begin(vote, at)
    payload = {"vote": vote.pk, "definition": vote.definition_hash}
    record("participation.vote.frozen", subject=vote.subject, by=by, at=at, payload=payload)
    return vote


@transaction.atomic
def change_vote_dates(
    *, vote: Vote, opens_at: datetime, closes_at: datetime, reason: str, by: "Person", at: datetime
) -> Vote:
    """Open or close a vote at other moments, with a reason once it is frozen; what passed already does not move.

    Raises ActDenied, and ValidationError for days that cannot be.
    """
    box.hold_closed(vote.pk)  # nobody is casting while the last moment moves
    vote = _held(vote)
    policies.may_move(vote, at=at).enforce()
    before = {"opens_at": vote.opens_at.isoformat(), "closes_at": vote.closes_at.isoformat()}
    if vote.state == VoteState.OPEN:
        if not reason.strip():
            raise ValidationError({"reason": _("Write the reason.")})
        if vote.opens_at <= at and opens_at != vote.opens_at:
            raise ValidationError({"opens_at": _("Voting has begun: its first day does not change any more.")})
        if closes_at <= at:
            raise ValidationError({"closes_at": _("Choose a moment that has not passed.")})
    _set_dates(vote, opens_at, closes_at)
    vote.save(update_fields=["opens_at", "closes_at"])
    after = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat(), "reason": reason.strip()[:1000]}
    payload = {"vote": vote.pk}
    record("participation.vote.moved", subject=vote.subject, by=by, at=at, payload=payload, before=before, after=after)
    return vote


@sensitive_variables("choices", "text", "link_key", "token", "voter")
@transaction.atomic
def cast_ballot(
    *,
    vote: Vote,
    by: "Person",
    choices: dict[str, Any],
    at: datetime,
    channel: str = Channel.WEB,
    captured_by: "Person | None" = None,
    selected: bool = False,
) -> None:
    """Put a person's ballot into the urn, or another one in its place where the vote allows that.

    ``choices`` were checked by the caller; ``selected`` says that the vote keeps selections (``drafts.py``), so that
    none waits to be cast any more. The event says that somebody voted that day, and neither who nor what.
    Raises ActDenied, and ValidationError for choices that cannot be kept.
    """
    box.hold_open(vote.pk)  # a close waits for this ballot, or this ballot finds the vote closed
    vote = Vote.objects.get(pk=vote.pk)
    policies.may_capture(channel, by, captured_by).enforce()
    policies.may_vote(vote, by, at=at).enforce()
    text = written(choices)
    link_key = keys_of(vote)
    voter = identity.voter_of(vote, by, at=at, hold=True)
    if not take(vote, voter):
        policies.NO_SEAT.enforce()
    mark, former_channel = box.enter_roll(vote.key, voter, channel, day=day_of(at))
    if former_channel is not None:
        policies.may_change(vote, former_channel, channel).enforce()
    if selected:
        box.settle_selection(vote.key, voter.every)
    token = identity.token_of(link_key, mark)
    again, seal = former_channel is not None, ledger.seal(vote, text)
    kept = box.put_in(vote.key, token, text, channel, voter.territory, again=again, seal=seal)
    if not kept:
        policies.NOT_FOUND.enforce()
    payload = {"vote": vote.pk, "day": day_of(at).isoformat()}
    record("participation.ballot.cast", subject=None, by=None, at=midnight(at), payload=payload)


@transaction.atomic
def close_vote(*, vote: Vote, at: datetime, by: "Person | None" = None) -> Vote:
    """Close a vote whose time is over: count the roll, rewrite the urn in another order, then destroy the link key.

    Closing a closed one changes nothing. The key goes after the commit (``destroy_link_key``); where a process dies in
    between, the sweep finds it. Raises ActDenied before the time is over, and while a backup reads the urn.
    """
    box.hold_closed(vote.pk)
    vote = _held(vote)
    if vote.is_closed:
        return vote
    policies.may_close(vote, at=at).enforce()
    vote.marked, channels, territories = roll_counts(vote)
    try:
        with transaction.atomic():
            foreign = ledger.empty_pool(vote, at)
            vote.ballots = box.shuffle(vote.key, salts=vote.publication == LEDGER)
            ledger.bind(vote, at, foreign=foreign)
    except OperationalError:
        policies.BUSY.enforce()
    box.forget_selections(vote.key)
    vote.figures = {"channels": tellable(channels), "territories": _tellable_places(territories, vote.marked)}
    vote.state, vote.closed_at = VoteState.CLOSED, at
    vote.save()
    payload = {"vote": vote.pk, "ballots": vote.ballots, "people": vote.marked}
    record("participation.vote.closed", subject=vote.subject, by=by, at=at, payload=payload)
    transaction.on_commit(lambda: _destroy_now(vote, at), robust=True)
    return vote


@transaction.atomic
def destroy_link_key(*, vote: Vote, at: datetime) -> bool:
    """Destroy the key that led from the roll to the urn, and say so in the log; return False where it was gone.

    Raises ActDenied while the vote is open, OSError where the store cannot be reached: it is tried again.
    """
    vote = _held(vote)
    if vote.link_destroyed_at is not None:
        return False
    if not vote.is_closed:
        Denied("not_closed", _("The key is destroyed when the vote is closed, not before.")).enforce()
    keys.store().destroy(vote.key)
    vote.link_destroyed_at = at
    vote.save(update_fields=["link_destroyed_at"])
    record("participation.vote.unlinked", subject=vote.subject, by=None, at=at, payload={"vote": vote.pk})
    return True


@transaction.atomic
def replace_link_key(*, vote: Vote, reason: str, at: datetime) -> bool:
    """Make another link key where the first was lost, so that voting goes on; return False where it is not lost.

    Ballots that were cast count as they were cast and cannot be changed any more. Raises ActDenied, ValidationError.
    """
    vote = _held(vote)
    if vote.state != VoteState.OPEN:
        Denied("not_open", _("Only an open vote has a link key.")).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason.")})
    mark = identity.mark_of_key(keys.store().make(vote.key))
    if mark == vote.link_mark:
        return False
    vote.link_mark = mark
    vote.save(update_fields=["link_mark"])
    after = {"reason": reason.strip()[:1000]}
    record("participation.vote.relinked", subject=vote.subject, by=None, at=at, payload={"vote": vote.pk}, after=after)
    return True


@transaction.atomic
def erase_roll(*, vote: Vote, at: datetime) -> int:
    """Erase who voted in a vote that was closed long ago; the counted ballots and the figures stay."""
    vote = _held(vote)
    if vote.link_destroyed_at is None:
        Denied("not_closed", _("The roll of an open vote is needed.")).enforce()
    gone = box.empty_roll(vote.key)
    vote.roll_erased_at = at
    vote.save(update_fields=["roll_erased_at"])
    record("participation.vote.forgotten", subject=vote.subject, by=None, at=at, payload={"vote": vote.pk})
    return gone


def _held(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("subject").get(pk=vote.pk)


def _set_rules(vote: Vote, rules: list[dict[str, Any]], revocable: bool, territories: Iterable[int]) -> None:
    vote.rules, vote.revocable = clean_rules(rules), revocable
    if vote.rules == [{"kind": "anyone"}]:
        raise ValidationError(_("A vote asks for an account at least: one person casts one ballot."))
    vote.territories = sorted(set(territories))


def _set_dates(vote: Vote, opens_at: datetime, closes_at: datetime) -> None:
    if opens_at >= closes_at:
        raise ValidationError({"closes_at": _("It closes after it opens.")})
    vote.opens_at, vote.closes_at = opens_at, closes_at


def written(choices: dict[str, Any]) -> str:
    """Return the choices as the urn keeps them. Raises ValidationError."""
    try:
        text = canonical(choices)
    except NotCanonicalError:
        raise ValidationError(_("This ballot holds something that cannot be kept.")) from None
    if len(text) > MOST_CHARACTERS or "\\u0000" in text:
        raise ValidationError(_("This ballot holds something that cannot be kept."))
    return text


def keys_of(vote: Vote) -> bytes:
    """Return the link key, after asking whether this process holds the very keys that the vote began with."""
    if identity.mark_of_key(identity.roll_key(vote)) != vote.roll_mark:
        raise WrongKeyError("AZOTEA_IDENTITY_KEY does not begin with the secret that this vote was frozen with.")
    try:
        link_key = keys.store().read(vote.key)
    except (keys.KeyMissingError, OSError):
        link_key = b""
    if identity.mark_of_key(link_key) != vote.link_mark:
        log.error("The link key of vote %s is missing or another one: no ballot can be cast.", vote.key)
        policies.UNAVAILABLE.enforce()
    return link_key


def _tellable_places(counts: dict[str, int], everybody: int) -> dict[str, int | None]:
    """Return what may be told of each place; those who count for none are one cell among them."""
    if not counts:
        return {}
    told = tellable({**counts, "": everybody - sum(counts.values())})
    told.pop("")
    return told


def day_of(at: datetime) -> date:
    """Return the day of a moment, where the installation is."""
    return localtime(at).date()


def midnight(at: datetime) -> datetime:
    """Return the beginning of the day: an event of a cast says no hour."""
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _destroy_now(vote: Vote, at: datetime) -> None:
    destroy_link_key(vote=vote, at=at)
