"""What can be followed up: each floor registers the kinds of its subjects (agreements, works, commitments)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject


@dataclass(frozen=True, slots=True)
class FollowedKind:
    """A kind of subject that is followed up.

    ``may_manage(person, subject)`` says who plans it: adds actions, moves dates, names who tells. Without one, its
    stewards.
    """

    kind: str
    may_manage: "Callable[[Person | None, Subject], Verdict] | None" = None


_kinds: dict[str, FollowedKind] = {}


def register_followed(kind: FollowedKind) -> None:
    """Add a kind (in ``registrations.register()``). Raises ValueError for one that is taken."""
    if _kinds.get(kind.kind, kind) != kind:
        raise ValueError(f"the kind {kind.kind} is followed up twice")
    _kinds[kind.kind] = kind


def followed_kind(name: str) -> FollowedKind | None:
    """Return a kind; None where things of this kind are not followed up."""
    return _kinds.get(name)


def followed_kinds() -> list[str]:
    """Return the names of all kinds."""
    return list(_kinds)
