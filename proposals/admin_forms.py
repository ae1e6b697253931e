"""The form with which officials work on one proposal: it shows only what they may do with it now."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from participation.models import Institution, Response
from participation.responses.actions import MAX_REASONS
from participation.responses.models import DECISIONS
from participation.web.richtext import tidy
from proposals import policies
from proposals.models import Proposal

if TYPE_CHECKING:
    from participation.models import Person

ANSWER = ["verdict", "reasons", "institution", "reference", "signer", "cost"]


@dataclass(frozen=True, slots=True)
class Work:
    """What an official may do with a proposal, as choices of the form."""

    choices: tuple[tuple[str, Any], ...]
    response: Response | None

    @classmethod
    def of(cls, person: Any, proposal: Proposal | None) -> "Work":
        """Ask the policies."""
        if proposal is None:
            return cls((), None)
        response = getattr(proposal.subject, "response", None)
        return cls(tuple(_choices(person, proposal, response)), response)

    def fields(self) -> list[str]:
        """Return the fields that these choices need."""
        names = {name for name, _label in self.choices}
        answer = ANSWER if names & {"prepare", "publish", "correct"} else []
        return ["what", *answer, *(["reason"] if names & {"return", "correct"} else [])]


def _choices(person: "Person", proposal: Proposal, response: Response | None) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if policies.may_moderate(person, proposal):
        found += [("approve", _("Publish the proposal")), ("return", _("Return it to its author, with a reason"))]
    published = response is not None and response.published_at is not None
    if not published and policies.may_evaluate(person, proposal):
        found.append(("prepare", _("Keep the answer as a draft")))
        if proposal.state == "published":
            found.append(("evaluate", _("Take it into evaluation, without an answer yet")))
        if policies.may_publish_answer(person, proposal):
            found.append(("publish", _("Publish the answer: its author and supporters are told")))
    if published and policies.may_publish_answer(person, proposal):
        found.append(("correct", _("Correct the published answer; the earlier one stays in its history")))
    return found


class OfficeForm(forms.ModelForm):
    """Moderate, evaluate, prepare, publish or correct."""

    work: Work = Work((), None)
    what = forms.ChoiceField(label=gettext_lazy("What do you do?"), widget=UnfoldAdminRadioSelectWidget)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"),
        required=False,
        choices=[("", "–"), *DECISIONS],
        widget=UnfoldAdminSelectWidget,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=MAX_REASONS,
        widget=UnfoldAdminTextareaWidget,
        help_text=gettext_lazy("In words that everybody understands. Every answer needs them, also a yes."),
    )
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Who answers"),
        required=False,
        queryset=Institution.objects.order_by("name"),
        widget=UnfoldAdminSelectWidget,
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the official letter"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget,
    )
    signer = forms.CharField(
        label=gettext_lazy("Signed by"), required=False, max_length=150, widget=UnfoldAdminTextInputWidget
    )
    cost = forms.DecimalField(
        label=gettext_lazy("Estimated cost, in pesos"),
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason to return or correct it"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        response = self.work.response
        if response is not None:
            kwargs["initial"] = {
                "verdict": response.verdict,
                "reasons": response.reasons,
                "institution": response.institution_id,
                "reference": response.reference,
                "signer": response.signer,
                "cost": None if response.cost_centavos is None else Decimal(response.cost_centavos) / 100,
            } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        what: Any = self.fields.get("what")
        if what is not None:
            what.choices = self.work.choices
            what.initial = self.work.choices[0][0] if self.work.choices else None

    def clean(self) -> dict[str, Any]:
        """Ask for the reasons that the chosen act needs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        what = data.get("what")
        if what in {"prepare", "publish", "correct"}:
            if not data.get("verdict"):
                self.add_error("verdict", _("Choose one of the verdicts."))
            if not tidy(data.get("reasons") or ""):
                self.add_error("reasons", _("Give the reasons: every answer needs them, also a yes."))
        if what == "return" and not tidy(data.get("reason") or ""):
            self.add_error("reason", _("Say why, so that the author can mend it."))
        if what == "correct" and not tidy(data.get("reason") or ""):
            self.add_error("reason", _("Say why the answer is corrected."))
        return data

    def _post_clean(self) -> None:
        """Nothing: the acts validate and write."""

    def answer(self) -> dict[str, Any]:
        """Return the arguments of the acts on the answer."""
        data = self.cleaned_data
        cost = data.get("cost")
        return {
            "verdict": data["verdict"],
            "reasons": data["reasons"],
            "reference": data["reference"],
            "signer": data["signer"],
            "institution": data["institution"],
            "cost_centavos": None if cost is None else int(cost * 100),
        }
