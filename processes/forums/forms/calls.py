"""Forms of calls: the call, a candidacy, a decision. They validate and explain; the acts write."""

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.organisations.forms import speaking_field
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day
from processes.encounters.forms.fields import text as long_text
from processes.forums.forms.members import ConflictForm
from processes.models import (
    Forum,
    ForumCall,
    ForumSector,
    Seats,
)

if TYPE_CHECKING:
    from participation.models import Person

OUTCOMES = (
    ("selected", _("Selected: takes a seat")),
    ("alternate", _("Selected as alternate")),
    ("not_selected", _("Not selected")),
)


class CallForm(Form):
    """An open call."""

    title = TidyCharField(label=_("Title"), max_length=150)
    text = long_text(
        _("What it asks for and how it is decided"),
        rows=8,
        longest=8000,
        required=True,
        hint=_("Requirements, what a member does and for how long, who decides and by what criteria."),
    )
    sectors = forms.MultipleChoiceField(label=_("For the seats of"), widget=forms.CheckboxSelectMultiple)
    opens_on = day(_("First day"))
    closes_on = day(_("Last day"), hint=_("Until the end of that day. At least five days after the first."))
    rules = WhoField(label=_("Who may hand a candidacy in"))
    reason = TidyCharField(
        label=_("Why it changes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays beside the call, and who handed a candidacy in reads it."),
    )

    def __init__(self, *args: Any, forum: Forum, call: ForumCall | None = None, **kwargs: Any) -> None:
        if call is not None:
            first, last = timezone.localtime(call.opens_at), timezone.localtime(call.closes_at - timedelta(seconds=1))
            kept = {name: getattr(call, name) for name in ("title", "text", "sectors", "rules")}
            kwargs["initial"] = {**kept, "opens_on": first.date(), "closes_on": last.date()}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rows = Seats.objects.filter(forum=forum).exclude(seats=0, alternates=0).order_by("pk")
        fields["sectors"].choices = [(row.sector, row.get_sector_display()) for row in rows]
        if call is None:
            del fields["reason"]
        offer_choices(self)

    def clean(self) -> dict[str, Any]:
        """Turn days into moments of the installation's clock."""
        data = self.cleaned_data
        zone = ZoneInfo(settings.TIME_ZONE)
        for name in ("opens_on", "closes_on"):
            if data.get(name) and not 2000 <= data[name].year <= 2100:
                self.add_error(name, _("Choose a day of this century."))
        if data.get("opens_on") and data.get("closes_on"):
            data["opens_at"] = datetime.combine(data["opens_on"], time(), tzinfo=zone)
            data["closes_at"] = datetime.combine(data["closes_on"] + timedelta(days=1), time(), tzinfo=zone)
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the acts take."""
        names = ("title", "text", "sectors", "opens_at", "closes_at", "rules", "reason")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class CandidacyForm(ConflictForm):
    """What somebody hands in who offers themselves for a seat."""

    sector = forms.ChoiceField(label=_("For which seat?"), widget=forms.RadioSelect)
    name = TidyCharField(label=_("Your name"), max_length=120, help_text=_("As it is to be read if you are selected."))
    motivation = long_text(_("Why do you want the seat, and what do you bring?"), rows=6, longest=4000, required=True)
    agrees = forms.BooleanField(
        label=_("I agree that all of this is published if I am selected"),
        help_text=_("If you are not, only the reasons of the decision are published, without your name."),
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ["organisation", "sector", "name", "motivation", "conflict", "none", "agrees", "act_id"]

    def __init__(self, *args: Any, call: ForumCall, person: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        labels = dict(ForumSector.choices)
        fields["sector"].choices = [(name, labels[name]) for name in call.sectors if name in labels]
        speaking = speaking_field(person)
        if speaking is not None:
            fields["organisation"] = speaking
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        names = ("sector", "name", "motivation", "conflict", "agrees", "act_id", "organisation")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class DecideForm(Form):
    """A decision on a candidacy."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=OUTCOMES, widget=forms.RadioSelect)
    reason = long_text(
        _("Reasons"),
        rows=5,
        longest=2000,
        required=True,
        hint=_("Everybody reads them, also those of who was not selected, without their name: write no names here."),
    )
