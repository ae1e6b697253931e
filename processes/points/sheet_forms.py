"""Forms of sheets of paper: which to print, the number of one, what two entries should have said, a reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.verification.forms import ActForm
from participation.web.forms import Form, TidyCharField
from processes.points.actions.sheets import MOST_AT_ONCE
from processes.points.paper import LONGEST, Fields

FIRST, SECOND, OTHER = "primera", "segunda", "otra"


class NumberForm(Form):
    """The number of a sheet, as it stands on its head."""

    numero = TidyCharField(
        label=gettext_lazy("Number of the sheet"),
        max_length=40,
        help_text=gettext_lazy("It stands on top of the sheet, for example 2026-K7QM4-X2P9C."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PrintForm(ActForm):
    """Which sheets, and how many."""

    what = forms.ChoiceField(label=gettext_lazy("For what"), widget=forms.RadioSelect)
    how_many = forms.IntegerField(
        label=gettext_lazy("How many sheets"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=10,
        help_text=gettext_lazy(
            "One for each person. Each has a number of its own, so print them from here, never copies."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["what"].choices = [
            (key, f"{kind.label} · {component.in_language('title')}") for key, (component, kind) in known.items()
        ]
        if len(known) == 1:
            fields["what"].initial = next(iter(known))


class ReasonForm(ActForm):
    """Why."""

    reason = TidyCharField(label=gettext_lazy("Why?"), max_length=300)


class SettleForm(ActForm):
    """For each field in which two entries differ: what the first says, the second, or what the sheet really says."""

    def __init__(self, *args: Any, shown: Any, wrong: list[str], first: Fields, second: Fields, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.wrong, self.first, self.second = shown, wrong, first, second
        for name in wrong:
            label = shown.fields[name].label
            choices = [
                (FIRST, _("First entry: %(text)s") % {"text": self._told(name, first)}),
                (SECOND, _("Second entry: %(text)s") % {"text": self._told(name, second)}),
                (OTHER, _("Neither: what I write below")),
            ]
            self.fields[f"elige_{name}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Look at the sheet and choose.")},
            )
            plain = shown.fields[name].widget
            rows = {"rows": 4} if isinstance(plain, forms.Textarea) else {}
            self.fields[f"otra_{name}"] = TidyCharField(
                label=_("%(field)s, as the sheet says") % {"field": label},
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs=rows) if rows else self._plain(plain),
            )

    @staticmethod
    def _plain(widget: forms.Widget) -> forms.Widget:
        """Return what is written with: the choices of a list, a day, else a line."""
        choices = list(getattr(widget, "choices", ()))
        if choices:
            return forms.Select(choices=choices)
        if isinstance(widget, forms.CheckboxInput):
            return forms.Select(choices=[("", _("No")), ("on", _("Yes"))])
        return forms.DateInput(attrs={"type": "date"}) if isinstance(widget, forms.DateInput) else forms.TextInput()

    def _told(self, name: str, fields: Fields) -> str:
        """Return in words what an entry says."""
        value, widget = fields.get(name, ""), self.shown.fields[name].widget
        if isinstance(widget, forms.CheckboxInput):
            return _("Yes") if value else _("No")
        words = {str(key): str(label) for key, label in getattr(widget, "choices", ())}
        return words.get(value, value) or _("(empty)")

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Return each choice with what is written instead."""
        return [(self[f"elige_{name}"], self[f"otra_{name}"]) for name in self.wrong]

    def fields_said(self) -> Fields:
        """Return the whole sheet as it was settled; where both agree, in the words of the first."""
        said = dict(self.first)
        for name in self.wrong:
            chosen = self.cleaned_data[f"elige_{name}"]
            source = {FIRST: self.first.get(name, ""), SECOND: self.second.get(name, "")}
            said[name] = source.get(chosen, self.cleaned_data[f"otra_{name}"])
        return {name: text for name, text in said.items() if text != ""}

    def refuse_said(self, error: ValidationError) -> None:
        """Show what cannot be handed in beside the field that says it, else above the form."""
        for name, texts in getattr(error, "message_dict", {"": error.messages}).items():
            place = f"otra_{name}" if name in self.wrong else None
            label = self.shown.fields[name].label if name in self.shown.fields else ""
            self.add_error(place, texts if place or not label else [f"{label}: {text}" for text in texts])
