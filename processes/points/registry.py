"""What can be captured at a point: each floor registers its kinds, so that points know of no proposal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from participation.models import Person, Subject
    from processes.models import Capture, Component
    from processes.points.forms import CaptureForm


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer captured, checked by the form of its kind."""

    component: "Component"
    data: dict[str, Any]
    channel: str
    by: "Person"
    at: datetime  # when it was captured
    act_id: "UUID"
    folio: str = ""  # made on the device, so that the person has it at once
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """What came of it: the public thing, and whether whoever it was done for was verified just now."""

    subject: "Subject"
    opened_account: bool = False


@dataclass(frozen=True, slots=True)
class CaptureKind:
    """One kind of thing that people hand in at a point, for one kind of activity."""

    name: str
    label: Any
    done: Any  # said when it is captured
    component_kind: str
    act: str  # what must be open
    channels: tuple[str, ...]
    form: Callable[..., "CaptureForm"]  # takes component= and what forms take
    write: Callable[[Given], Captured]
    whose: "Callable[[Capture], QuerySet]"  # the keys of whom it was done for, who are told
    gives_folio: bool = True  # whether what is handed in has a folio of its own
    # Takes back what a sheet did that was counted by mistake: capture, reason, who decides, when. Raises ActDenied.
    undo: "Callable[[Capture, str, Person, datetime], None] | None" = None
    gather: "Callable[[list[Component]], None] | None" = None  # brings what the forms of many activities ask at once


_kinds: dict[str, CaptureKind] = {}


def register_capture(*kinds: CaptureKind) -> None:
    """Add kinds (in ``apps.ready()``); registering the same twice changes nothing."""
    for kind in kinds:
        _kinds.setdefault(kind.name, kind)


def all_captures() -> list[CaptureKind]:
    """Return the kinds in the order of registration."""
    return list(_kinds.values())


def find_capture(name: str, component_kind: str) -> CaptureKind | None:
    """Return a kind that an activity takes; None where there is none of this name."""
    kind = _kinds.get(name)
    return kind if kind is not None and kind.component_kind == component_kind else None
