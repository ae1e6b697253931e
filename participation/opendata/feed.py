"""The public feed of changes: what happened, in order, with the rows as they are now or as tombstones.

Who replays it from the start (upsert and delete by dataset and key) ends with exactly the bulk files. For that, each
event carries the rows that its act named, the rows of its own subject, and, where something became public or stopped
being so, every row that hangs on it. Queries do not grow with the number of events.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F
from django.db.models.functions import JSONObject

from participation.events.models import Event, Relay
from participation.events.names import EventName, all_names
from participation.opendata.registry import feed_datasets
from participation.opendata.values import address, moment, pseudonym
from participation.opendata.visibility import Touch, touched
from participation.subjects.querysets import is_shown

# The last word of an event's name after which whatever hangs on its subject appears or disappears.
TURNING = frozenset({"published", "unpublished", "hidden", "restored", "withdrawn"})
# Officials' work that changes nothing public: its moment is nobody else's business.
QUIET = frozenset(
    {
        "participation.flag.made",
        "participation.comment.kept",
        "participation.subject.kept",
        "participation.response.drafted",
    }
)
PRIVATE = frozenset({"person", "nobody"})
Key = tuple[str, int]


@dataclass(slots=True)
class _Wanted:
    """Which rows each event touches, in order and once each."""

    by_event: dict[Any, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, events: Iterable[Any], key: Key) -> None:
        """Note a row for some events."""
        for event in events:
            self.by_event[event][key] = None

    def keys(self) -> dict[str, set[int]]:
        """Return the keys of each dataset."""
        found: dict[str, set[int]] = defaultdict(set)
        for keys in self.by_event.values():
            for dataset, key in keys:
                found[dataset].add(key)
        return found


def _declared() -> dict[str, EventName]:
    return {name.name: name for name in all_names()}


def _wanted(events: list[Event], names: dict[str, EventName]) -> tuple[_Wanted, set[Key]]:
    """Collect the rows of each event, and which of them were never public, in one query."""
    wanted = _Wanted()
    datasets = feed_datasets()
    own: dict[int, list[Any]] = defaultdict(list)
    turning: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        for change in event.changes:
            if change[0] in datasets:
                wanted.add([event.pk], (change[0], int(change[1])))
        name = names.get(event.name)
        if event.subject_id is None or event.name in QUIET or (name is not None and name.audience in PRIVATE):
            continue
        own[event.subject_id].append(event.pk)
        # A comment that is hidden says "hidden" too, yet nothing hangs on it: it names its own row.
        if event.name.rsplit(".", 1)[-1] in TURNING and not event.name.startswith("participation.comment."):
            turning[event.subject_id].append(event.pk)
    unseen: set[Key] = set()
    for row in touched(datasets.values(), named=wanted.keys(), own=set(own), turning=set(turning)):
        key = (row.dataset, row.key)
        if row.unseen:
            unseen.add(key)
        if row.why != Touch.NAMED:
            told = turning if row.why == Touch.TURNING else own
            for subject in row.subjects:
                wanted.add(told.get(subject, ()), key)
    return wanted, unseen


def _current(wanted: _Wanted, unseen: set[Key], at: datetime) -> dict[Key, dict[str, Any] | None]:
    """Return each row as it is now; None for a row that is gone. What was never public is left out."""
    found: dict[Key, dict[str, Any] | None] = {}
    datasets = feed_datasets()
    for name, keys in wanted.keys().items():
        dataset = datasets[name]
        for row in dataset.rows(at).filter(pk__in=keys):
            found[name, row.pk] = dataset.represent(row)
        found.update({(name, key): None for key in keys if (name, key) not in found and (name, key) not in unseen})
    return found


def _change(key: Key, data: dict[str, Any] | None) -> dict[str, Any]:
    return {"dataset": key[0], "key": key[1], "op": "upsert" if data is not None else "delete", "data": data}


def _subject(event: Event, *, named: bool, public: bool) -> dict[str, Any] | None:
    subject = event.subject
    if subject is None or subject.published_at is None or not (named or public):
        return None
    return {
        "id": subject.pk,
        "kind": subject.kind,
        "url": address(subject.path) if public else None,
        "title": subject.title if public else None,
    }


def _when(event: Event, name: EventName | None) -> tuple[str, str]:
    """Return the key and the moment of an event.

    Who did it is told to nobody where the event is declared secret (a support): then only the day is said, since from
    the hour one could guess it by what the same person did then. The event's own key begins with the moment, so another
    one stands for it, always the same.
    """
    if name is None or not name.secret:
        return str(event.pk), moment(event.at)
    digest = hmac.new(settings.AZOTEA_IDENTITY_KEY.encode(), b"feed-event:" + event.pk.bytes, hashlib.sha256).digest()
    day = datetime.combine(event.at.astimezone(UTC).date(), time(), UTC)
    return str(UUID(bytes=digest[:16], version=4)), moment(day)


def _entry(relay: Relay, name: EventName | None, changes: list[dict[str, Any]], *, public: bool) -> dict[str, Any]:
    event = relay.event
    seen = event.subject is None or event.subject.published_at is not None
    named = name is not None and name.audience == "public" and seen
    shows_actor = named and name is not None and name.tells_actor(relay.signed) and (event.subject is None or public)  # type: ignore[attr-defined]
    key, at = _when(event, name)
    return {
        "sequence": relay.sequence,
        "id": key,
        "name": event.name if named else "change",
        "at": at,
        "actor": pseudonym(event.actor) if shows_actor else None,
        "subject": _subject(event, named=named, public=public),
        "changes": changes,
    }


def read(*, after: int, size: int, at: datetime) -> tuple[list[dict[str, Any]], int | None]:
    """Return the public entries among the next ``size`` stamped events, and the sequence to go on from, if any.

    Events that are nobody's business leave a gap in the sequence; a page may therefore be shorter than ``size``.
    """
    # Of what an event carries only what says in whose name it was done: the rest may be large.
    signed = JSONObject(organisation=F("event__payload__organisation"))
    relays = list(
        Relay.objects.filter(sequence__gt=after)
        .order_by("sequence")
        .select_related("event__subject", "event__actor")
        .annotate(public=ExpressionWrapper(is_shown("event__subject"), output_field=BooleanField()), signed=signed)
        .defer("event__before", "event__after", "event__payload", "event__subject__search")[: size + 1]
    )
    more, relays = len(relays) > size, relays[:size]
    names = _declared()
    wanted, unseen = _wanted([relay.event for relay in relays], names)
    current = _current(wanted, unseen, at)
    entries = []
    for relay in relays:
        keys = [key for key in wanted.by_event.get(relay.event_id, {}) if key in current]
        changes = [_change(key, current[key]) for key in keys]
        entry = _entry(relay, names.get(relay.event.name), changes, public=bool(relay.public))  # type: ignore[attr-defined]
        if entry["changes"] or entry["name"] != "change":
            entries.append(entry)
    return entries, relays[-1].sequence if more else None
