"""The small city that stands from one file to the next: making it takes as long as a hundred pages.

It is made by the first test of a process that asks for it, and undone before a test of a file that does not know it.
"""

from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.world import World

# The files with tests that stand in it.
files: "set[Path]" = set()

_world: "World | None" = None
_until_its_end = ExitStack()


def city() -> "World":
    """Return the city that stands; make it where none does."""
    global _world
    if _world is None:
        from tests.journeys.world import standing_world

        _world = _until_its_end.enter_context(standing_world())
    return _world


def end() -> None:
    """Undo it."""
    global _world
    _world = None
    _until_its_end.close()
