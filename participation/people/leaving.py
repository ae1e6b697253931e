"""What else a closed account leaves: each room registers what it ends, inside the act of closing."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Person

Leave = Callable[["Person", datetime], None]
_leaves: dict[str, Leave] = {}


def register_leaving(name: str, leave: Leave) -> None:
    """Add a function (person, moment) in ``apps.ready()``. Raises ValueError for a name that is taken."""
    if _leaves.get(name, leave) != leave:
        raise ValueError(f"leaving of {name} is registered twice")
    _leaves[name] = leave


def leave_all(person: "Person", at: datetime) -> None:
    """Call every function, in the order of their names."""
    for _name, leave in sorted(_leaves.items()):
        leave(person, at)
