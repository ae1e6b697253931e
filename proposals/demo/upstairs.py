"""What the floors above put into the demonstration city: each registers its builder when the apps are ready."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proposals.demo.voices import Voices

Build = Callable[["Voices", Callable[[str], object]], None]
_floors: dict[str, Build] = {}


def add_floor(name: str, build: Build) -> None:
    """Let a floor furnish the city, after the floors below. ``build`` gets its people and what tells of the progress."""
    _floors[name] = build


def furnish(voices: "Voices", say: Callable[[str], object]) -> None:
    """Let every floor above build, in the order of their names."""
    for _name, build in sorted(_floors.items()):
        build(voices, say)
