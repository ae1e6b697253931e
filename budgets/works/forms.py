"""Forms of works. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Contract, Work
from budgets.structure.forms import MoneyField
from participation.web.forms import Form, TidyCharField


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class ContractForm(Form):
    """A contract, and where it can be read."""

    number = TidyCharField(label=_("Number of the contract"), max_length=80)
    supplier = TidyCharField(label=_("Company or person that does it"), max_length=200)
    amount = MoneyField(label=_("Amount, in pesos"))
    signed_on = _day(_("Signed on"))
    url = forms.URLField(
        label=_("Address where it can be read"), required=False, max_length=500, assume_scheme="https",
        help_text=_("For example on the transparency platform."),
    )  # fmt: skip


class PaymentForm(Form):
    """Money that was spent."""

    amount = MoneyField(label=_("Amount, in pesos"))
    paid_on = _day(_("Paid on"))
    what_for = TidyCharField(label=_("What for"), max_length=300)
    contract = forms.ModelChoiceField(
        label=_("Of the contract"), queryset=Contract.objects.none(), required=False, empty_label=_("none")
    )
    url = forms.URLField(
        label=_("Address where it can be checked"), required=False, max_length=500, assume_scheme="https"
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Contract.objects.filter(work=work, withdrawn_at=None)
        self.fields["contract"].queryset = rows.order_by("signed_on", "pk")  # type: ignore[attr-defined]


class TakeBackForm(Form):
    """Why something is taken back."""

    reason = TidyCharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for what was published by mistake. That it was taken back stays in view, with the reason."),
    )  # fmt: skip
