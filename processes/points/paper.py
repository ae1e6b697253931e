"""What was typed from sheets: sealed until it is counted, and compared field by field."""

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from participation.ciphers import cipher
from participation.contribution import Channel

if TYPE_CHECKING:
    from processes.models import Component
    from processes.points.forms import CaptureForm
    from processes.points.registry import CaptureKind

PURPOSE = "points.sheets"
PAPER = Channel.PAPER.value
Fields = dict[str, str]
LEFT_OUT = {"channel", "lang", "seen"}  # known, or told by who receives the sheet
LONGEST = 20_000  # of one field, so that nobody fills the table

MOST_BOXES = 12  # a longer list is written by hand


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked on a sheet: a box to tick for each choice, a day, a line, or room for several."""

    label: Any
    hint: Any
    how: str
    choices: tuple[str, ...] = ()


def lines(form: "CaptureForm", names: list[str]) -> list[Line]:
    """Return how fields of a form are asked on paper, in order."""
    return [_line(form.fields[name]) for name in names if name not in LEFT_OUT]


def _line(field: forms.Field) -> Line:
    widget = field.widget
    choices = [str(label) for value, label in getattr(widget, "choices", ()) if str(value)]
    if 0 < len(choices) <= MOST_BOXES:
        return Line(field.label, "", "boxes", tuple(choices))
    if isinstance(widget, forms.CheckboxInput):
        return Line(field.label, "", "box")
    how = "room" if isinstance(widget, forms.Textarea) else "day" if isinstance(widget, forms.DateInput) else "line"
    # What a room for several lines hints at is meant for whoever types; so is a list that is too long to print.
    return Line(field.label, "" if choices or how == "room" else field.help_text, how)


def seal(fields: Fields) -> str:
    """Return what was typed, encrypted."""
    return cipher(PURPOSE).encrypt(json.dumps(fields).encode()).decode()


def unseal(kept: str) -> Fields:
    """Return what was typed; nothing where it was erased."""
    found: Fields = json.loads(cipher(PURPOSE).decrypt(kept.encode())) if kept else {}
    return found


def form_of(kind: "CaptureKind", component: "Component", fields: Any = None) -> "CaptureForm":
    """Return the form of a kind for what came on paper: the channel is known."""
    given = {**{name: fields[name] for name in fields}, "channel": PAPER} if fields is not None else None
    return kind.form(given, component=component, channels=(PAPER,), initial={"channel": PAPER})


def typed(form: "CaptureForm") -> Fields:
    """Return what was typed into the fields of a form, as text."""
    return {name: str(form.data.get(name, ""))[:LONGEST] for name in form.fields if name in form.data}


def differing(kind: "CaptureKind", component: "Component", first: Fields, second: Fields) -> list[str]:
    """Return the fields in which two entries of a sheet do not say the same, in the order of the sheet.

    Capitals, accents, spaces and full stops are no difference: two people write them down differently.
    """
    one, other = form_of(kind, component, first), form_of(kind, component, second)
    one.is_valid(), other.is_valid()
    return [name for name in one.fields if _said(one, name) != _said(other, name)]


def _said(form: "CaptureForm", name: str) -> Any:
    value = form.cleaned_data.get(name, form.data.get(name, ""))
    return bare(value) if isinstance(value, str) else value


def bare(text: str) -> str:
    """Return the letters and digits of a text without case and accents, one space between words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in folded if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())
