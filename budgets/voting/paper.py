"""What an officer types from a ballot on paper: numbers of projects, as they stand on it; and its canonical form."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from budgets.voting.ballots import Choices, WrongBallotError, blank, clean, field_of
from budgets.voting.limits import POINTING, limits_of
from participation.ciphers import cipher

PURPOSE = "budgets.papers"
VOID: dict[str, Any] = {"void": True}
_PART = re.compile(r"^(\d{1,5})(?:[:=](\d{1,4}))?$")


def read(definition: Mapping[str, Any], text: str, *, void: bool) -> dict[str, Any]:
    """Return what a ballot says: "3, 7, 12", with points "3:2, 7:1"; nothing is a blank ballot.

    What breaks the limits of the ballot is refused with the reason: whoever looks at it says whether it is void.
    Raises WrongBallotError.
    """
    if void:
        return dict(VOID)
    kind = limits_of(definition["ballot"]).kind
    known = {str(project["number"]): project["id"] for project in definition["projects"]}
    points = kind in POINTING
    found: list[tuple[str, int]] = []
    for part in re.split(r"[\s,;]+", text.strip()):
        if not part:
            continue
        match = _PART.match(part)
        name = known.get(str(int(match[1]))) if match else None
        if match is None or name is None or bool(match[2]) != points:
            words = _("“%(part)s” cannot be read: write numbers of projects%(points)s, with commas between.")
            told = {"part": part[:20], "points": _(" with their points, as 3:2") if points else ""}
            raise WrongBallotError([("unreadable", words % told)])
        found.append((name, int(match[2] or 1)))
    if points and len({name for name, _n in found}) < len(found):
        raise WrongBallotError([("repeated", _("A project is there twice: if the ballot says so, it is void."))])
    empty: Choices = blank(kind)
    data = {field_of(kind): dict(found) if points else [name for name, _n in found]} if found else empty
    return clean(definition, data)


def told(definition: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """Return in words what was typed, by numbers, for whoever settles a difference."""
    if said.get("void"):
        return _("void")
    numbers = {project["id"]: project["number"] for project in definition["projects"]}
    parts: list[str] = []
    for value in said.values():
        if isinstance(value, dict):
            parts += [f"{numbers[name]}:{n}" for name, n in sorted(value.items(), key=lambda each: numbers[each[0]])]
        elif "ranking" in said:
            parts += [str(numbers[name]) for name in value]
        else:
            parts += [str(n) for n in sorted(numbers[name] for name in value)]
    return ", ".join(parts) or _("blank")


def seal(said: Mapping[str, Any]) -> str:
    """Return what was typed, encrypted."""
    return cipher(PURPOSE).encrypt(json.dumps(said, sort_keys=True).encode()).decode()


def unseal(kept: str) -> dict[str, Any]:
    """Return what was typed."""
    found: dict[str, Any] = json.loads(cipher(PURPOSE).decrypt(kept.encode()))
    return found
