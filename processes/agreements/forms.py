"""Forms of agreements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.followup.forms import DueForm, ResponsibleForm, day_field
from participation.web.forms import Form, TidyCharField
from processes.models import Agreement


class AgreementForm(ResponsibleForm):
    """What was agreed and who is responsible."""

    title = TidyCharField(
        label=_("What was agreed, in one line?"), max_length=200, help_text=_("For example: light the park by June.")
    )
    text = TidyCharField(
        label=_("What was agreed, in full?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order: Any = ("title", "text", "institution", "responsible", "contact")

    def __init__(self, *args: Any, agreement: Agreement | None = None, **kwargs: Any) -> None:
        if agreement is not None:
            action = agreement.subject.action
            kwargs["initial"] = {
                "title": agreement.title,
                "text": agreement.text,
                "institution": action.institution_id,
                "responsible": action.responsible,
                "contact": action.contact,
            }
        super().__init__(*args, **kwargs)


class NewAgreementForm(DueForm, AgreementForm):
    """A new agreement, with its last day."""

    made_on = day_field(_("When was it agreed?"), help_text=_("Leave it empty for today."))
    report_every = forms.IntegerField(
        label=_("Months between two reports"),
        min_value=0,
        max_value=24,
        initial=0,
        help_text=_("0 asks for none. When a report is missing, the page says so by itself."),
    )
    field_order = ("title", "text", "institution", "responsible", "contact", "due_on", "due_words", "made_on")


class CorrectForm(AgreementForm):
    """Corrected words, with the reason."""

    reason = TidyCharField(label=_("Why is it corrected?"), required=False, max_length=300)


class WithdrawForm(Form):
    """Why it is taken back."""

    reason = TidyCharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
