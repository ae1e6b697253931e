"""Forms of proposed changes. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from proposals.amendments.actions import REASON_MOST, TITLE_MOST
from proposals.settings import BODY_LIMIT


class AmendForm(Trapped, Form):
    """One paragraph in other words, and why."""

    wording = TidyCharField(
        label=_("How you would write it"),
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Change what is here, or write more beneath it."),
    )
    goes = forms.BooleanField(label=_("I propose to take this part out altogether"), required=False)
    title = TidyCharField(
        label=_("What changes, in a few words"),
        max_length=TITLE_MOST,
        help_text=_("For example: add ramps at the corners."),
    )
    reason = TidyCharField(
        label=_("Why it is better this way"),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Anybody can read it, with your public name."),
    )
    passage = TidyCharField(widget=forms.HiddenInput, max_length=BODY_LIMIT)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, passage: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"wording": passage, "passage": passage, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.set_traps()

    def told(self) -> dict[str, Any]:
        """Return the arguments of the act: without words, the part goes."""
        told = {name: self.cleaned_data[name] for name in ("wording", "title", "reason", "passage", "act_id")}
        return told | ({"wording": ""} if self.cleaned_data["goes"] else {})


class DeclineForm(Form):
    """Why not."""

    reason = TidyCharField(
        label=_("Why do you not accept it?"),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it, and whoever proposed the change is told."),
    )
