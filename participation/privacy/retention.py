"""How long each thing is kept: declared by the room that keeps it, run by beat, published as a table.

A room registers in its ``registrations.register()``::

    register_retention(RetentionRule("exports.files", _("Files made for you"), timedelta(days=7), _("why"), purge))

``purge(at)`` erases what is too old and returns how many rows (it may do a part: it is called every hour). ``keeps``
may be a function, where officials set the time in the admin; None needs no purge, and ``why`` says why a thing stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Keeps = timedelta | Callable[[], timedelta] | None


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One line of the table; ``keeps`` of None means for as long as the platform is in use, and ``why`` says why."""

    name: str
    label: Any
    keeps: Keeps
    why: Any
    purge: Callable[[datetime], int] | None = None

    @property
    def days(self) -> int | None:
        """Return the days for which it is kept; None without an end."""
        keeps = self.keeps() if callable(self.keeps) else self.keeps
        return None if keeps is None else max(1, round(keeps / timedelta(days=1)))


_rules: dict[str, RetentionRule] = {}


def register_retention(*rules: RetentionRule) -> None:
    """Add lines to the table. Raises ValueError for a name that is taken, or a time without a purge."""
    for rule in rules:
        if rule.name in _rules:
            if _rules[rule.name] != rule:
                raise ValueError(f"retention rule {rule.name} is registered twice")
            continue
        if rule.keeps is not None and rule.purge is None:
            raise ValueError(f"retention rule {rule.name} promises a time and has nothing that erases")
        _rules[rule.name] = rule


def all_rules() -> list[RetentionRule]:
    """Return the lines of the table, by name."""
    return [_rules[name] for name in sorted(_rules)]
