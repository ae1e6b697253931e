"""The form with which moderators work on one proposal: it shows only what they may do with it now.

Answers are prepared and published at the desk of answers (participation/responses), the same for everything owed one.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from participation.web.richtext import tidy
from proposals import policies
from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Work:
    """What an official may do with a proposal, as choices of the form."""

    choices: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, person: Any, proposal: Proposal | None) -> "Work":
        """Ask the policies."""
        if proposal is None or not policies.may_moderate(person, proposal):
            return cls(())
        return cls((("approve", _("Publish the proposal")), ("return", _("Return it to its author, with a reason"))))


class OfficeForm(forms.ModelForm):
    """Publish what waits for moderation, or return it."""

    work: Work = Work(())
    what = forms.ChoiceField(label=gettext_lazy("What do you do?"), widget=UnfoldAdminRadioSelectWidget)
    reason = forms.CharField(
        label=gettext_lazy("Reason to return it"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields.get("what")
        if what is not None:
            what.choices = self.work.choices
            what.initial = self.work.choices[0][0] if self.work.choices else None

    def clean(self) -> dict[str, Any]:
        """Ask for the reason that returning needs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("what") == "return" and not tidy(data.get("reason") or ""):
            self.add_error("reason", _("Say why, so that the author can mend it."))
        return data

    def _post_clean(self) -> None:
        """Nothing: the acts validate and write."""
