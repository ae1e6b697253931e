"""What a person writes to be verified with what the government has on record."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.census.flow import Claim
from participation.census.models import Way
from participation.census.rows import OLDEST
from participation.census.ways import CENSUS_NAME, CHANNEL_NAME
from participation.people.contacts import read_contact
from participation.verification.identity import clean_document, curp_birth_date, document_kind
from participation.web.forms import Form, TidyCharField

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class ClaimForm(Form):
    """Document and date of birth; a CURP carries the date."""

    method = CENSUS_NAME
    document = TidyCharField(
        label=_("CURP or number of your document"),
        max_length=60,
        help_text=_("Your CURP has 18 letters and digits. It is on your voter card, too."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        input_formats=FORMATS,
        help_text=_("With a CURP you may leave it empty, since the CURP says it."),
        error_messages={"invalid": _("Write the date as 31/12/1990.")},
    )

    def clean_document(self) -> str:
        """Return the number in capitals, checked."""
        return clean_document(self.cleaned_data["document"])

    def clean_birth_date(self) -> date | None:
        """Refuse a date that cannot be."""
        born: date | None = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born is not None and (born > today or born.year < today.year - OLDEST):
            raise ValidationError(_("This date of birth cannot be."))
        return born

    def clean(self) -> dict[str, Any]:
        """Take the date that a CURP carries, or refuse one that differs: neither says anything of any list."""
        data = super().clean() or {}
        carried = curp_birth_date(data.get("document", ""))
        if "birth_date" not in data or "document" not in data:
            return data
        if data["birth_date"] is None and carried is None:
            self.add_error("birth_date", _("Write your date of birth: only a CURP carries it."))
        elif carried is not None and data["birth_date"] not in {None, carried}:
            self.add_error("birth_date", _("The date of birth is not the one that the CURP carries."))
        else:
            data["birth_date"] = data["birth_date"] or carried
        return data

    def claim(self) -> Claim:
        """Return what the person says of themselves."""
        data = self.cleaned_data
        number = data["document"]
        return Claim(self.method, document_kind(number), number, data["birth_date"], data.get("contact", ""))


class ContactForm(ClaimForm):
    """The same, and the contact that the government has."""

    method = CHANNEL_NAME
    contact = TidyCharField(
        label=_("E-mail or mobile number that the government has"),
        max_length=254,
        help_text=_("The one that you gave for a procedure, a service or a payment. The code goes there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_contact(self) -> str:
        """Return the address or number in its one form."""
        return read_contact(self.cleaned_data["contact"]).value


class CodeForm(Form):
    """The six digits of a code."""

    code = TidyCharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Return the digits without blanks."""
        digits = "".join(character for character in self.cleaned_data["code"] if character.isalnum())
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("The code has six digits."))
        return digits


class WayForm(Form):
    """Where a code goes."""

    way = forms.ChoiceField(label=_("Where we send the code"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Way.choices)
        choices = [(way, f"{str(names[way]).capitalize()}: {mask}") for way, mask in ways]
        self.fields["way"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["way"].initial = choices[0][0]
