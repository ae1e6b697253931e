"""Who may vote in an open vote and has not yet, as a group that announcements go to.

The roll is read at the moment of sending and nothing of it is kept: officials see a number, and none below ten. The
room that holds votes registers the group for its kind of subject::

    register_segment(not_voted("component"))
"""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.announcements.segments import Segment, Target
from participation.opendata.cells import SMALLEST_CELL
from participation.urn.entitled import entitled
from participation.urn.models import Vote
from participation.urn.querysets import voted_of

if TYPE_CHECKING:
    from participation.models import Subject

NAME = "not-voted"


def not_voted(about: str) -> Segment:
    """Return the group for the kind of subject that holds a vote."""
    return Segment(
        NAME if about == "component" else f"{NAME}-{about}",
        _("Who may vote in an open vote and has not yet"),
        _("whoever may vote in “%(thing)s” and has not yet"),
        condition,
        about=about,
        few=SMALLEST_CELL,
    )


def condition(target: Target) -> Q:
    """Return the condition that an account may vote now and has not; nobody where the vote is not open."""
    vote = _vote_of(target.scope)
    if vote is None or not vote.is_open_at(target.at):
        return Q(pk__in=[])
    return Q(pk__in=_waiting(vote.pk, target.at))


def _vote_of(subject: "Subject | None") -> Vote | None:
    return Vote.objects.filter(subject=subject).first() if subject is not None else None


@lru_cache(maxsize=2)
def _waiting(vote_id: int, at: datetime) -> tuple[int, ...]:
    """Return the accounts, for a moment: the fan-out asks again with each of its chunks."""
    vote = Vote.objects.get(pk=vote_id)
    found: list[int] = []
    for chunk in entitled(vote, at):
        voted = voted_of(vote, chunk)
        found.extend(pk for pk in chunk if pk not in voted)
    return tuple(found)


def forget() -> None:
    """Forget what was worked out."""
    _waiting.cache_clear()
