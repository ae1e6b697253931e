"""Forms of officials who prepare an encounter: its settings, what it says, its dates."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.models import Institution, Territory
from participation.web.forms import Form, TidyCharField
from processes.encounters.content import MOST_REPEATED
from processes.encounters.forms.fields import day, hour, seats, text
from processes.forms.editor import MEXICAN_ZONES
from processes.models import Component, Encounter, EncounterKind, EncounterMode, LinkFor, Sector, Service

ENGLISH = ("title", "description", "place_notes", "agenda")


class EncounterSettingsForm(Form):
    """Who may register, and what they are asked."""

    who_may_register = WhoField(label=_("Who may register"))
    question_1 = TidyCharField(
        label=_("First question to who registers"),
        required=False,
        max_length=150,
        help_text=_("Optional. Ask only what you need to receive people well; the answers are erased afterwards."),
    )
    question_2 = TidyCharField(label=_("Second question"), required=False, max_length=150)
    question_3 = TidyCharField(label=_("Third question"), required=False, max_length=150)
    takes_floor = forms.BooleanField(
        label=_("People ask to speak or propose points of the agenda beforehand"),
        required=False,
        help_text=_("Each request is public and is owed an answer with reasons, at the desk of answers."),
    )
    floor_days = forms.IntegerField(
        label=_("Until how many days before the encounter"), min_value=0, max_value=60, initial=2
    )
    floor_answer_days = forms.IntegerField(
        label=_("Within how many working days each is answered"), min_value=1, max_value=90, initial=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


class DatesForm(Form):
    """When it is, by the clocks of the place."""

    on = day(_("Day"))
    begins = hour(_("Begins at"))
    ends = hour(_("Ends at"))
    until = day(_("Last day"), required=False, hint=_("Only if it lasts more than one day."))

    zone_name = "America/Mexico_City"

    def clean(self) -> dict[str, Any]:
        """Put day and hours together."""
        data: dict[str, Any] = super().clean() or {}
        if not {"on", "begins", "ends"} <= data.keys():
            return data
        zone = ZoneInfo(str(data.get("time_zone") or self.zone_name))
        last = data.get("until") or data["on"]
        try:
            data["starts_at"] = datetime.combine(data["on"], data["begins"], tzinfo=zone)
            data["ends_at"] = datetime.combine(last, data["ends"], tzinfo=zone)
        except (ValueError, OverflowError):
            self.add_error("on", _("Choose a day of this century."))
            return data
        if not 2000 <= data["on"].year <= 2100 or not 2000 <= last.year <= 2100:
            self.add_error("on", _("Choose a day of this century."))
        elif data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", _("It must end after it begins."))
        elif data["ends_at"] > data["starts_at"] + timedelta(days=15):
            self.add_error("until", _("It lasts 15 days at most."))
        return data


def dates_of(row: Encounter) -> dict[str, Any]:
    """Return when an encounter is, as the form shows it."""
    starts, ends = row.starts_local, row.ends_local
    until = ends.date() if ends.date() != starts.date() else None
    return {"on": starts.date(), "begins": starts.time(), "ends": ends.time(), "until": until}


class MoveForm(DatesForm):
    """Another date, and why."""

    reason = text(_("Why the date changes"), rows=2, longest=500, required=True, hint=_("Whoever registered reads it."))


class EncounterForm(DatesForm):
    """All that an encounter says of itself: what, when and where first, the rest after."""

    kind = forms.ChoiceField(label=_("Kind of encounter"), choices=EncounterKind.choices)
    title = TidyCharField(label=_("Title"), max_length=150)
    description = text(_("What it is about"), rows=5, hint=_("What will be talked about, who should come, what for."))
    mode = forms.ChoiceField(label=_("Where people meet"), choices=EncounterMode.choices, widget=forms.RadioSelect)
    place = TidyCharField(
        label=_("Place and address"),
        required=False,
        max_length=300,
        help_text=_("For example: Casa de Cultura, Juárez 12."),
    )
    place_notes = text(_("How to get there"), rows=2, longest=1000)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    services = forms.MultipleChoiceField(
        label=_("What the place offers"),
        required=False,
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"), required=False, queryset=Territory.objects.none(), empty_label=_("That of the process")
    )
    online_url = TidyCharField(
        label=_("Link to connect"),
        required=False,
        max_length=500,
        help_text=_("It never stands on the public page or in the open data, unless you say so below."),
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    link_for = forms.ChoiceField(label=_("To whom it is shown"), choices=LinkFor.choices)
    link_minutes = forms.IntegerField(
        label=_("Minutes before it begins"),
        min_value=0,
        max_value=50_000,
        initial=60,
        help_text=_("From when it is shown. 0: at once."),
    )
    institutions = forms.ModelMultipleChoiceField(
        label=_("Institutions that organise it"), required=False, queryset=Institution.objects.none()
    )
    organisers = TidyCharField(
        label=_("Who else organises it"),
        required=False,
        max_length=300,
        help_text=_("Organisations, universities, neighbours."),
    )
    agenda = text(
        _("Agenda"),
        rows=6,
        hint=_("A line for each point, with its hour: 10:00 Welcome. Press Enter for the next one."),
    )
    takes_registration = forms.BooleanField(label=_("People register beforehand"), required=False, initial=True)
    capacity = seats(_("Seats"), _("In all. Leave it empty where there is no limit."))
    held = seats(_("Seats that you give by hand"), _("For speakers and guests. They are part of the seats above."))
    is_neutral = forms.BooleanField(
        label=_("Its description may stay up in electoral periods"),
        required=False,
        help_text=_("Only where it says nothing of achievements, names or images of the government."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(name, name) for name in MEXICAN_ZONES])
    title_en = TidyCharField(label=_("Title, in English"), required=False, max_length=150)
    description_en = text(_("What it is about, in English"))
    place_notes_en = text(_("How to get there, in English"), rows=2, longest=1000)
    agenda_en = text(_("Agenda, in English"))

    def __init__(self, *args: Any, component: Component, row: Encounter | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"time_zone": component.process.time_zone} | (_initial(row) if row else {})
        super().__init__(*args, **kwargs)
        self.zone_name = component.process.time_zone
        fields: dict[str, Any] = self.fields
        for sector, label in Sector.choices:
            fields[f"reserved_{sector}"] = seats(label)
            if row is not None:
                self.initial[f"reserved_{sector}"] = row.reserved.get(sector)
        if component.process.time_zone not in MEXICAN_ZONES:
            zone = component.process.time_zone
            fields["time_zone"].choices = [(zone, zone), *fields["time_zone"].choices]
        places = Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")
        fields["territory"].queryset = places
        shown = Institution.objects.filter(subject__state="published").order_by("name", "pk")
        fields["institutions"].queryset = shown
        if row is not None and row.state != "draft":
            for name in ("on", "begins", "ends", "until", "time_zone"):
                del fields[name]

    @property
    def reserved_fields(self) -> list[Any]:
        """Return the fields of the seats kept for sectors."""
        return [self[f"reserved_{sector}"] for sector in Sector.values]

    def said(self) -> dict[str, Any]:
        """Return what the acts take, without the dates."""
        data = self.cleaned_data
        names = (
            "kind", "title", "description", "mode", "place", "place_notes", "latitude", "longitude", "services",
            "territory", "online_url", "link_for", "link_minutes", "organisers", "agenda", "takes_registration",
            "capacity", "is_neutral",
        )  # fmt: skip
        english = {name: data[f"{name}_en"] for name in ENGLISH if data[f"{name}_en"]}
        return {
            **{name: data[name] for name in names},
            "capacity": data["capacity"] or None,
            "held": data["held"] or 0,
            "reserved": {sector: data[f"reserved_{sector}"] or 0 for sector in Sector.values},
            "institutions": list(data["institutions"]),
            "translations": {"en": english} if english else {},
        }


def _initial(row: Encounter) -> dict[str, Any]:
    names = (
        "kind", "title", "description", "mode", "place", "place_notes", "latitude", "longitude", "services",
        "online_url", "link_for", "link_minutes", "organisers", "agenda", "takes_registration", "capacity", "held",
        "is_neutral", "time_zone",
    )  # fmt: skip
    found = {name: getattr(row, name) for name in names} | dates_of(row)
    english = {f"{name}_en": words for name, words in row.translations.get("en", {}).items()}
    institutions = [each.pk for each in row.institutions.all()]
    return found | english | {"territory": row.territory_id, "institutions": institutions}


class CancelForm(Form):
    """Why it does not take place."""

    reason = text(
        _("Why it is cancelled"),
        rows=2,
        longest=500,
        required=True,
        hint=_("Whoever registered reads it, and it stays on the page."),
    )


class PublishForm(Form):
    """Going on in an electoral period."""

    accept_electoral = forms.BooleanField(label=_("The law allows it: announce it anyway"), required=False)


class RepeatForm(Form):
    """On which further dates."""

    rule = forms.ChoiceField(
        label=_("How often"),
        choices=[
            ("weekly", _("Every week, the same day")),
            ("fortnightly", _("Every two weeks, the same day")),
            ("monthly", _("Every month, on the same date")),
            ("monthly_weekday", _("Every month, on the same weekday (for example, the second Tuesday)")),
        ],
        widget=forms.RadioSelect,
    )
    times = forms.IntegerField(label=_("How many more times"), min_value=1, max_value=MOST_REPEATED, initial=3)
