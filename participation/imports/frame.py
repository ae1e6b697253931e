"""The frame of every import: a plan that can be previewed, then applied whole or not at all.

An importer reads its files (``sheet.read_sheet``), collects what is wrong (``errors.Complaints``) and returns a
``Plan`` of steps. ``preview`` shows the plan; ``actions.apply_plan`` runs it inside one transaction.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.sheet import Row, Sheet, read_sheet, unguard

if TYPE_CHECKING:
    from participation.access.verdict import Verdict
    from participation.models import ImportBatch, Person

Action = Literal["create", "update", "same"]
Progress = Callable[[int, int], None]
FIRST_ROWS = 20
_kinds: dict[str, Any] = {}
ACTION_LABELS = {"create": _("will be created"), "update": _("will be updated"), "same": _("already there, unchanged")}

__all__ = [
    "ACTION_LABELS",
    "Action",
    "Complaints",
    "ImportRefused",
    "Plan",
    "Preview",
    "Progress",
    "Report",
    "Row",
    "RowError",
    "Sheet",
    "SourceFile",
    "Step",
    "digest",
    "kind_label",
    "preview",
    "read_sheet",
    "register_import_kind",
    "unguard",
]


def register_import_kind(name: str, label: Any) -> None:
    """Say in words what a kind of import brings; called once when the apps are ready."""
    _kinds[name] = label


def kind_label(name: str) -> Any:
    """Return what a kind of import brings, in words."""
    return _kinds.get(name, name)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was given, with where it comes from and under which licence."""

    name: str
    data: bytes
    source: str
    licence: str

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the file."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the plan. ``run`` does it (through acts) and is called only when there is something to do."""

    row: int
    action: Action
    title: str
    run: Callable[["ImportBatch"], Any] | None = None

    @property
    def label(self) -> Any:
        """Return what will happen, in words."""
        return ACTION_LABELS[self.action]


@dataclass(slots=True)
class Plan:
    """Everything that an import would do with one file."""

    kind: str
    file: SourceFile
    steps: list[Step]
    notices: list[str] = field(default_factory=list)
    finish: Callable[["ImportBatch"], Any] | None = None
    # Who may apply it; without this, who leads the whole installation. The acts of each step decide again.
    may: Callable[["Person | None"], "Verdict"] | None = None

    def count(self, action: Action) -> int:
        """Return how many rows meet this fate."""
        return sum(1 for step in self.steps if step.action == action)


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan in figures, with its first rows."""

    created: int
    updated: int
    unchanged: int
    first: list[Step]
    notices: list[str]
    sha256: str

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did; ``batch`` is None where there was nothing to do."""

    created: int
    updated: int
    unchanged: int
    batch: "ImportBatch | None"


def preview(plan: Plan) -> Preview:
    """Return what the plan would do, without doing it."""
    return Preview(
        created=plan.count("create"),
        updated=plan.count("update"),
        unchanged=plan.count("same"),
        first=plan.steps[:FIRST_ROWS],
        notices=plan.notices,
        sha256=plan.file.sha256,
    )


def digest(values: Iterable[Any]) -> str:
    """Return the fingerprint of a row's values: it tells whether the row changed since it was imported."""
    joined = "\x1f".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(joined.encode()).hexdigest()
