"""Fields that several forms of encounters share."""

from typing import Any

from django import forms

from participation.web.forms import TidyCharField


def text(label: Any, *, rows: int = 3, longest: int = 6000, required: bool = False, hint: Any = "") -> TidyCharField:
    """Return a field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return TidyCharField(label=label, required=required, max_length=longest, help_text=hint, widget=widget)


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def hour(label: Any) -> forms.TimeField:
    """Return an hour."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def seats(label: Any, hint: Any = "") -> forms.IntegerField:
    """Return a number of seats or people; none is allowed."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000, help_text=hint)
