"""Component kinds: the acts that phases can open in them, and their typed settings."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class ActKind:
    """One act that a phase may open in a component: its name, label, and the invitation to it ("Propose")."""

    name: str
    label: Any
    invitation: Any


@dataclass(frozen=True, slots=True)
class ComponentKind:
    """A kind of component.

    ``settings`` is a frozen dataclass with defaults; ``form`` the dotted path of a Django form with the same field
    names; ``cards(component, person, at)`` returns the cards of "Now you can"; ``progress(component)`` the figures of
    "How it is going"; ``conflicts(component, acts)`` sentences on contradictory openings within one moment.
    """

    name: str
    label: Any
    description: Any
    settings: type
    acts: tuple[ActKind, ...]
    form: str
    view: str
    cards: Callable[..., list[Any]] | None = None
    progress: Callable[..., Any] | None = None
    conflicts: Callable[..., list[Any]] | None = None

    def load(self, stored: dict[str, Any]) -> Any:
        """Return typed settings from what is stored; unknown keys are ignored, missing ones take the default."""
        known = {field.name for field in fields(self.settings)}
        return self.settings(**{name: value for name, value in stored.items() if name in known})

    def dump(self, value: Any) -> dict[str, Any]:
        """Return what is stored for typed settings."""
        return asdict(value)

    def act(self, name: str) -> ActKind:
        """Return one of the acts. Raises KeyError."""
        for act in self.acts:
            if act.name == name:
                return act
        raise KeyError(name)


_kinds: dict[str, ComponentKind] = {}


def register_component_kind(kind: ComponentKind) -> None:
    """Add a kind (in ``apps.ready()``)."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> ComponentKind:
    """Return a kind. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[ComponentKind]:
    """Return every registered kind."""
    return list(_kinds.values())
