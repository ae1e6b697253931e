"""Who is told of which event, in which words. Every declared event has a rule here, or is said to concern nobody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from participation.models import Event, Person, Subject

WEB, EMAIL, SMS, WHATSAPP = "web", "email", "sms", "whatsapp"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice, as people choose it in their preferences.

    ``email`` says whether it also goes by e-mail to whoever never chose; ``required`` kinds always stand in the inbox.
    ``stop(person, at)`` is what the link of a mail does where more than a preference is behind the kind (a consent).
    """

    name: str
    label: Any
    hint: Any
    position: int
    email: bool = True
    required: bool = False
    stop: Callable[["Person", datetime], None] | None = None

    @property
    def rests_on_consent(self) -> bool:
        """Tell whether stopping it means more than choosing otherwise."""
        return self.stop is not None

    def default(self, channel: str) -> bool:
        """Tell whether it goes by this channel where the person did not choose. Short messages never do."""
        return channel == WEB or (channel == EMAIL and self.email)


@dataclass(frozen=True, slots=True)
class Hearers:
    """People who hear of an event for one reason; ``column`` holds their ids in the query.

    ``kind`` stands in for the rule's own where this reason makes it another kind (a reply among comments).
    """

    reason: str
    rows: QuerySet
    column: str = "person_id"
    kind: str = ""

    def after(self, person_id: int, size: int) -> list[int]:
        """Return the next person ids beyond one, in order."""
        beyond = self.rows.filter(**{f"{self.column}__gt": person_id, f"{self.column}__isnull": False})
        return list(beyond.order_by(self.column).values_list(self.column, flat=True).distinct()[:size])


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is more than a few plain sentences: the same text twice, and addresses to go on from it.

    ``html`` went through ``richtext.clean`` and names whole addresses; ``lang`` is the language of both texts.
    """

    html: str
    text: str
    lang: str
    links: tuple[tuple[str, str], ...] = ()


Words = Callable[["Event", str], str]


def no_words(event: "Event", reason: str) -> str:
    """Return nothing: the title says it all."""
    return ""


def subject_path(event: "Event", reason: str) -> str:
    """Return the address of the event's subject."""
    return event.subject.path if event.subject else ""


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """What an event makes known, to whom.

    ``audience(event)`` gives hearers, the strongest reason first: who has two reasons is told once, for the first.
    ``title`` must not query beyond the event, its subject and its actor (it is called for each row of the inbox);
    ``body`` may. Neither names a third person. All are called in the recipient's language.

    ``letter(event)`` takes the place of the body in a mail. ``holds(event, person_id, at)`` is asked once more before
    something is sent. ``own_copy``: it goes at once, whatever they chose, to who did it, and to nobody else.
    """

    event: str
    kind: str
    audience: Callable[["Event"], Iterable[Hearers]]
    title: Words
    body: Words = no_words
    path: Words = subject_path
    letter: Callable[["Event"], Letter | None] | None = None
    holds: Callable[["Event", int, datetime], bool] | None = None
    own_copy: bool = False


_kinds: dict[str, NoticeKind] = {}
_rules: dict[str, NoticeRule] = {}
_nobody: set[str] = set()
_people: dict[str, tuple[Callable[[int], Hearers], ...]] = {}


def register_kinds(*kinds: NoticeKind) -> None:
    """Add kinds of notices."""
    for kind in kinds:
        if _kinds.get(kind.name, kind) != kind:
            raise ValueError(f"notice kind {kind.name} is registered twice")
        _kinds[kind.name] = kind


def register_notices(*rules: NoticeRule) -> None:
    """Add rules, one for each event name. Raises ValueError where an event already has another decision."""
    for rule in rules:
        if rule.event in _nobody or _rules.get(rule.event, rule) != rule:
            raise ValueError(f"event {rule.event} has two decisions on notices")
        _rules[rule.event] = rule


def nobody(*events: str) -> None:
    """Say that these events are no news to anybody."""
    for event in events:
        if event in _rules:
            raise ValueError(f"event {event} has two decisions on notices")
        _nobody.add(event)


def register_people(subject_kind: str, *finders: Callable[[int], Hearers]) -> None:
    """Let the floor above say who stands behind its subjects (author, supporters), given a subject's id."""
    _people[subject_kind] = finders


def rule_for(event: str) -> NoticeRule | None:
    """Return the rule of an event; None where it concerns nobody."""
    return _rules.get(event)


def told_names() -> set[str]:
    """Return the events that somebody may be told of."""
    return set(_rules)


def decided_names() -> set[str]:
    """Return the events on which there is a decision."""
    return set(_rules) | _nobody


def get_kind(name: str) -> NoticeKind | None:
    """Return a kind of notice."""
    return _kinds.get(name)


def all_kinds() -> list[NoticeKind]:
    """Return the kinds in the order in which people see them."""
    return sorted(_kinds.values(), key=lambda kind: kind.position)


def people_of(subject: "Subject", *reasons: str) -> list[Hearers]:
    """Return who stands behind a subject as its floor declares it; with ``reasons``, only those."""
    found = [finder(subject.pk) for finder in _people.get(subject.kind, ())]
    return [hearers for hearers in found if not reasons or hearers.reason in reasons]


def followers_of(subject: "Subject", *, ancestors: bool = False, kind: str = "") -> Hearers:
    """Return the followers of a subject, with ``ancestors`` also those of what it belongs to."""
    from participation.models import Follow

    ids = [subject.pk, *subject.ancestors] if ancestors else [subject.pk]
    return Hearers("follower", Follow.objects.filter(subject_id__in=ids), kind=kind)


def officials_of(subject: "Subject | None", kinds: set[str]) -> Hearers:
    """Return those who hold one of the roles over a subject, an ancestor of it, or the installation."""
    from django.db.models import Q

    from participation.models import Role

    scope = Q(scope__isnull=True)
    if subject is not None:
        scope |= Q(scope_id__in=[subject.pk, *subject.ancestors])
    return Hearers("role", Role.objects.filter(scope, kind__in=kinds, ended_at__isnull=True))


def one_person(reason: str, person_id: int | None, *, kind: str = "") -> Hearers:
    """Return a single person; nobody for None."""
    from participation.models import Person

    return Hearers(reason, Person.objects.filter(pk=person_id) if person_id else Person.objects.none(), "pk", kind)
