"""Who is told of what happens to a ballot. Nobody is told anything that depends on what they marked."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.voting import events
from participation.models import Person, Vote
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled
from participation.urn.drafts import waiting_of
from participation.urn.entitled import entitled

if TYPE_CHECKING:
    from participation.models import Event


@lru_cache(maxsize=4)
def _entitled(vote_id: int, at: datetime) -> tuple[int, ...]:
    """Return the accounts that may vote, for a moment: the fan-out asks again with each of its chunks."""
    return tuple(pk for chunk in entitled(Vote.objects.get(pk=vote_id), at) for pk in chunk)


@lru_cache(maxsize=4)
def _waiting(vote_id: int, at: datetime) -> tuple[int, ...]:
    """Return the accounts with a selection that is not cast."""
    vote = Vote.objects.get(pk=vote_id)
    return tuple(pk for chunk in entitled(vote, at) for pk in sorted(waiting_of(vote, chunk)))


def forget() -> None:
    """Forget what was worked out."""
    _entitled.cache_clear()
    _waiting.cache_clear()


def _vote_of(event: "Event") -> Vote | None:
    return Vote.objects.filter(subject=event.subject_id).first() if event.subject_id else None


def _people(reason: str, keys: tuple[int, ...]) -> Hearers:
    return Hearers(reason, Person.objects.filter(pk__in=keys), "id")


def everybody_entitled(event: "Event") -> Iterable[Hearers]:
    """Return who may vote there, whether or not they did and whatever they marked; and who follows it."""
    vote = _vote_of(event)
    if vote is not None and event.subject is not None:
        yield _people("participant", _entitled(vote.pk, event.at))
        yield followers_of(event.subject, ancestors=True)


def _undecided(event: "Event") -> Iterable[Hearers]:
    vote = _vote_of(event)
    if vote is not None:
        yield _people("participant", _waiting(vote.pk, event.at))


def _followers(event: "Event") -> Iterable[Hearers]:
    if event.subject is not None:
        yield followers_of(event.subject, ancestors=True)


def _frozen_title(event: "Event", reason: str) -> str:
    return titled(_("The ballot of “%(title)s” is ready to be read"), event)


def _frozen_body(event: "Event", reason: str) -> str:
    return _("Its projects, their costs and how they are counted do not change any more.")


def _amended_title(event: "Event", reason: str) -> str:
    return titled(_("A project was taken off the ballot of “%(title)s”"), event)


def _amended_body(event: "Event", reason: str) -> str:
    words = _("Everybody who may vote there gets this message. Your ballot's page says whether it concerns yours.")
    return f"{event.payload.get('reason', '')}\n\n{words}"


def _reminder_title(event: "Event", reason: str) -> str:
    return titled(_("Your ballot of “%(title)s” does not count yet: it closes soon"), event)


def _reminder_body(event: "Event", reason: str) -> str:
    return _("You marked projects and did not cast your ballot. Check it and cast it before it closes.")


def _path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}boleta/" if event.subject else ""


def register() -> None:
    """Register the rules."""
    register_notices(
        NoticeRule(events.FROZEN, CHANGES.name, _followers, _frozen_title, _frozen_body),
        NoticeRule(events.AMENDED, CHANGES.name, everybody_entitled, _amended_title, _amended_body, path=_path),
        NoticeRule(events.REMINDED, CHANGES.name, _undecided, _reminder_title, _reminder_body, path=_path),
    )
    nobody(
        events.TABLE_OPENED,
        events.TABLE_REMOVED,
        events.TABLE_DISPUTED,
        events.TABLE_CLOSED,
        events.PAPER_SETTLED,
        events.PAPER_ERASED,
    )
