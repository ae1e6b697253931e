"""The acts that the API offers, by name: what a personal key can be limited to.

A view of the API that writes says in ``scopes`` which act each of its actions is. A key made for some acts does those,
and reads; what declares no act is closed to it.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ApiAct:
    """An act of the API with its words on the page of keys."""

    name: str
    label: Any


_acts: dict[str, ApiAct] = {}


def register_api_acts(*acts: ApiAct) -> None:
    """Add acts (in ``apps.ready()``). Raises ValueError for a name that is taken."""
    for act in acts:
        if _acts.get(act.name, act) != act:
            raise ValueError(f"act {act.name} of the API is registered twice")
        _acts[act.name] = act


def all_api_acts() -> list[ApiAct]:
    """Return the acts by name."""
    return [_acts[name] for name in sorted(_acts)]


def api_act_names() -> set[str]:
    """Return the names of the acts."""
    return set(_acts)


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """What a request's key may do: ``acts`` of None is everything (keys from before they were limited)."""

    acts: frozenset[str] | None

    def may(self, act: str) -> bool:
        """Tell whether the key was made for an act; a key limited to acts does nothing that declares none."""
        return self.acts is None or (act != "" and act in self.acts)
