"""Forms of privacy: requests, the unit's steps, consents, breaches."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from participation.privacy.actions.arco import LIMITS
from participation.privacy.models import ArcoOutcome, ArcoRight, Breach
from participation.web.forms import Form, TidyCharField

# The names of the rights stand inside sentences too; as choices they begin one.
_capital = lazy(capfirst, str)
RIGHTS = [(right.value, _capital(right.label)) for right in ArcoRight]


def _area(label: Any, hint: Any = "", *, limit: int = 4000, required: bool = True, rows: int = 5) -> TidyCharField:
    return TidyCharField(
        label=label, help_text=hint, max_length=limit, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


class RequestForm(Form):
    """A request on personal data, as a person without an account can make it too."""

    right = forms.ChoiceField(label=_("What do you ask for?"), choices=RIGHTS, widget=forms.RadioSelect)
    name = TidyCharField(label=_("Full name of the person whose data it is about"), max_length=LIMITS["name"])
    representative = TidyCharField(
        label=_("If you act for that person, your own full name"), max_length=LIMITS["representative"], required=False
    )
    email = TidyCharField(
        label=_("E-mail"),
        max_length=LIMITS["email"],
        required=False,
        help_text=_("Give at least one way to reach you: e-mail, telephone or address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = TidyCharField(label=_("Telephone"), max_length=LIMITS["phone"], required=False)
    address = TidyCharField(label=_("Address"), max_length=LIMITS["address"], required=False)
    description = _area(
        _("What do you want?"),
        _("Say about which data, where they may be (for example a list or an activity), and what should happen."),
    )


class CaptureForm(RequestForm):
    """The same, handed in on paper or at the counter."""

    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[("counter", _("at the counter")), ("paper", _("on paper"))],
        widget=forms.RadioSelect,
    )


class FollowUpForm(Form):
    """Folio and code of a receipt."""

    folio = TidyCharField(label=_("Folio"), max_length=24, help_text=_("For example ARCO-2026-000012."))
    code = TidyCharField(
        label=_("Code"),
        max_length=20,
        help_text=_("It is on the receipt, beside the folio."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CompleteForm(Form):
    """What was missing."""

    text = _area(_("What was missing"))


class WordsForm(Form):
    """One step of the unit, in words."""

    text = _area(_("In words"), rows=3)

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or self.fields["text"].label
        self.fields["text"].help_text = hint


class AnswerForm(Form):
    """The answer with its reasons."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=ArcoOutcome.choices, widget=forms.RadioSelect)
    reasons = _area(
        _("Answer and reasons"), _("The person reads it as it stands. Name the rules on which it rests."), rows=6
    )


class EmptyForm(Form):
    """Nothing but the press of a button."""


class BreachForm(Form):
    """What is known of a breach."""

    found_at = forms.DateTimeField(
        label=_("When it was found"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    happened_at = forms.DateTimeField(
        label=_("When it happened, if known"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    what = _area(_("What happened and why"), _("Without names of the people affected."))
    data = _area(  # type: ignore[assignment]
        _("Which data and whose"), _("Kinds of data and of people, not names."), limit=2000, rows=3
    )
    people = forms.IntegerField(
        label=_("How many people are affected, if known"), required=False, min_value=0, max_value=2_000_000_000
    )
    immediate = _area(_("What was done at once"), rows=3)
    lasting = _area(_("What was done so that it does not happen again"), required=False, rows=3)
    people_told_at = forms.DateTimeField(
        label=_("When people were told"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    authority_told_at = forms.DateTimeField(
        label=_("When the authority was told"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, breach: Breach | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if breach is not None:
            del self.fields["found_at"]
            for name, field in self.fields.items():
                field.initial = getattr(breach, name)
