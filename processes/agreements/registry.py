"""Where agreements are made: the kinds of subjects that register for it (processes, encounters, forums)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject


@dataclass(frozen=True, slots=True)
class AgreementParent:
    """A kind at which agreements are made. ``may_make(person, subject)`` says who does; without one, its stewards."""

    kind: str
    may_make: "Callable[[Person | None, Subject], Verdict] | None" = None


_parents: dict[str, AgreementParent] = {}


def register_agreement_parent(parent: AgreementParent) -> None:
    """Add a kind (in ``registrations.register()``). Raises ValueError for one that is taken."""
    if _parents.get(parent.kind, parent) != parent:
        raise ValueError(f"agreements at {parent.kind} are registered twice")
    _parents[parent.kind] = parent


def parent_kind(name: str) -> AgreementParent | None:
    """Return a kind; None where no agreements are made."""
    return _parents.get(name)
