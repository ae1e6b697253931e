"""What an official captures at a counter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation.models import Territory
from participation.verification.identity import clean_document
from participation.web.forms import Form, TidyCharField

MOST = 2000  # a longer list of territories would not be usable on a telephone


class TerritoryChoice(forms.ModelChoiceField):
    """Territories by name, with the one that they lie in, in one query."""

    def label_from_instance(self, obj: Any) -> str:
        """Return ``Centro (Xalapa)``."""
        return f"{obj.name} ({obj.parent.name})" if obj.parent else obj.name


class VerifyForm(Form):
    """Document number, date of birth and place of residence, as the document says."""

    document = TidyCharField(
        label=_("Number of the document"),
        max_length=60,
        help_text=_("CURP, or the number of the passport or residence card. Letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Write the date as 31/12/1990.")},
    )
    territory = TerritoryChoice(
        label=_("Where the person lives"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("I do not know, or outside this list"),
    )
    seen = forms.BooleanField(
        label=_("I saw the original document and it is of this person"),
        error_messages={"required": _("Confirm that you saw the original document.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.filter(is_active=True).select_related("parent").defer("outline", "parent__outline")
        self.fields["territory"].queryset = places.order_by("sort_key", "pk")  # type: ignore[attr-defined]

    def clean_document(self) -> str:
        """Return the number in capitals, checked."""
        return clean_document(self.cleaned_data["document"])

    def refuse(self, error: ValidationError) -> None:
        """Show an act's complaint beside its field."""
        for field, messages in getattr(error, "message_dict", {}).items() or [(None, error.messages)]:
            self.add_error(field if field in self.fields else None, messages)
