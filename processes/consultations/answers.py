"""Cleaning what is answered: pure functions, the same for pages, API and capture.

What is kept of each kind: ``single`` "o1" or {"other": "text"}; ``multiple`` ["o1", {"other": "text"}]; ``ranking``
["o2", "o1"], the first the best; ``score`` 4; ``matrix`` {"r1": "o2"}; ``number`` 12 or 12.5; ``short`` and ``long``
a text; ``point`` [latitude, longitude]; ``file`` the key of a file. What is not answered has no entry.
"""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.web.richtext import tidy
from processes.consultations.questions import CHOOSING, LONGEST, Asked

POINT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*$")
MOST_NUMBER = 10**15
KEPT_PLACES = 4  # of latitude and longitude: about ten metres


class WrongAnswers(Exception):  # noqa: N818 - it holds what to mend, question by question
    """What has to be mended, by the key of the question; "" for what is no answer to any question."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


class _Wrong(ValueError):  # noqa: N818 - what to mend in one answer
    pass


def clean(
    asks: Sequence[Asked], given: Mapping[str, Any], *, files: Collection[str] = (), skipped: Collection[str] = ()
) -> dict[str, Any]:
    """Return the answers as they are kept. Raises WrongAnswers.

    What the conditions do not ask of this person is dropped. ``files`` are the keys that may be named; ``skipped`` are
    questions that cannot be asked here (a file where there is only paper), which are then not missed.
    """
    known = {ask.key for ask in asks if ask.asks}
    errors = {"": _("This is no answer to any question here.")} if set(given) - known else {}
    kept: dict[str, Any] = {}
    shown_section = True
    for ask in asks:
        if ask.kind == "section":
            shown_section = is_asked(ask, kept)
            continue
        if not shown_section or not is_asked(ask, kept) or ask.key in skipped:
            continue
        try:
            value = _KINDS[ask.kind](ask, given.get(ask.key), files)
        except _Wrong as error:
            errors[ask.key] = str(error)
            continue
        if value is not None:
            kept[ask.key] = value
        elif ask.required:
            errors[ask.key] = _("Answer this question.")
    if errors:
        raise WrongAnswers(errors)
    return kept


def is_asked(ask: Asked, kept: Mapping[str, Any]) -> bool:
    """Tell whether a question is asked of whoever answered so far what is kept."""
    if ask.when is None:
        return True
    key, options = ask.when
    return bool(chosen(kept.get(key)) & set(options))


def reached(asks: Sequence[Asked], kept: Mapping[str, Any]) -> set[str]:
    """Return the keys of the questions and sections that are asked of whoever answered what is kept."""
    found: set[str] = set()
    shown_section = True
    for ask in asks:
        if ask.kind == "section":
            shown_section = is_asked(ask, kept)
        if shown_section and is_asked(ask, kept):
            found.add(ask.key)
    return found


def chosen(value: Any) -> set[str]:
    """Return the keys of the options in an answer; "other" where words of one's own stand in it."""
    rows = value if isinstance(value, list) else [value]
    return {row if isinstance(row, str) else "other" for row in rows if isinstance(row, (str, dict))}


def other_text(value: Any) -> str:
    """Return the words of "other" in an answer."""
    rows = value if isinstance(value, list) else [value]
    return next((str(row.get("other", "")) for row in rows if isinstance(row, dict)), "")


# --- Each kind: None where nothing is answered ------------------------------------------------------------------------


def _one_choice(ask: Asked, value: Any) -> str | dict[str, str]:
    if isinstance(value, str) and value in ask.options:
        return value
    if isinstance(value, Mapping) and ask.other and set(value) == {"other"} and isinstance(value["other"], str):
        words = " ".join(tidy(value["other"]).split())
        if not words:
            raise _Wrong(_("Write which one, or choose one of the others."))
        if len(words) > LONGEST["other"]:
            raise _Wrong(_("At most %(n)s characters.") % {"n": LONGEST["other"]})
        return {"other": words}
    raise _Wrong(_("Choose among the options."))


def _single(ask: Asked, value: Any, files: Collection[str]) -> Any:
    return None if value in (None, "") else _one_choice(ask, value)


