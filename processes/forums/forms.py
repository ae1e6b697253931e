"""Forms of forums. They validate and explain; the acts write."""

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.files.forms import AttachmentsField
from participation.models import Institution, Organisation, Territory
from participation.organisations.forms import speaking_field
from participation.verification.forms import TerritoryChoice
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day
from processes.encounters.forms.fields import text as long_text
from processes.encounters.forms.prepare import DatesForm
from processes.models import (
    Component,
    Encounter,
    EncounterKind,
    EncounterMode,
    Forum,
    ForumCall,
    ForumKind,
    ForumSector,
    Member,
    Seats,
)

if TYPE_CHECKING:
    from participation.models import Person

ENGLISH = ("title", "remit")
OUTCOMES = (
    ("selected", _("Selected: takes a seat")),
    ("alternate", _("Selected as alternate")),
    ("not_selected", _("Not selected")),
)


def _shown_institutions() -> Any:
    return Institution.objects.filter(subject__state="published").order_by("name", "pk")


class ForumForm(Form):
    """What a forum is and what it is for."""

    institution = forms.ModelChoiceField(
        label=_("Institution that coordinates it"), queryset=Institution.objects.none()
    )
    kind = forms.ChoiceField(label=_("Kind of forum"), choices=ForumKind.choices, widget=forms.RadioSelect)
    title = TidyCharField(label=_("Name"), max_length=150)
    remit = long_text(
        _("What it is for and what it may decide"),
        rows=6,
        required=True,
        hint=_("Its tasks, what the government does with its agreements, and the law or act that it comes from."),
    )
    installed_on = day(_("Installed on"), required=False, hint=_("From this day on it has to meet. Empty: today."))
    territory = TerritoryChoice(
        label=_("Territory"), queryset=Territory.objects.none(), required=False, empty_label=_("None in particular")
    )
    component = forms.ModelChoiceField(
        label=_("Where its sessions are announced"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("I will say it later"),
        help_text=_("An activity of encounters in a process that you lead."),
    )
    title_en = TidyCharField(label=_("Name in English"), max_length=150, required=False)
    remit_en = long_text(_("What it is for, in English"), rows=4)

    def __init__(self, *args: Any, person: "Person", forum: Forum | None = None, **kwargs: Any) -> None:
        if forum is not None:
            names = ("kind", "title", "remit", "installed_on")
            english = {f"{name}_en": forum.translations.get("en", {}).get(name, "") for name in ENGLISH}
            keys = {"territory": forum.territory_id, "component": forum.component_id}
            kwargs["initial"] = {name: getattr(forum, name) for name in names} | english | keys
        super().__init__(*args, **kwargs)
        offices: Any = Institution.objects
        fields: Any = self.fields
        fields["institution"].queryset = offices.workable_by(person).order_by("name", "pk")
        if forum is not None:
            del fields["institution"]
        places = Territory.objects.filter(is_active=True).select_related("parent").defer("outline", "parent__outline")
        fields["territory"].queryset = places.order_by("sort_key", "pk")
        rows: Any = Component.objects
        led = rows.visible_to(person).filter(kind="encounters").exclude(process__state="closed")
        fields["component"].queryset = led.select_related("process").order_by("process__title", "title", "pk")
        fields["component"].label_from_instance = lambda row: f"{row.process.title}: {row.title}"

    def facts(self) -> dict[str, Any]:
        """Return what the acts take."""
        data = self.cleaned_data
        names = ("institution", "kind", "title", "remit", "installed_on", "territory", "component")
        english = {name: data[f"{name}_en"] for name in ENGLISH if data[f"{name}_en"]}
        facts = {name: data[name] for name in names if name in data}
        return {**facts, "translations": {"en": english} if english else {}}


class SeatsForm(Form):
    """How many seats each sector has."""

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {row.sector: row for row in Seats.objects.filter(forum=forum)}
        for sector, label in ForumSector.choices:
            row = kept.get(sector)
            for name, words, n in (
                ("seats", _("Seats: %(sector)s"), row.seats if row else 0),
                ("alternates", _("Alternates: %(sector)s"), row.alternates if row else 0),
            ):
                field = forms.IntegerField(min_value=0, max_value=500, required=False, initial=n or None)
                field.label = words % {"sector": label}
                self.fields[f"{name}_{sector}"] = field

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Return the fields of each sector."""
        return [(self[f"seats_{sector}"], self[f"alternates_{sector}"]) for sector in ForumSector.values]

    def wanted(self) -> dict[str, tuple[int, int]]:
        """Return what the act takes."""
        data = self.cleaned_data
        return {
            sector: (data.get(f"seats_{sector}") or 0, data.get(f"alternates_{sector}") or 0)
            for sector in ForumSector.values
        }


class RulesForm(Form):
    """The files of its rules."""

    files = AttachmentsField(label=_("Document with its rules"), required=True, images=False)


class MemberForm(Form):
    """Who takes a seat, and for whom they speak."""

    sector = forms.ChoiceField(label=_("Sector of the seat"))
    alternate = forms.BooleanField(label=_("As alternate"), required=False)
    name = TidyCharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Only if they agreed to be named in public. Otherwise write the office or for whom they speak."),
    )
    role = TidyCharField(
        label=_("Their office in the forum or where they work"),
        max_length=120,
        required=False,
        help_text=_("For example: presidency of the council, head of planning."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation registered here"), queryset=Organisation.objects.none(), required=False
    )
    institution = forms.ModelChoiceField(label=_("Institution"), queryset=Institution.objects.none(), required=False)
    body = TidyCharField(
        label=_("For whom else they speak"),
        max_length=150,
        required=False,
        help_text=_("A university, a chamber, a neighbourhood that is not registered here."),
    )
    chosen = TidyCharField(
        label=_("How they were chosen"),
        max_length=300,
        required=False,
        help_text=_("For example: by office, article 12 of its rules; drawn by lot; named by the network."),
    )
    since = day(_("Since"), required=False, hint=_("Empty: today."))
    declared = forms.BooleanField(label=_("They gave their declaration of conflicts of interest"), required=False)
    conflict = long_text(
        _("What they declared"), longest=3000, hint=_("Everybody reads it. Empty: they have no conflict of interest.")
    )

    def __init__(self, *args: Any, forum: Forum, member: Member | None = None, **kwargs: Any) -> None:
        if member is not None:
            kwargs["initial"] = {name: getattr(member, name) for name in ("name", "role", "body", "chosen")}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if member is not None:
            for name in ("sector", "alternate", "organisation", "institution", "since", "declared", "conflict"):
                del fields[name]
            return
        kept = Seats.objects.filter(forum=forum).exclude(seats=0, alternates=0).order_by("pk")
        fields["sector"].choices = [(row.sector, row.get_sector_display()) for row in kept]
        named = Organisation.objects.filter(state="registered", hidden_at__isnull=True)
        fields["organisation"].queryset = named.order_by("name", "pk")
        fields["institution"].queryset = _shown_institutions()

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = dict(self.cleaned_data)
        declared, words = data.pop("declared"), data.pop("conflict")
        organisation = data.pop("organisation")
        return {
            **data,
            "organisation": organisation.pk if organisation else None,
            "conflict": words if declared or words else None,
        }


class ConflictForm(Form):
    """A declaration of conflicts of interest."""

    conflict = long_text(
        _("Conflicts of interest"),
        rows=4,
        longest=3000,
        hint=_("Party or public posts, contracts, family or money that others should know of. Everybody reads it."),
    )
    none = forms.BooleanField(label=_("I declare that there is none"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        data = self.cleaned_data
        if not self.errors and bool(data.get("conflict")) == bool(data.get("none")):
            self.add_error("conflict", _("Write what others should know, or tick that there is none."))
        return data


class ExitForm(Form):
    """Why somebody leaves their seat."""

    reason = TidyCharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on the page of the forum."),
    )
    statement = long_text(
        _("Statement"), rows=5, longest=4000, hint=_("Optional. What they want to say in public, in their own words.")
    )
    on = day(_("Last day"), required=False, hint=_("Empty: today."))


class ReasonForm(Form):
    """Why something is done."""

    reason = TidyCharField(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


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


class SessionForm(DatesForm):
    """A session to be called: what, when and where. The rest is added on the page of the encounter."""

    title = TidyCharField(label=_("Title"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind of encounter"), choices=EncounterKind.choices, initial="council")
    mode = forms.ChoiceField(
        label=_("Where people meet"), choices=EncounterMode.choices, widget=forms.RadioSelect, initial="in_person"
    )
    place = TidyCharField(label=_("Place and address"), required=False, max_length=300)
    online_url = TidyCharField(label=_("Link to connect"), required=False, max_length=500, widget=forms.URLInput())
    agenda = long_text(_("Agenda"), rows=5, hint=_("A line for each point, with its hour: 10:00 Welcome."))
    shows_results = forms.BooleanField(label=_("Results are presented and comments collected"), required=False)
    accept_electoral = forms.BooleanField(label=_("The law allows it: announce it anyway"), required=False)
    field_order = ["title", "kind", "on", "begins", "ends", "until"]

    def __init__(self, *args: Any, zone_name: str, electoral: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name
        if not electoral:
            del self.fields["accept_electoral"]

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        names = ("title", "kind", "mode", "place", "online_url", "agenda", "starts_at", "ends_at", "shows_results",
                 "accept_electoral")  # fmt: skip
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class AddSessionForm(Form):
    """An encounter that is a session."""

    encounter = forms.ModelChoiceField(
        label=_("Encounter"),
        queryset=Encounter.objects.none(),
        help_text=_("Announced encounters of the processes that you lead, the latest first."),
    )
    shows_results = forms.BooleanField(label=_("Results are presented and comments collected"), required=False)

    def __init__(self, *args: Any, person: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["encounter"]
        rows: Any = Encounter.objects
        led = rows.workable_by(person).filter(state__in=["published", "closed"], forum_session__isnull=True)
        field.queryset = led.order_by("-starts_at", "-pk")
        field.label_from_instance = lambda row: f"{row.starts_local:%Y-%m-%d} · {row.title}"


class DeclarationForm(Form):
    """The joint declaration."""

    text = long_text(
        _("Joint declaration"),
        rows=10,
        longest=8000,
        required=True,
        hint=_("What government and society commit to. Once somebody signed it, its words stand."),
    )
    text_en = long_text(_("In English"), rows=6, longest=8000)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        english = forum.translations.get("en", {}).get("declaration", "")
        kwargs["initial"] = {"text": forum.declaration, "text_en": english}
        super().__init__(*args, **kwargs)


class JoinForm(Form):
    """Who joins the declaration."""

    who = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["who"]
        field.choices = offered


class StatementForm(Form):
    """Why a signature is withdrawn."""

    statement = TidyCharField(
        label=_("Statement"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why you withdraw. It stays beside the signature, with its date."),
    )
