"""The form of a handover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.models import Person
from participation.web.forms import Form, TidyCharField


class LeaveForm(Form):
    """To whom an office goes, and why."""

    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("Somebody who works here. Give a new colleague a role first."),
    )
    with_roles = forms.BooleanField(
        label=_("Give them the same roles"),
        required=False,
        initial=True,
        help_text=_("Without it, answers of offices where they do not work go back to those offices."),
    )
    reason = TidyCharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the log of acts."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]
