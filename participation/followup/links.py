"""Trying the addresses of evidence: each now and then, few at a time, politely, and never one of our own network.

The way out is ``participation.outgoing``, which looks a name up and refuses private addresses by itself, at each
redirect again. An address that says that it is not there, or where nobody outside could look, is broken at once;
one that merely does not answer is broken when it does not answer a day later either.
"""

import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q

from participation.followup.actions import note_link_check
from participation.outgoing import client
from participation.outgoing.errors import BadAnswerError, OutgoingError, RefusedError

if TYPE_CHECKING:
    from participation.models import Evidence

log = logging.getLogger("azotea.followup")
SECONDS = 15.0  # for one address, with all its redirects
SIZE = 8 * 1024 * 1024
REDIRECTS = 5
MOST = 200  # in one turn
MOST_OF_A_HOST = 20
PAUSE = 2.0  # seconds between two questions to one host
TURN_SECONDS = 240.0
AGAIN = timedelta(days=1)  # how soon an address that did not answer is asked again
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try: whether the address works (None: it cannot be told), and the digest of what it gave."""

    works: bool | None
    sha256: str = ""


def try_link(url: str, *, ask: Callable[..., client.Answer] = client.request) -> Tried:
    """Ask an address for what it shows; whatever happens is an outcome."""
    try:
        answer = ask("GET", url, seconds=SECONDS, size=SIZE, redirects=REDIRECTS)
    except RefusedError:
        return Tried(False)
    except BadAnswerError as error:
        return Tried(True if error.code in {"too_large", "encoding"} else None)
    except OutgoingError:
        return Tried(None)
    if 200 <= answer.status < 300:
        return Tried(True, hashlib.sha256(answer.body).hexdigest())
    # Many sites answer programs with 403 or 429: that says nothing of the page.
    return Tried(False if answer.status in GONE else None)


def check_links(
    *,
    days: int,
    now: Callable[[], datetime],
    ask: Callable[..., client.Answer] = client.request,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Try what was not tried for ``days``, host after host in turn; return how many addresses were tried."""
    begun, tried, last = clock(), 0, {}  # type: ignore[var-annotated]
    for evidence in _in_turn(_claim(days, now())):
        host = urlsplit(evidence.url).hostname or ""
        if clock() - begun > TURN_SECONDS:
            break  # the others wait for their next day: no address is asked twice for it
        pause = PAUSE - (clock() - last[host]) if host in last else 0.0
        if pause > 0:
            wait(pause)
        found = try_link(evidence.url, ask=ask)
        last[host] = clock()
        note_link_check(evidence=evidence, works=found.works, at=now(), sha256=found.sha256)
        tried += 1
    return tried


@transaction.atomic
def _claim(days: int, at: datetime) -> list["Evidence"]:
    """Take the addresses that were not tried for longest; they are marked before they are asked.

    A worker that dies over one leaves it for its next day, and two at once share them.
    """
    from participation.models import Evidence

    due = Q(checked_at__isnull=True) | Q(checked_at__lte=at - timedelta(days=days))
    due |= Q(failing_since__isnull=False, broken_since__isnull=True, checked_at__lte=at - AGAIN)
    rows = Evidence.objects.filter(due, withdrawn_at__isnull=True, attachment__isnull=True)
    rows = rows.filter(action__subject__state="published").select_related("action")
    rows = rows.order_by(F("checked_at").asc(nulls_first=True), "pk")
    taken = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:MOST])
    Evidence.objects.filter(pk__in=[row.pk for row in taken]).update(checked_at=at)  # writes: the checker's own mark
    return taken


def _in_turn(rows: list["Evidence"]) -> Iterator["Evidence"]:
    """Yield one of each host, then another of each, so that none is asked many times in a row."""
    hosts: dict[str, deque[Evidence]] = {}
    for row in rows:
        hosts.setdefault(urlsplit(row.url).hostname or "", deque()).append(row)
    for _round in range(MOST_OF_A_HOST):
        for waiting in hosts.values():
            if waiting:
                yield waiting.popleft()
