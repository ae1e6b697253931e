"""Who may cast a ballot, and when; and the steps of a vote."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import check
from participation.access.roles import may_take_part
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.contribution import CAPTURED, Channel
from participation.urn.models import VoteState

if TYPE_CHECKING:
    from participation.models import Person, Vote

VOTED = Denied("already_voted", _("You have voted already. In this vote a ballot cannot be changed."))
ON_PAPER = Denied("voted_on_paper", _("You voted on paper already. A ballot on paper cannot be changed."))
VOTED_BEFORE = Denied(
    "voted_before", _("This person voted already by another way, and that vote counts: they get no ballot on paper.")
)
COUNTED = _("This vote is closed and counted: nothing can be added.")
NOT_FOUND = Denied(
    "ballot_not_found",
    _("You have voted already, and your ballot counts as you cast it. It cannot be changed any more."),
)
BUSY = Denied("urn_busy", _("A backup is reading the ballot box. Nothing was changed: it is tried again in a minute."))
NO_SEAT = Denied(
    "voted_elsewhere",
    _("You voted already in as many of these contests as each person may. Your ballots there count."),
)
FROZEN = Denied("frozen", _("This vote is frozen: its rules do not change any more."))
UNAVAILABLE = Denied(
    "urn_unavailable", _("The ballot box cannot be reached now. Nothing was recorded: try again in a few minutes.")
)


def may_cast(vote: "Vote", person: "Person | None", at: datetime) -> Verdict:
    """Tell whether the person may cast a ballot now, or change the one that they cast."""
    return first_denial(
        lambda: may_vote(vote, person, at=at), lambda: ALLOWED if vote.revocable else _first(vote, person)
    )


def may_vote(vote: "Vote", person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the person may vote now, whether or not they did: without looking at the roll."""
    return first_denial(
        lambda: is_open(vote, at=at),
        lambda: may_take_part(person, at=at),
        lambda: check(vote.rules, person, at=at),
    )


def is_open(vote: "Vote", *, at: datetime) -> Verdict:
    """Tell whether the vote takes ballots now, whoever asks."""
    if vote.state == VoteState.CLOSED or at >= vote.closes_at:
        return Denied("closed", gettext("Voting ended on %(day)s.") % {"day": _moment(vote.closes_at)})
    if vote.state == VoteState.DRAFT or at < vote.opens_at:
        return Denied("not_open", gettext("Voting opens on %(day)s.") % {"day": _moment(vote.opens_at)})
    return ALLOWED


def may_capture(channel: str, by: "Person", captured_by: "Person | None") -> Verdict:
    """Tell whether a ballot may come by this way: what an official writes down names the official, another person."""
    if channel not in Channel.values:
        return Denied("unknown_channel", _("Nobody can vote in this way."))
    if (channel in CAPTURED) != (captured_by is not None):
        return Denied("not_captured", _("A ballot that is handed in names the official who took it."))
    if captured_by is not None and captured_by.pk == by.pk:
        return Denied("own_ballot", _("Nobody takes their own ballot: ask somebody else at the table."))
    return ALLOWED


def may_change(vote: "Vote", former_channel: str, channel: str) -> Verdict:
    """Tell whether somebody who is on the roll may put another ballot in the place of theirs."""
    if not vote.revocable:
        return VOTED
    if Channel.PAPER in {former_channel, channel}:
        return ON_PAPER if former_channel == Channel.PAPER else VOTED
    return ALLOWED


def may_update(vote: "Vote") -> Verdict:
    """Tell whether the rules of a vote can still change."""
    return ALLOWED if vote.state == VoteState.DRAFT else FROZEN


def may_freeze(vote: "Vote", *, at: datetime) -> Verdict:
    """Tell whether a vote can be frozen: once, and before it would be over."""
    if vote.state != VoteState.DRAFT:
        return FROZEN
    if at >= vote.closes_at:
        return Denied("over", _("The days of this vote are over: choose others first."))
    return ALLOWED


def may_move(vote: "Vote", *, at: datetime) -> Verdict:
    """Tell whether the days of a vote can still change."""
    if vote.state == VoteState.CLOSED or (vote.state == VoteState.OPEN and at >= vote.closes_at):
        return Denied("closed", gettext("Voting ended on %(day)s.") % {"day": _moment(vote.closes_at)})
    return ALLOWED


def may_close(vote: "Vote", *, at: datetime) -> Verdict:
    """Tell whether a vote can be closed: when its time is over, never before, by anybody."""
    if vote.state == VoteState.DRAFT:
        return Denied("not_frozen", _("This vote never opened: there is nothing to close."))
    if vote.awaits_paper:
        return Denied("awaits_paper", _("Ballots on paper are still being typed in. It is closed when they all are."))
    if at < vote.closes_at:
        return Denied("not_over", gettext("Voting goes on until %(day)s.") % {"day": _moment(vote.closes_at)})
    return ALLOWED


def _first(vote: "Vote", person: "Person | None") -> Verdict:
    from participation.urn.querysets import has_voted

    return VOTED if person is not None and has_voted(vote, person) else ALLOWED


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
