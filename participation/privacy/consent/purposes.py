"""The purposes that need a person's consent. Each room registers what it asks for."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that is done with data only if the person agreed. ``notice`` is the privacy notice that explains it."""

    name: str
    label: Any
    explanation: Any
    notice: str = "account"


_purposes: dict[str, Purpose] = {}


def register_purpose(*purposes: Purpose) -> None:
    """Add purposes (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for purpose in purposes:
        if _purposes.get(purpose.name, purpose) != purpose:
            raise ValueError(f"purpose {purpose.name} is registered twice")
        _purposes[purpose.name] = purpose


def get_purpose(name: str) -> Purpose | None:
    """Return a purpose."""
    return _purposes.get(name)


def all_purposes() -> list[Purpose]:
    """Return the purposes in the order of their registration."""
    return list(_purposes.values())
