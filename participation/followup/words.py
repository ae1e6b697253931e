"""Dates as plans write them ("invierno 2025", "segundo semestre de 2026") and the last day that they mean."""

import calendar
import re
from datetime import date

from participation.search.text import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero january jan",
            "febrero february feb",
            "marzo march mar",
            "abril april apr",
            "mayo may",
            "junio june jun",
            "julio july jul",
            "agosto august aug",
            "septiembre setiembre september sep sept",
            "octubre october oct",
            "noviembre november nov",
            "diciembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_SEASONS = {
    "primavera": (6, 20, 0),
    "spring": (6, 20, 0),
    "verano": (9, 22, 0),
    "summer": (9, 22, 0),
    "otono": (12, 20, 0),
    "autumn": (12, 20, 0),
    "fall": (12, 20, 0),
    "invierno": (3, 20, 1),  # winter begins in December and ends in March of the next year
    "winter": (3, 20, 1),
}
_ORDINALS = {
    "primer": 1,
    "primero": 1,
    "first": 1,
    "segundo": 2,
    "second": 2,
    "tercer": 3,
    "tercero": 3,
    "third": 3,
    "cuarto": 4,
    "fourth": 4,
    "quinto": 5,
    "sexto": 6,
}
_SPANS = {"semestre": 6, "half": 6, "cuatrimestre": 4, "trimestre": 3, "quarter": 3, "bimestre": 2}
_SHORT = {"q": 3, "t": 3, "s": 6, "h": 6}


def last_day(words: str) -> date | None:
    """Return the last day that words mean, in Spanish or English; None where they name no day that we can tell."""
    text = fold(words)
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", text)
    if year is None:
        return None
    number, tokens = int(year.group(1)), re.findall(r"[a-z]+\d?|\d+", text)
    return (
        _of_month(tokens, number)
        or _of_season(tokens, number)
        or _of_span(tokens, number)
        or (date(number, 12, 31) if _only_year(tokens) else None)
    )


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _of_month(tokens: list[str], year: int) -> date | None:
    found = [_MONTHS[token] for token in tokens if token in _MONTHS]
    if not found:
        return None
    days = [int(token) for token in tokens if token.isdigit() and len(token) <= 2]
    month = found[-1]
    if days and 1 <= days[-1] <= calendar.monthrange(year, month)[1]:
        return date(year, month, days[-1])
    return _end_of_month(year, month)


def _of_season(tokens: list[str], year: int) -> date | None:
    for token in tokens:
        if token in _SEASONS:
            month, day, later = _SEASONS[token]
            return date(year + later, month, day)
    return None


def _of_span(tokens: list[str], year: int) -> date | None:
    for token in tokens:
        if len(token) == 2 and token[0] in _SHORT and token[1].isdigit():
            return _end_of_span(year, int(token[1]), _SHORT[token[0]])
    spans = [_SPANS[token] for token in tokens if token in _SPANS]
    places = [_ORDINALS[token] for token in tokens if token in _ORDINALS]
    places = places or [int(token) for token in tokens if token.isdigit() and len(token) == 1]
    return _end_of_span(year, places[0], spans[0]) if spans and places else None


def _end_of_span(year: int, place: int, months: int) -> date | None:
    month = place * months
    return _end_of_month(year, month) if 1 <= month <= 12 else None


def _only_year(tokens: list[str]) -> bool:
    """Tell whether nothing but the year and its end is named ("2026", "a fines de 2026", "end of 2026")."""
    little = {
        "a",
        "al",
        "de",
        "del",
        "el",
        "en",
        "fin",
        "fines",
        "final",
        "finales",
        "ano",
        "cierre",
        "by",
        "the",
        "end",
    }
    return all(
        token in little | {"of", "year", "para", "durante"} or re.fullmatch(r"20\d\d", token) for token in tokens
    )


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
