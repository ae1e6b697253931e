"""Kinds of what can be asked for: where each stands, who may and until when, and its words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Institution, Subject

Place = Any  # the subject in which it stands (an activity of a process), or None


@dataclass(frozen=True, slots=True)
class AskRules:
    """What holds at one place. A limit of 0 means: no limit; ``institutions`` are whom one may ask (none: anyone)."""

    per_person: int = 5
    who_may_ask: list[dict[str, Any]] = field(default_factory=list)
    who_may_join: list[dict[str, Any]] = field(default_factory=list)
    who_may_comment: list[dict[str, Any]] = field(default_factory=list)
    moderation: str = "after"
    answer_due_days: int = 20
    institutions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AskWords:
    """The words of a kind on its pages and forms."""

    heading: Any  # the list of all places
    lead: Any
    ask: Any  # the button
    write: Any  # the heading of the form
    write_lead: Any
    title: Any
    title_hint: Any
    body: Any
    body_hint: Any
    institution: Any
    anyone: Any  # the choice of no institution
    similar: Any
    similar_lead: Any
    go_on: Any
    published: Any
    pending: Any
    empty: Any
    empty_text: Any
    wanted: Any  # the order by how many joined
    join: Any  # the button of whoever wants it too
    leave: Any
    joined: Any  # said beside the button by which it is taken back
    asked: Any  # the step of the trace
    search: Any
    withdraw: Any
    counted: Callable[[int], str]  # "12 questions"


def _nothing(places: list[Place]) -> None:
    """Fetch nothing."""


@dataclass(frozen=True, slots=True)
class AskKind:
    """One kind of subject that is asked for.

    ``clock(place, act, at)`` says whether ``ask``, ``join`` or ``comment`` is open, ``closes`` until when;
    ``gather(places)`` fetches at once what these read of many places. ``falls_to(place)`` says who answers where nobody
    was named. ``list_path`` and ``write_path`` lead to its pages. ``places`` are the kinds of subjects it can stand
    in, ``moderated`` says which moderators may not decide on it (see ``SubjectKind``).
    """

    name: str
    label: Any
    label_plural: Any
    dataset: str
    path: str  # "/preguntas/%s/"
    verdicts: tuple[str, ...]
    words: AskWords
    rules: Callable[[Place], AskRules]
    clock: Callable[[Place, str, datetime], Verdict]
    closes: Callable[[Place, str, datetime], "datetime | None"]
    falls_to: Callable[[Place], "Institution | None"]
    list_path: Callable[[Place], str]
    write_path: Callable[[Place], str]
    crumbs: Callable[[Place], list[Any]]
    gather: Callable[[list[Place]], None] = _nothing
    institution_required: bool = True
    names_office: bool = True  # whether people choose whom they ask
    takes_data: bool = False
    places: tuple[str, ...] = ("component",)
    moderated: Callable[..., Verdict] | None = None


_kinds: dict[str, AskKind] = {}


def register_ask_kind(kind: AskKind) -> None:
    """Add a kind (in ``apps.ready()``) with what follows from it: subject kind, joins, answers, trace."""
    from participation.asks.wiring import wire

    _kinds[kind.name] = kind
    wire(kind)


def get_kind(name: str) -> AskKind:
    """Return a kind. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[AskKind]:
    """Return every registered kind."""
    return list(_kinds.values())


def place_of(subject: "Subject") -> Place:
    """Return where an ask stands: its activity, or another of its places; None for an institution or nothing."""
    known = _kinds.get(subject.kind)
    places = known.places if known is not None else ("component",)
    return subject.parent if subject.parent is not None and subject.parent.kind in places else None
