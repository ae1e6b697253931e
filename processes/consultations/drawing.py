"""Questions as pages draw them: names of fields, what was typed, what is wrong, in the reader's language."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from processes.consultations.answers import other_text
from processes.consultations.questions import LONGEST

if TYPE_CHECKING:
    from processes.models import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press, to give a place to, or a row of a table."""

    key: str
    text: str
    name: str
    lang: str = ""
    chosen: bool = False
    value: str = ""
    cells: tuple["Choice", ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question as it stands on a page."""

    question: "Question"
    number: int
    name: str
    kind: str
    text: str
    hint: str
    lang: str
    error: str = ""
    value: str = ""
    other: str = ""
    other_chosen: bool = False
    rule: str = ""
    condition: str = ""
    when: str = ""  # for the script: "p1=o1,o2"
    choices: tuple[Choice, ...] = ()
    places: tuple[int, ...] = ()
    file_name: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Tell whether it must be answered."""
        return self.question.required

    @property
    def grouped(self) -> bool:
        """Tell whether it is a group of controls, named by a legend."""
        return self.kind in ("single", "multiple", "ranking", "matrix", "score")

    @property
    def longest(self) -> int:
        """Return how many characters a text may have."""
        return LONGEST.get(self.kind, 200)


def option_text(row: Mapping[str, str], own: str) -> tuple[str, str]:
    """Return the words of an option for the reader, and their language where it is not that of the page."""
    page = (get_language() or "es").split("-")[0]
    if page == "en" and own != "en" and row.get("en"):
        return row["en"], ""
    return row["text"], "" if own == page else own


def draw(
    questions: Sequence["Question"],
    *,
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    seed: str = "",
    prefix: str = "",
    start: int = 1,
    files: Mapping[str, str] | None = None,
    all_of: Sequence["Question"] = (),
) -> list[Drawn]:
    """Return the questions of a page. ``seed`` orders options anew for each person, always the same for one."""
    fields, errors = fields or {}, errors or {}
    page, number, found = (get_language() or "es").split("-")[0], start, []
    by_key = {row.key: row for row in (all_of or questions)}
    for question in questions:
        name, own = f"{prefix}{question.key}", question.lang.split("-")[0]
        value = str(fields.get(name, ""))
        found.append(
            Drawn(
                question=question,
                number=number,
                name=name,
                kind=question.kind,
                text=question.in_language("text"),
                hint=question.in_language("hint"),
                lang="" if question.language_of("text") == page else own,
                error=errors.get(question.key, ""),
                value=value,
                other=str(fields.get(f"{name}_otro", "")),
                other_chosen=value == "other" or bool(fields.get(f"{name}_other")),
                rule=_rule(question),
                condition=_condition(question, by_key),
                when=_when(question),
                choices=_choices(question, name, own, fields, seed),
                places=tuple(range(1, (question.rules.get("most") or len(question.options)) + 1)),
                file_name=(files or {}).get(value, ""),
                rules=question.rules,
            )
        )
        number += question.kind != "section"
    return found


def _choices(question: "Question", name: str, own: str, fields: Mapping[str, str], seed: str) -> tuple[Choice, ...]:
    if question.kind == "score":
        low, high = question.rules.get("low", 1), question.rules.get("high", 5)
        steps = [str(step) for step in range(low, high + 1)]
        return tuple(Choice(step, step, name, chosen=fields.get(name) == step) for step in steps)
    if question.kind == "matrix":
        return tuple(_row(question, row, name, own, fields) for row in question.rows)
    rows = list(question.options)
    if question.rules.get("shuffled") and seed:
        random.Random(f"{seed}:{question.pk}").shuffle(rows)  # noqa: S311 - an order, not a secret
    found = []
    for row in rows:
        text, lang = option_text(row, own)
        key = row["key"]
        if question.kind == "single":
            found.append(Choice(key, text, name, lang, fields.get(name) == key))
        else:
            field_name = f"{name}_{key}"
            value = str(fields.get(field_name, ""))
            found.append(Choice(key, text, field_name, lang, bool(value), value))
    return tuple(found)


def _row(question: "Question", row: Mapping[str, str], name: str, own: str, fields: Mapping[str, str]) -> Choice:
    text, lang = option_text(row, own)
    field_name = f"{name}_{row['key']}"
    cells = []
    for option in question.options:
        words, words_lang = option_text(option, own)
        chosen = fields.get(field_name) == option["key"]
        cells.append(Choice(option["key"], words, field_name, words_lang, chosen))
    return Choice(row["key"], text, field_name, lang, cells=tuple(cells))


def _rule(question: "Question") -> str:
    """Return in words how many to choose, or between which numbers."""
    rules = question.rules
    least, most = rules.get("least", 0), rules.get("most", 0)
    if question.kind == "multiple":
        if least and most and least == most:
            return ngettext("Choose %(n)s.", "Choose %(n)s.", most) % {"n": most}
        if least and most:
            return _("Choose from %(least)s to %(most)s.") % {"least": least, "most": most}
        if most:
            return ngettext("Choose up to %(n)s.", "Choose up to %(n)s.", most) % {"n": most}
        if least:
            return ngettext("Choose at least %(n)s.", "Choose at least %(n)s.", least) % {"n": least}
        return _("You can choose several.")
    if question.kind == "ranking":
        if most:
            return _("Give the first %(n)s places: 1 is what you prefer most.") % {"n": most}
        return _("Give each a place: 1 is what you prefer most.")
    if question.kind == "number" and rules.get("low", 0) < rules.get("high", 0):
        return _("A number from %(low)s to %(high)s.") % {"low": rules["low"], "high": rules["high"]}
    if question.kind == "point":
        return _("Latitude and longitude, as maps copy them: 19.5438, -96.9102.")
    if question.kind in LONGEST and rules.get("public"):
        return _("What you write here may be published, without your name. Leave out names and telephones.")
    return ""


def _condition(question: "Question", by_key: Mapping[str, "Question"]) -> str:
    """Return in words of whom it is asked, for pages that cannot hide it."""
    before = by_key.get(question.when["question"]) if question.when else None
    if before is None:
        return ""
    own = question.lang.split("-")[0]
    texts = [option_text(row, own)[0] for row in before.options if row["key"] in question.when["options"]]
    if "other" in question.when["options"]:
        texts.append(_("Other"))
    words = _("Only if in “%(question)s” you chose: %(options)s.")
    return words % {"question": before.in_language("text"), "options": ", ".join(texts)}


def _when(question: "Question") -> str:
    return f"{question.when['question']}={','.join(question.when['options'])}" if question.when else ""


def said(question: "Question", value: Any, files: Mapping[str, str] | None = None) -> list[str]:
    """Return in words what was answered, one line for each thing; none where nothing was."""
    if value is None:
        return []
    own = question.lang.split("-")[0]
    texts = {row["key"]: option_text(row, own)[0] for row in question.options}
    if question.kind in ("single", "multiple"):
        rows = value if isinstance(value, list) else [value]
        return [texts.get(row, row) if isinstance(row, str) else f"{_('Other')}: {other_text(row)}" for row in rows]
    if question.kind == "ranking":
        return [f"{place}. {texts.get(option, option)}" for place, option in enumerate(value, start=1)]
    if question.kind == "matrix":
        names = {row["key"]: option_text(row, own)[0] for row in question.rows}
        return [f"{names.get(row, row)}: {texts.get(option, option)}" for row, option in value.items()]
    if question.kind == "point":
        return [", ".join(str(one) for one in value)]
    if question.kind == "file":
        return [(files or {}).get(str(value)) or _("A file")]
    return [str(value)]


def hidden(asked: Collection[str], drawn: Sequence[Drawn]) -> list[Drawn]:
    """Return the questions of a page that are asked of whoever answered what they did."""
    return [one for one in drawn if one.question.key in asked]
