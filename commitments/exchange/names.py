"""Names of institutions as documents write them: told apart, looked up under every name that they go by.

"Gesoc, Agencia para el Desarrollo, AC" is one organisation: a comma before a company suffix or inside a name that is
known does not divide it.
"""

import re
from collections.abc import Iterable

from participation.institutions.querysets import fold_name
from participation.models import Institution, InstitutionAlias

SUFFIX = re.compile(
    r"^(a\.?\s?c\.?|s\.?\s?c\.?|s\.?\s?a\.?|i\.?\s?a\.?\s?p\.?|a\.?\s?b\.?\s?p\.?|inc|ltd)\b", re.IGNORECASE
)
NOBODY = {"", "none specified", "not specified", "none", "na", "n/a", "nd", "nr", "no especificado", "ninguna"}
STARTS = re.compile(
    r"^(secretar[ií]a|instituto|procuradur[ií]a|comisi[oó]n|servicio|oficina|coordinaci[oó]n|consejo|centro|archivo|"
    r"ministry|department|office|agency|ministerio|universidad|el colegio|petr[oó]leos|presidencia|registro)\b",
    re.IGNORECASE,
)


def whole(text: str) -> str:
    """Return a name on one line, words that a line break cut joined by a space, without what stands at its ends."""
    return " ".join(text.replace("\u00ad", "").split()).strip(" .,;:")


def divide(text: str, known: "Known | None" = None) -> list[str]:
    """Return the names in a text that lists several.

    A comma divides where what follows begins like the name of a body, or is known under its name; never before a
    company suffix, and never inside a name that is known whole.
    """
    flat = whole(text)
    if fold_name(flat) in NOBODY:
        return []
    if known is not None and known.find(flat) is not None:
        return [flat]
    names: list[str] = []
    for piece in re.split(r"\s*;\s*", flat):
        parts = [part.strip() for part in piece.split(",") if part.strip()]
        current = ""
        for part in parts:
            fresh = _begins(part, known) and not SUFFIX.match(part)
            closed = current.endswith(")") and not SUFFIX.match(part)
            if current and (fresh or closed):
                names.append(current)
                current = part
            else:
                current = f"{current}, {part}" if current else part
        if current:
            names += _last(current, known)
    return [name for name in dict.fromkeys(map(whole, names)) if name]


def _last(text: str, known: "Known | None") -> list[str]:
    """Divide the end of a list ("A y B") where both sides are names of bodies."""
    if known is not None and known.find(text) is not None:
        return [text]
    for mark in re.finditer(r"\s(?:y|e|and)\s", text):
        left, right = text[: mark.start()], text[mark.end() :]
        if _begins(right, known) and (STARTS.match(left) or (known is not None and known.find(left) is not None)):
            return [left, *_last(right, known)]
    return [text]


def _begins(text: str, known: "Known | None") -> bool:
    return bool(STARTS.match(text)) or (known is not None and known.find(text) is not None)


class Known:
    """Every name under which institutions are known here, read once for a whole import."""

    def __init__(self) -> None:
        rows = InstitutionAlias.objects.select_related("institution__subject").defer("institution__subject__search")
        self.by_name: dict[str, Institution] = {row.folded: row.institution for row in rows}

    def find(self, name: str) -> Institution | None:
        """Return the institution of a name, with or without its acronym in brackets."""
        found = self.by_name.get(fold_name(whole(name)))
        if found is None and "(" in name:
            found = self.by_name.get(fold_name(whole(re.sub(r"\s*\([^)]*\)", "", name))))
        return found

    def add(self, names: Iterable[str], institution: Institution) -> None:
        """Note an institution that was just made."""
        for name in names:
            self.by_name.setdefault(fold_name(whole(name)), institution)
