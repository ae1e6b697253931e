"""Forms of changes of administration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.administrations.models import Pronouncement, Stance
from participation.web.forms import Form, TidyCharField


class DeclareForm(Form):
    """Who governs, and from which day on."""

    name = TidyCharField(label=_("Name"), max_length=120, help_text=_("For example: Administration 2027–2030."))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class WithdrawForm(Form):
    """Why a change is taken back."""

    reason = TidyCharField(label=_("Reason"), max_length=300, help_text=_("It is shown beside the withdrawn change."))


class PronounceForm(Form):
    """What becomes of something that was inherited, and why."""

    stance = forms.ChoiceField(label=_("What becomes of it?"), choices=Stance.choices, widget=forms.RadioSelect)
    reasons = TidyCharField(
        label=_("Reasons"),
        max_length=Pronouncement.LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In words that anybody understands. It is published, and whoever follows this is told."),
    )
