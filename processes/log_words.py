"""How the officials' log reads what was recorded of activities and phases."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from participation.access.eligibility import describe
from processes.kinds import all_kinds

WHO = "who_may_"  # settings with rules of who may take part begin so


def setting_label(name: str) -> Any:
    """Return how the forms of the activities call a setting; None for what is no setting."""
    return next((field.label for field in _fields(name)), None)


def component_value(field: str, value: Any) -> Any:
    """Return a kind of activity or a chosen setting in words; None for what is neither."""
    if field == "kind":
        return next((kind.label for kind in all_kinds() if kind.name == value), None)
    if field.startswith(WHO) and isinstance(value, list):
        return "; ".join(describe(value))
    chosen = (dict(one.choices).get(value) for one in _fields(field) if type(one) is forms.ChoiceField)
    return next((label for label in chosen if label), None)


def phase_value(field: str, value: Any) -> Any:
    """Return the acts that a phase opens in words; None for anything else."""
    if field != "openings" or not isinstance(value, list):
        return None
    labels = {act.name: str(act.label) for kind in all_kinds() for act in kind.acts}
    return ", ".join(labels.get(name, str(name)) for name in value)


def phase_field(name: str) -> Any:
    """Return which activity is meant where one is named by its number; None for the general words."""
    return _("activity %(number)s") % {"number": name} if name.isdigit() else None


def _fields(name: str) -> Iterator[forms.Field]:
    for kind in all_kinds():
        field = kind.form_class().base_fields.get(name)
        if field is not None and name in kind.settings.__dataclass_fields__:
            yield field
