"""Codes to a channel that the government holds: asked for, entered, and forgotten."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext, ngettext

from participation.access.verdict import Denied
from participation.census.models import ChannelCode, CodeState
from participation.census.sealing import code_digest, seal_passing
from participation.census.ways import LIFE
from participation.verification import policies
from participation.verification.attempts import AT_A_COUNTER, in_words

if TYPE_CHECKING:
    from participation.models import Person

TRIES = 5
A_DAY = timedelta(days=1)
KEPT = timedelta(days=2)
# From one code to the next; after the last nothing is sent for a day. Messages cost, and tire whoever gets them.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (60, 60, 120, 300, 900))
MOST = len(WAITS) + 1
PURPOSE = "message"


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a code that was typed: ``right``, ``wrong`` or ``over``, and how many tries are left."""

    outcome: str
    left: int = 0


def next_code_at(person: "Person", at: datetime) -> datetime | None:
    """Return from when a person may ask for another code; None where at once."""
    made = list(
        ChannelCode.objects.filter(person=person, made_at__gt=at - A_DAY)
        .order_by("-made_at")
        .values_list("made_at", flat=True)[:MOST]
    )
    if not made:
        return None
    free = made[-1] + A_DAY if len(made) >= MOST else made[0] + WAITS[len(made) - 1]
    return free if free > at else None


@transaction.atomic
def request_code(*, person: "Person", method: str, way: str, to: str, at: datetime) -> ChannelCode:
    """Make a code and let it be sent; the former one is over. Raises ActDenied: too soon, or too many of a day.

    ``to`` is the address or number; where it is empty the data that were given are on no list, and everything looks the
    same but that nothing is sent.
    """
    from participation.models import Person

    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    policies.may_confirm(person, person, method, at=at).enforce()
    _not_too_soon(person, at)
    ChannelCode.objects.filter(person=person, used_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at, outgoing=None
    )
    row = ChannelCode(person=person, method=method, way=way, made_at=at, expires_at=at + LIFE, state=CodeState.QUEUED)
    code = f"{secrets.randbelow(10**6):06d}"
    # Both are made in either case, so that it takes the same time.
    digest, outgoing = code_digest(str(row.key), code), seal_passing(PURPOSE, [way, to, code, person.lang])
    if to:
        row.digest, row.outgoing = digest, outgoing
    row.save()
    transaction.on_commit(_nudge)
    return row


def _not_too_soon(person: "Person", at: datetime) -> None:
    free = next_code_at(person, at)
    if free is None:
        return
    wait = {"time": in_words(max(1, int((free - at).total_seconds())))}
    Denied(
        "too_soon", gettext("You can ask for another code in %(time)s, or go to a counter.") % wait, AT_A_COUNTER
    ).enforce()


def _nudge() -> None:
    from participation.census.tasks import send_codes
    from participation.events.tasks import ask

    ask(send_codes)


@transaction.atomic
def enter_code(*, person: "Person", key: str, code: str, at: datetime) -> Entered:
    """Take a code that was typed: once, five tries, fifteen minutes. What was typed is not kept."""
    row = ChannelCode.objects.select_for_update().filter(person=person, key=key).first()
    if row is None or not row.is_open(at):
        return Entered("over")
    right = bool(row.digest) & hmac.compare_digest(code_digest(str(row.key), code), row.digest or "-" * 64)
    if right:
        row.used_at, row.outgoing = at, None
        row.save(update_fields=["used_at", "outgoing"])
        return Entered("right")
    row.tries += 1
    if row.tries >= TRIES:
        row.voided_at, row.outgoing = at, None
    row.save(update_fields=["tries", "voided_at", "outgoing"])
    return Entered("wrong" if row.tries < TRIES else "over", TRIES - row.tries)


@transaction.atomic
def forget_codes(*, at: datetime) -> int:
    """Delete codes of days ago; return how many."""
    return ChannelCode.objects.filter(made_at__lt=at - KEPT).delete()[0]


def tries_left_words(left: int) -> str:
    """Return how many tries are left, as a sentence."""
    return ngettext("%(n)s try is left.", "%(n)s tries are left.", left) % {"n": left}
