"""The log that officials read: which events they may see, who did it, and what was before and after.

What an event declares decides: what is public or for officials is seen by those with a role over its subject; what
concerns no subject, or is declared for nobody, by those with a role over the whole installation. What belongs to one
person alone (an account, a draft) is in nobody's log.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from participation.access import roles
from participation.events.log_words import value_in_words, word_for
from participation.events.models import Event
from participation.events.names import EventName, all_names, get_name, in_other_name
from participation.versions.diff import Piece, compare, readable

if TYPE_CHECKING:
    from participation.models import Person

# Longer values are read in the versions of the thing; the log shows their beginning.
MOST_LETTERS = 4_000
# From this length on, texts are compared word by word instead of being put side by side.
LONG = 40
DEEPEST = 2
# Fields that are recorded by number and read by name.
BY_NUMBER = ("institution", "territory")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an act changed: its name in words, then what went and what came."""

    field: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a line of the log."""

    event: Event
    what: str
    who: str
    reason: str
    differences: list[Difference]


Guard = Callable[["Person"], Q]
_guards: list[tuple[frozenset[str], Guard]] = []


def register_guard(names: Iterable[str], guard: Guard) -> None:
    """Narrow who reads events of these names in the log (in ``apps.ready()``): those that match the person's guard."""
    _guards.append((frozenset(names), guard))


def names_for(person: "Person | None") -> list[EventName]:
    """Return the declared events that this person's log may hold."""
    everywhere = roles.scopes(person, roles.OFFICIALS) is None
    seen = {"public", "officials", "nobody"} if everywhere else {"public", "officials"}
    return [name for name in all_names() if name.audience in seen]


def log_for(person: "Person | None") -> QuerySet[Event]:
    """Return the events that this person may read in the log, newest first."""
    held = roles.scopes(person, roles.OFFICIALS)
    found = Event.objects.filter(name__in=[name.name for name in names_for(person)])
    if held is not None:
        within = Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))
        found = found.filter(within) if held else found.none()
        for names, guard in _guards if held else ():
            found = found.filter(~Q(name__in=names) | guard(person))  # type: ignore[arg-type]
    return found.select_related("subject", "actor").order_by("-at", "-id")


MOST_WORDS = 200
NUMBERS = ("phase", "role", "viewing", "pending", "verification", "decision", "component")


def search(events: QuerySet[Event], words: str) -> QuerySet[Event]:
    """Narrow the log by the title of the thing or by the facts of the act (reason, number).

    The facts of what is told of nobody are not searched: who looks for a person's number would find their reports.
    """
    wanted = words.strip()[:MOST_WORDS]
    if not wanted:
        return events
    told = Q(name__in=[name.name for name in all_names() if not name.secret])
    facts = Q(payload__reason__icontains=wanted) | Q(payload__title__icontains=wanted)
    if wanted.isdecimal() and len(wanted) < 19:
        for key in NUMBERS:
            facts |= Q(payload__contains={key: int(wanted)})
    return events.filter(Q(subject__title__icontains=wanted) | (told & facts))


def acts_of(events: QuerySet[Event], official: str) -> QuerySet[Event]:
    """Narrow the log to the acts of one official; what is told of nobody, and any citizen, is found under no name."""
    from participation.models import Person

    if not (official.isdecimal() and len(official) < 19):
        return events.none()
    secret = [name.name for name in all_names() if name.secret]
    who = Person.objects.filter(pk=int(official), is_staff=True)
    return events.filter(actor__in=who).exclude(name__in=secret).exclude(payload__has_key="organisation")


def who_did(event: Event) -> str:
    """Return who did it, where officials may know.

    Officials answer for their acts by name, and so does who signs in public; citizens otherwise stay unnamed, and who
    reports or supports something is told to nobody.
    """
    name = get_name(event.name)
    if event.actor is None:
        return _("the platform itself")
    if name.secret or in_other_name(event.payload) or not (event.actor.is_staff or name.show_actor):
        return _("a person (not named here)")
    return event.actor.public_name


def reason_of(event: Event) -> str:
    """Return the reason that was given, if any."""
    reason = event.payload.get("reason") if isinstance(event.payload, dict) else None
    return reason if isinstance(reason, str) else ""


def entries(events: Iterable[Event]) -> list[Entry]:
    """Return events as lines of the log; whatever their number, names are looked up once."""
    events = list(events)
    known = _names_in(events)
    return [
        Entry(event, str(get_name(event.name).label), who_did(event), reason_of(event), _differences(event, known))
        for event in events
    ]


def differences(event: Event) -> list[Difference]:
    """Return what the act changed, field by field; a thing that began or ended has only one side."""
    return _differences(event, _names_in([event]))


def _differences(event: Event, known: dict[str, dict[Any, str]]) -> list[Difference]:
    thing = event.name.rpartition(".")[0]  # "processes.process.closed" tells of a processes.process
    before, after = _flat(event.before), _flat(event.after)
    found = []
    for path in dict.fromkeys([*before, *after]):
        old, new = (_readable(thing, path, side.get(path), known) for side in (before, after))
        if old != new:
            found.append(Difference(" · ".join(word_for(part, thing) for part in path), _pieces(old, new)))
    return found


def _flat(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the values of a recorded side by their paths: translations and rules are read one by one."""
    if not isinstance(value, dict) or (path and not value) or len(path) > DEEPEST:
        return {path: value} if path else {}
    found: dict[tuple[str, ...], Any] = {}
    for name, inner in value.items():
        found |= _flat(inner, (*path, str(name)))
    return found


def _names_in(events: list[Event]) -> dict[str, dict[Any, str]]:
    """Return the names of the institutions and territories that some events speak of by number."""
    from participation.models import Institution, Territory

    wanted: dict[str, set[int]] = {field: set() for field in BY_NUMBER}
    for event in events:
        for side in (event.before, event.after):
            if not isinstance(side, dict):
                continue
            for field in BY_NUMBER:
                if isinstance(side.get(field), int):
                    wanted[field].add(side[field])
    models: dict[str, Any] = {"institution": Institution, "territory": Territory}
    return {
        field: dict(models[field].objects.filter(pk__in=keys).values_list("pk", "name"))
        for field, keys in wanted.items()
        if keys
    }


def _pieces(old: str, new: str) -> list[Piece]:
    if min(len(old), len(new)) >= LONG:
        return compare(old, new)
    return [Piece(kind, text) for kind, text in (("del", old), ("ins", new)) if text]


def _readable(thing: str, path: tuple[str, ...], value: Any, known: dict[str, dict[Any, str]]) -> str:
    """Return a stored value as people read it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    said = value_in_words(thing, path[-1] if len(path) == 1 or path[0] == "settings" else path[0], value)
    if said is not None:
        return said
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    elif isinstance(value, int):
        value = known.get(path[-1], {}).get(value, value)
    return readable(str(value))[:MOST_LETTERS]
