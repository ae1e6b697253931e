"""Forms of the product: Django's own field groups with our markup (label, hint, error, in this order).

crispy-forms was weighed and left out: Django 5's field groups give the same markup from one template, without layout
objects in Python.
"""

from typing import Any

from django import forms
from django.forms.fields import InvalidJSONInput
from django.forms.renderers import TemplatesSetting

from participation.web.richtext import tidy

CONTROLS = (
    forms.TextInput,
    forms.Textarea,
    forms.EmailInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.URLInput,
    forms.FileInput,
)


class FieldRenderer(TemplatesSetting):
    """Renders ``field.as_field_group`` with components/field.html."""

    field_template_name = "components/field.html"


class TidyCharField(forms.CharField):
    """Text without control characters; NUL and direction marks are dropped, never a server error."""

    def to_python(self, value: Any) -> str:
        """Clean what was typed before it is validated."""
        return tidy(super().to_python(value))


class JsonField(forms.JSONField):
    """JSON from outside: what is nested too deep to be read is a mistake like any other, never a server error."""

    def to_python(self, value: Any) -> Any:
        """Return what the text says. Raises ValidationError."""
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the form shows again: the text as it came where it cannot be read."""
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether something else was typed; what cannot be read is something else."""
        try:
            return super().has_changed(initial, data)
        except RecursionError:
            return True


def dress(widget: forms.Widget) -> None:
    """Give a widget its class, unless it has one."""
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif isinstance(widget, CONTROLS):
        widget.attrs.setdefault("class", "form-control")


class Dressed:
    """Gives each field its look when it is drawn, so that one added after the form was made has it too."""

    fields: dict[str, forms.Field]

    def __getitem__(self, name: str) -> forms.BoundField:
        """Return the field to draw; ``KeyError`` for an unknown one."""
        if name in self.fields:
            dress(self.fields[name].widget)
        return super().__getitem__(name)  # type: ignore[misc, no-any-return]


class Form(Dressed, forms.Form):
    """Base of the product's forms: dressed widgets, no colon after labels. Forms validate only; acts write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def deny(self, message: Any) -> None:
        """Add a denial or an act's complaint above the form; what was typed stays."""
        self.add_error(None, str(message))