def _multiple(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, "", []):
        return None
    if not isinstance(value, list) or len(value) > len(ask.options) + 1:
        raise _Wrong(_("Choose among the options."))
    rows = [_one_choice(ask, row) for row in value]
    texts = [row for row in rows if isinstance(row, str)]
    others = [row for row in rows if isinstance(row, dict)]
    if len(set(texts)) != len(texts) or len(others) > 1:
        raise _Wrong(_("Choose each option once."))
    if len(rows) < ask.least:
        words = ngettext("Choose at least %(n)s.", "Choose at least %(n)s.", ask.least)
        raise _Wrong(words % {"n": ask.least})
    if ask.most and len(rows) > ask.most:
        words = ngettext("Choose at most %(n)s: you chose %(m)s.", "Choose at most %(n)s: you chose %(m)s.", ask.most)
        raise _Wrong(words % {"n": ask.most, "m": len(rows)})
    return [option for option in ask.options if option in texts] + others


def _ranking(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, "", []):
        return None
    most = ask.most or len(ask.options)
    if not isinstance(value, list) or not all(isinstance(row, str) and row in ask.options for row in value):
        raise _Wrong(_("Give each place to one of the options."))
    if len(set(value)) != len(value):
        raise _Wrong(_("Give each place to another option: two have the same."))
    if len(value) > most:
        raise _Wrong(_("Order at most %(n)s.") % {"n": most})
    if len(value) < (ask.least or most):
        raise _Wrong(_("Order at least %(n)s: you ordered %(m)s.") % {"n": ask.least or most, "m": len(value)})
    return list(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or len(str(value)) > 20:
        raise _Wrong(_("Choose one of the values."))
    try:
        return int(value)
    except ValueError as error:
        raise _Wrong(_("Choose one of the values.")) from error


def _score(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, ""):
        return None
    number = _whole(value)
    if not ask.low <= number <= ask.high:
        raise _Wrong(_("Choose one of the values."))
    return number


def _matrix(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, "", {}):
        return None
    if not isinstance(value, Mapping) or not set(value) <= set(ask.rows):
        raise _Wrong(_("Choose one option in each row."))
    if not all(isinstance(option, str) and option in ask.options for option in value.values()):
        raise _Wrong(_("Choose one option in each row."))
    if ask.required and set(value) != set(ask.rows):
        raise _Wrong(_("Answer every row: %(n)s are left.") % {"n": len(ask.rows) - len(value)})
    return {row: value[row] for row in ask.rows if row in value}


def _number(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or len(str(value)) > 40:
        raise _Wrong(_("Write a number."))
    text = str(value).replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Wrong(_("Write a number with digits: 12, or 12.5.")) from error
    if not number.is_finite() or abs(number) > MOST_NUMBER:
        raise _Wrong(_("Write a number with digits: 12, or 12.5."))
    if number != round(number, ask.decimals):
        raise _Wrong(
            _("Write it without decimals.")
            if not ask.decimals
            else _("Write it with at most %(n)s decimals.") % {"n": ask.decimals}
        )
    if ask.low < ask.high and not ask.low <= number <= ask.high:
        raise _Wrong(_("Write a number from %(low)s to %(high)s.") % {"low": ask.low, "high": ask.high})
    return int(number) if number == int(number) else float(number)


def _text(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Wrong(_("Write a text."))
    words = tidy(value).strip()
    if ask.kind == "short":
        words = " ".join(words.split())
    if not words:
        return None
    if len(words) > LONGEST[ask.kind]:
        told = {"n": LONGEST[ask.kind], "m": len(words)}
        raise _Wrong(_("At most %(n)s characters: there are %(m)s.") % told)
    return words


def _point(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, "", []):
        return None
    if isinstance(value, str):
        found = POINT.match(value[:80])
        value = [float(found[1]), float(found[2])] if found else value
    right = (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value)
        and abs(value[0]) <= 90
        and abs(value[1]) <= 180
    )
    if not right:
        raise _Wrong(_("Write latitude and longitude with a comma between: 19.5438, -96.9102."))
    return [round(float(one), KEPT_PLACES) for one in value]


def _file(ask: Asked, value: Any, files: Collection[str]) -> Any:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or value not in files:
        raise _Wrong(_("Attach the file again."))
    return str(uuid.UUID(value))


_KINDS: dict[str, Any] = {
    "single": _single,
    "multiple": _multiple,
    "ranking": _ranking,
    "score": _score,
    "matrix": _matrix,
    "number": _number,
    "short": _text,
    "long": _text,
    "point": _point,
    "file": _file,
}


# --- Forms of pages: one field for each thing to press or write, so that paper tablets and pages send the same --------


def read_fields(asks: Sequence[Asked], data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return what a form says, for ``clean``; fields that it does not have are as if left empty.

    ``p1`` holds what is single; ``p1_o2`` a box of an option, the place of one in a ranking, or the row of a matrix;
    ``p1_otro`` the words of "other".
    """
    said: dict[str, Any] = {}
    for ask in asks:
        if not ask.asks:
            continue
        name = f"{prefix}{ask.key}"
        value = _read_one(ask, name, {key: data.get(key) for key in field_names(ask, name)})
        if value is not None:
            said[ask.key] = value
    return said


def field_names(ask: Asked, name: str) -> list[str]:
    """Return the names of the fields of one question."""
    if ask.kind in ("multiple", "ranking"):
        names = [f"{name}_{option}" for option in ask.options]
    elif ask.kind == "matrix":
        names = [f"{name}_{row}" for row in ask.rows]
    else:
        names = [name]
    if ask.kind == "multiple" and ask.other:
        names.append(f"{name}_other")
    return [*names, f"{name}_otro"] if ask.kind in CHOOSING and ask.other else names


def _read_one(ask: Asked, name: str, data: Mapping[str, Any]) -> Any:
    words = str(data.get(f"{name}_otro") or "")
    if ask.kind == "single":
        value = str(data.get(name) or "")
        if value == "other" or (not value and words.strip()):
            return {"other": words}
        return value or None
    if ask.kind == "multiple":
        rows: list[Any] = [option for option in ask.options if data.get(f"{name}_{option}")]
        if ask.other and (data.get(f"{name}_other") or words.strip()):
            rows.append({"other": words})
        return rows or None
    if ask.kind == "ranking":
        return _read_places(ask, name, data)
    if ask.kind == "matrix":
        found = {row: str(data[f"{name}_{row}"]) for row in ask.rows if data.get(f"{name}_{row}")}
        return found or None
    plain = data.get(name)
    return None if plain is None or plain == "" else str(plain)


def _read_places(ask: Asked, name: str, data: Mapping[str, Any]) -> Any:
    """Return the options in the order of their places; what two options claim is left to ``clean`` to refuse."""
    placed = [(str(data.get(f"{name}_{option}") or "").strip(), option) for option in ask.options]
    said = [(place, option) for place, option in placed if place]
    if not said:
        return None
    if not all(place.isascii() and place.isdigit() and len(place) < 4 for place, _option in said):
        return ["?"]
    places = [int(place) for place, _option in said]
    if len(set(places)) != len(places):
        return [said[0][1], said[0][1]]
    return [option for _place, option in sorted((int(place), option) for place, option in said)]


def write_fields(ask: Asked, value: Any, name: str) -> dict[str, str]:
    """Return the fields of a form that say a kept answer; the reverse of ``read_fields``."""
    if value is None:
        return {}
    fields: dict[str, str] = {}
    if ask.kind == "single":
        fields[name] = value if isinstance(value, str) else "other"
    elif ask.kind == "multiple":
        fields |= {f"{name}_{row if isinstance(row, str) else 'other'}": "1" for row in value}
    elif ask.kind == "ranking":
        fields |= {f"{name}_{option}": str(place) for place, option in enumerate(value, start=1)}
    elif ask.kind == "matrix":
        fields |= {f"{name}_{row}": option for row, option in value.items()}
    elif ask.kind == "point":
        fields[name] = ", ".join(str(one) for one in value)
    else:
        fields[name] = str(value)
    if ask.kind in CHOOSING and (words := other_text(value)):
        fields[f"{name}_otro"] = words
    return fields
