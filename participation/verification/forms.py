"""What officials capture at a counter, and the code of a printed sheet."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from participation.models import Territory
from participation.verification.actions.conflicts import OUTCOMES
from participation.verification.identity import clean_name_key, clean_number, document_kind
from participation.verification.minors import Guardian, shown_rules
from participation.verification.models import (
    Conflict,
    ConflictKind,
    GuardianRelation,
    IdentityKey,
    KeyKind,
    ResidenceProof,
)
from participation.web.forms import Form, TidyCharField

POINT = re.compile(r"^(-?\d{1,3}(?:\.\d{1,12})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,12})?)$")
MOST = 2000  # a longer list of territories would not be usable on a telephone
NUMBER = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
SHOWN = (
    KeyKind.CURP,
    KeyKind.INE,
    KeyKind.PASSPORT,
    KeyKind.RESIDENCE,
    KeyKind.CONSULAR,
    KeyKind.BIRTH,
    KeyKind.LETTER,
)
_capital = lazy(capfirst, str)
KINDS = [(kind.value, _capital(kind.label)) for kind in SHOWN]
OF_GUARDIANS = KINDS[:5]
RELATIONS = [("", _("Nobody")), *((one.value, _capital(one.label)) for one in GuardianRelation)]
PROOFS = [("", _("Choose")), *((one.value, _capital(one.label)) for one in ResidenceProof)]


class TerritoryChoice(forms.ModelChoiceField):
    """Territories by name, with the one that they lie in, in one query."""

    def label_from_instance(self, obj: Any) -> str:
        """Return ``Centro (Xalapa)``."""
        return f"{obj.name} ({obj.parent.name})" if obj.parent else obj.name


def _number(label: Any, help_text: Any = "", *, required: bool = True) -> TidyCharField:
    return TidyCharField(
        label=label, max_length=60, required=required, help_text=help_text, widget=forms.TextInput(attrs=NUMBER)
    )


class ActForm(Form):
    """A form whose act may complain."""

    def refuse(self, error: ValidationError) -> None:
        """Show an act's complaint beside its field."""
        for field, messages in getattr(error, "message_dict", {}).items() or [(None, error.messages)]:
            self.add_error(field if field in self.fields else None, messages)

    def number(self, field: str, kind: str) -> str:
        """Return the clean number of a field; a mistake stands beside it."""
        text = self.cleaned_data.get(field, "")
        try:
            return clean_number(kind, text)
        except ValidationError as error:
            if not self.has_error(field):
                self.add_error(field, error)
            return ""


