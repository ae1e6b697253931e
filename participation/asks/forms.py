"""Forms of asks. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.asks.content import BODY_MAX, TITLE_MAX, check_content, content
from participation.asks.models import Ask
from participation.asks.registry import AskKind, Place
from participation.models import Institution
from participation.opendata.filters import IdField
from participation.opendata.registry import bulk_datasets
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped


class InstitutionField(forms.ModelChoiceField):
    """An institution; keys that no row could have are refused before the database sees them."""

    def to_python(self, value: Any) -> Any:
        """Return the institution. Raises ValidationError."""
        return super().to_python(IdField(required=False).clean(value) if value not in self.empty_values else value)


class AskForm(Trapped, Form):
    """What is asked, of whom, and why."""

    institution = InstitutionField(queryset=Institution.objects.none(), required=False)
    title = TidyCharField(
        max_length=TITLE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write in one or two lines what you ask.")},
    )
    body = TidyCharField(
        max_length=BODY_MAX, required=False, widget=forms.Textarea(attrs={"rows": 7, "data-counter": "cuenta"})
    )
    seen = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, kind: AskKind, place: Place, ask: Ask | None = None, **kwargs: Any) -> None:
        self.kind, self.place = kind, place
        if ask is not None:
            kwargs["initial"] = {"title": ask.title, "body": ask.body, "institution": ask.institution_id}
        super().__init__(*args, **kwargs)
        self._say(kind)
        field: Any = self.fields["institution"]
        offered = kind.rules(place).institutions
        rows = Institution.objects.order_by("name", "pk")
        field.queryset = rows.filter(pk__in=offered) if offered else rows
        field.required, field.empty_label = kind.institution_required, kind.words.anyone
        field.error_messages["required"] = _("Choose who you ask.")
        if not kind.names_office:
            del self.fields["institution"]
        self.set_traps()

    def _say(self, kind: AskKind) -> None:
        words = kind.words
        for name, label, hint in (
            ("title", words.title, words.title_hint),
            ("body", words.body, words.body_hint),
            ("institution", words.institution, ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint

    def clean(self) -> dict[str, Any]:
        """Add what the rules of the place say, field by field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_content(content(**self.asked()), self.kind, self.kind.rules(self.place))
            except forms.ValidationError as error:
                for name, texts in error.message_dict.items():
                    self.add_error(name, texts)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Return the arguments of the acts."""
        return {name: self.cleaned_data.get(name) for name in ("title", "body", "institution")}


class EditForm(AskForm):
    """The same, with the reason of the change."""

    reason = TidyCharField(label=_("What did you change, and why?"), max_length=300, required=False)


class WithdrawForm(Form):
    """Why the author withdraws."""

    reason = TidyCharField(
        label=_("Why do you withdraw it?"), max_length=300, required=False, help_text=_("It is shown in its place.")
    )


class ModerateForm(Form):
    """What a desk decides of what waits to be published: publish, or return with a reason."""

    outcome = forms.ChoiceField(
        label=_("What do you do?"),
        choices=[("publish", _("Publish it")), ("return", _("Return it to its author, with a reason"))],
        widget=forms.RadioSelect,
    )
    reason = TidyCharField(
        label=_("Reason to return it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its author reads it. What was handed in stays unpublished."),
    )


class DataForm(Form):
    """Answer a request with the data."""

    dataset = forms.ChoiceField(label=_("A dataset that is published here"), required=False)
    link = forms.URLField(
        label=_("Or the address where the data are"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The page of the download, not the home page."),
    )
    reasons = TidyCharField(
        label=_("What is in it, and how it is used"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a sentence what the data hold.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields["dataset"]
        known.choices = [("", _("None of these")), *((one.name, one.title) for one in bulk_datasets())]
