"""Forms of registering, by oneself or by an official."""

import uuid
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from participation.contribution import CAPTURED, Channel
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import text
from processes.models import Encounter, EncounterMode, Sector


class RegisterForm(Form):
    """What whoever registers says: for whom they come, what they need, and the few questions of the activity."""

    online = forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[("", _("In person")), ("1", _("Online"))],
        required=False,
        widget=forms.RadioSelect,
    )
    sector = forms.ChoiceField(
        label=_("For whom do you come?"), choices=Sector.choices, initial=Sector.PUBLIC, widget=forms.RadioSelect
    )
    organisation = TidyCharField(
        label=_("Name of the organisation or institution"),
        required=False,
        max_length=150,
        help_text=_("It serves to count how many organisations came. Your name is not published."),
    )
    needs = text(
        _("Do you need something to take part?"),
        rows=2,
        longest=500,
        hint=_(
            "For example: sign language, a place for a wheelchair. Only whoever receives you reads it, and it is "
            "erased afterwards."
        ),
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, encounter: Encounter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if encounter.mode != EncounterMode.HYBRID:
            del fields["online"]
        for number, question in enumerate(encounter.component.config.questions, start=1):
            fields[f"question_{number}"] = TidyCharField(label=question, required=False, max_length=300)
        self.order_fields([*(name for name in fields if name != "act_id"), "act_id"])

    def said(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        data = self.cleaned_data
        return {
            "sector": data["sector"],
            "organisation": data["organisation"],
            "needs": data["needs"],
            "online": data.get("online") == "1",
            "answers": [data[name] for name in self.fields if name.startswith("question_")],
            "act_id": data["act_id"],
        }


class CaptureForm(RegisterForm):
    """Somebody without an account, registered by an official."""

    name = TidyCharField(
        label=_("Name"), max_length=120, help_text=_("Only whoever keeps the door reads it; it is erased afterwards.")
    )
    held = forms.BooleanField(label=_("Give one of the seats that you keep"), required=False)
    channel = forms.ChoiceField(
        label=_("How it reached you"),
        required=False,
        initial=Channel.COUNTER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel"].choices = [(one.value, capfirst(one.label)) for one in Channel if one.value in CAPTURED]
        self.order_fields(["name", "channel"])
        if not kwargs["encounter"].held:
            del self.fields["held"]

    def said(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        data = self.cleaned_data
        return {
            **super().said(),
            "name": data["name"],
            "held": bool(data.get("held")),
            "channel": data["channel"] or Channel.COUNTER,
        }