class VerifyForm(ActForm):
    """Documents, date of birth and place of residence, as the documents say; a guardian where the rules ask for one."""

    kind = forms.ChoiceField(
        label=_("Document"), choices=[("", _("CURP, or the number tells")), *KINDS], required=False
    )
    document = _number(
        _("Number of the document"),
        _("CURP, voter key of the INE, or the number of the other document or letter. Letters and digits."),
    )
    holder = TidyCharField(
        label=_("Whole name on the letter"),
        max_length=200,
        required=False,
        help_text=_("Only for a letter or certificate: its name and date of birth are sealed, so that it serves once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    second_kind = forms.ChoiceField(
        label=_("Other document that they brought"), choices=[("", _("None")), *KINDS[:-1]], required=False
    )
    second = _number(
        _("Number of the other document"), _("So that it verifies no other account of the same person."), required=False
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
    point = TidyCharField(
        label=_("Point of the address"),
        max_length=60,
        required=False,
        help_text=_(
            "Latitude and longitude, as maps copy them: 19.5438, -96.9102. It tells in which territories the address"
            " lies, also where those overlap. The point itself is not kept."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    residence = forms.ChoiceField(label=_("How they showed where they live"), choices=PROOFS, required=False)
    guardian_relation = forms.ChoiceField(label=_("Who consents for the minor"), choices=RELATIONS, required=False)
    guardian_kind = forms.ChoiceField(label=_("Their document"), choices=OF_GUARDIANS, required=False)
    guardian_document = _number(
        _("Number of their document"), _("Only its seal is kept, with the consent."), required=False
    )
    seen = forms.BooleanField(
        label=_("I saw the original document and it is of this person"),
        error_messages={"required": _("Confirm that you saw the original document.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.filter(is_active=True).select_related("parent").defer("outline", "parent__outline")
        self.fields["territory"].queryset = places.order_by("sort_key", "pk")  # type: ignore[attr-defined]
        self.guardian_below = shown_rules().guardian_below
        if not self.guardian_below:
            for name in ("guardian_relation", "guardian_kind", "guardian_document"):
                del self.fields[name]

    def clean_point(self) -> tuple[float, float] | None:
        """Return latitude and longitude. Raises ValidationError."""
        text = self.cleaned_data["point"]
        if not text:
            return None
        found = POINT.match(text)
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            raise ValidationError(_("Write latitude and longitude with a comma between: 19.5438, -96.9102."))
        return float(found[1]), float(found[2])

    def clean(self) -> dict[str, Any]:
        """Check each number by its kind, and what goes together."""
        data = self.cleaned_data
        if "document" in data:
            data["document"] = self.number("document", data.get("kind") or KeyKind.DOCUMENT)
            if data["document"] and not data.get("kind"):
                data["kind"] = document_kind(data["document"])
        if data.get("second_kind"):
            data["second"] = self.number("second", data["second_kind"])
        elif data.get("second"):
            self.add_error("second_kind", _("Choose which document it is."))
        if data.get("kind") == KeyKind.LETTER and data.get("birth_date"):
            try:
                data["holder"] = clean_name_key(data.get("holder", ""), data["birth_date"])
            except ValidationError as error:
                self.add_error("holder", error)
        if data.get("guardian_relation"):
            data["guardian_document"] = self.number("guardian_document", data.get("guardian_kind") or KeyKind.CURP)
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = self.cleaned_data
        also = [(data["second_kind"], data["second"])] if data.get("second_kind") else []
        if data["kind"] == KeyKind.LETTER:
            also.append((KeyKind.NAME.value, data["holder"]))
        guardian = None
        if data.get("guardian_relation"):
            kind = data.get("guardian_kind") or KeyKind.CURP.value
            guardian = Guardian(data["guardian_relation"], kind, data["guardian_document"])
        return {
            "document": data["document"],
            "kind": data["kind"],
            "also": also,
            "birth_date": data["birth_date"],
            "territory": data["territory"],
            "residence": data.get("residence") or "",
            "guardian": guardian,
        }


class AssistForm(VerifyForm):
    """The same, with the public name of the account that is opened."""

    field_order = ["name"]
    name = TidyCharField(
        label=_("Public name"),
        max_length=80,
        required=False,
        help_text=_("It may be a nickname. Without one the platform gives a pseudonym."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SheetForm(ActForm):
    """The code of a printed sheet."""

    code = TidyCharField(
        label=_("Code of your sheet"),
        max_length=40,
        help_text=_("Sixteen letters and digits. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={**NUMBER, "autocomplete": "one-time-code"}),
    )


class DocumentForm(ActForm):
    """A further document of a person, or one in the place of another."""

    what = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("link", _("Join another document of the same person")),
            ("correct", _("The number was changed officially, such as a corrected CURP")),
            ("mistyped", _("The number was typed wrongly: it never was theirs")),
        ],
        widget=forms.RadioSelect,
    )
    corrected_key = forms.TypedChoiceField(
        label=_("Which one is corrected"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=_("Document"), choices=KINDS[:-1])
    document = _number(_("Number of the document"))
    reason = TidyCharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, keys: list[IdentityKey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {key.pk: key for key in keys}
        choices = [("", _("None")), *((key.pk, capfirst(str(key.get_kind_display()))) for key in keys)]
        self.fields["corrected_key"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the number by its kind, and that a correction says of what."""
        data = self.cleaned_data
        if "document" in data and "kind" in data:
            data["document"] = self.number("document", data["kind"])
        if data.get("what") in {"correct", "mistyped"} and not data.get("corrected_key"):
            self.add_error("corrected_key", _("Choose the document that is corrected."))
        return data

    def corrected(self) -> IdentityKey | None:
        """Return the document that is corrected; None where one is joined."""
        data = self.cleaned_data
        return None if data["what"] == "link" else self.keys[data["corrected_key"]]


EXPLAINED = {
    "keep": _("Leave everything as it is: the account that is verified stays so."),
    "move": _("Verify the account that asks, and end the verification of the other one (lost, or not theirs)."),
    "merge": _("Both identities are one person: merge them. The account that asks is the verified one."),
    "apart": _("They are two people with the same name and date of birth: whoever asks comes to a counter once more."),
}


class DecideForm(ActForm):
    """The decision of a conflict, with its reason."""

    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = TidyCharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Both people are told it. Do not name the other one."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, conflict: Conflict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = OUTCOMES[ConflictKind(conflict.kind)]
        is_name = conflict.key is not None and conflict.key.kind == KeyKind.NAME
        shown = [outcome.value for outcome in possible if outcome != "apart" or is_name]
        self.fields["outcome"].choices = [(name, EXPLAINED[name]) for name in shown]  # type: ignore[attr-defined]
