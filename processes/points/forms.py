"""Forms of points: the place with its hours, and the base of what officers capture."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from participation.contribution import Channel
from participation.models import Institution, Person, Territory
from participation.verification.forms import POINT, ActForm, AssistForm, TerritoryChoice
from participation.web.forms import Form, TidyCharField
from processes.models import Component, Point, Process
from processes.points.hours import read_days, read_hours, written_days, written_hours

_capital = lazy(capfirst, str)
NOT_NEEDED = ("second_kind", "second", "point")


class PointForm(Form):
    """A place, its hours, what it serves and what it needs."""

    institution = forms.ModelChoiceField(label=_("Responsible institution"), queryset=Institution.objects.none())
    name = TidyCharField(label=_("Name"), max_length=120, help_text=_("For example: Library of the centre."))
    address = TidyCharField(label=_("Address"), max_length=200)
    directions = TidyCharField(
        label=_("How to get there"),
        max_length=300,
        required=False,
        help_text=_("Buses, the door, whether there is a ramp: what somebody needs who comes for the first time."),
    )
    territory = TerritoryChoice(
        label=_("Territory"), queryset=Territory.objects.none(), required=False, empty_label=_("None in particular")
    )
    spot = TidyCharField(
        label=_("Point on the map"),
        max_length=60,
        required=False,
        help_text=_("Latitude and longitude, as maps copy them: 19.5438, -96.9102."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    processes = forms.ModelMultipleChoiceField(
        label=_("Processes that it serves"), queryset=Process.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    day_0 = TidyCharField(required=False, max_length=80)
    day_1 = TidyCharField(required=False, max_length=80)
    day_2 = TidyCharField(required=False, max_length=80)
    day_3 = TidyCharField(required=False, max_length=80)
    day_4 = TidyCharField(required=False, max_length=80)
    day_5 = TidyCharField(required=False, max_length=80)
    day_6 = TidyCharField(required=False, max_length=80)
    days = TidyCharField(
        label=_("Days that differ"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in each line: 24/12/2026 closed Christmas Eve · 26/12/2026 10:00-12:00"),
    )
    opens_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    materials = TidyCharField(
        label=_("What the table needs"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One thing in each line: tablet, printed sheets, privacy notice. Only officials see it."),
    )

    def __init__(self, *args: Any, person: Person, point: Point | None = None, **kwargs: Any) -> None:
        if point is not None:
            kwargs["initial"] = _initial(point)
        super().__init__(*args, **kwargs)
        offices: Any = Institution.objects
        led: Any = Process.objects
        fields: Any = self.fields
        fields["institution"].queryset = offices.workable_by(person).order_by("name", "pk")
        fields["processes"].queryset = led.exclude(state="closed").order_by("title", "pk")
        if point is not None:
            del fields["institution"]
            fields["processes"].queryset = (
                Process.objects.exclude(state="closed") | Process.objects.filter(points=point)
            ).distinct().order_by("title", "pk")  # fmt: skip
        places = Territory.objects.filter(is_active=True).select_related("parent").defer("outline", "parent__outline")
        fields["territory"].queryset = places.order_by("sort_key", "pk")
        for number, name in WEEKDAYS.items():
            fields[f"day_{number}"].label = _capital(name)
        fields["day_0"].help_text = _("As 9:00-14:00, 16:00-19:00. Leave it empty where it is closed.")

    def clean(self) -> dict[str, Any]:
        """Read hours and point."""
        data = self.cleaned_data
        data["week"] = [self._read(f"day_{number}", read_hours) or [] for number in range(7)]
        data["days"] = self._read("days", read_days) or {}
        text = data.get("spot") or ""
        found = POINT.match(text)
        if text and (not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180):
            self.add_error("spot", _("Write latitude and longitude with a comma between: 19.5438, -96.9102."))
        data["spot"] = (round(float(found[1]), 6), round(float(found[2]), 6)) if found else None
        return data

    def _read(self, field: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data.get(field, ""))
        except ValueError as error:
            self.add_error(field, str(error))
            return None

    def facts(self) -> dict[str, Any]:
        """Return what the acts take."""
        names = ("name", "address", "directions", "territory", "spot", "week", "days", "opens_on", "closes_on",
                 "materials", "processes")  # fmt: skip
        return {name: self.cleaned_data.get(name) for name in names}


def _initial(point: Point) -> dict[str, Any]:
    days = {f"day_{number}": written_hours(hours) for number, hours in enumerate(point.week)}
    spot = f"{point.latitude}, {point.longitude}" if point.latitude is not None else ""
    plain = {name: getattr(point, name) for name in ("name", "address", "directions", "opens_on", "closes_on",
                                                     "materials")}  # fmt: skip
    served = list(point.processes.values_list("pk", flat=True))
    more = {"territory": point.territory_id, "processes": served, "days": written_days(point.days), "spot": spot}
    return {**plain, **days, **more}


class OfficerForm(Form):
    """Who is to attend a point."""

    who = TidyCharField(
        label=_("User name of the field account, or e-mail of the official"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class TextForm(ActForm):
    """To which mobile a folio is sent."""

    to = TidyCharField(
        label=_("Mobile number of the person"),
        max_length=40,
        help_text=_("Only if they ask for it. It is used once and not kept."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )


class CaptureForm(AssistForm):
    """Base of what officers capture: the channel, and the person who is present with their document.

    Where a call asks for no verification, an empty document means that the person gives no name.
    """

    field_order: list[str] = []
    needs_person = True
    own: tuple[str, ...] = ()
    channel = forms.ChoiceField(label=_("How it reached you"))

    def __init__(self, *args: Any, component: Component, channels: tuple[str, ...], **kwargs: Any) -> None:
        self.component = component
        super().__init__(*args, **kwargs)
        for name in NOT_NEEDED:
            del self.fields[name]
        fields: Any = self.fields
        fields["channel"].choices = [(one, capfirst(str(Channel(one).label))) for one in channels]
        if not self.needs_person:
            for name in ("document", "birth_date", "seen"):
                fields[name].required = False
        self.order_fields([*self.own, "channel", "name"])

    @property
    def shown(self) -> list[Any]:
        """Return the fields of what is captured."""
        return [self[name] for name in (*self.own, "channel")]

    @property
    def of_person(self) -> list[Any]:
        """Return the fields of who is present."""
        return [field for field in self if field.name not in (*self.own, "channel") and not field.is_hidden]

    @property
    def has_person(self) -> bool:
        """Tell whether somebody gave their document."""
        return self.needs_person or bool(self.cleaned_data.get("document"))

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of the document where there is one; without one nothing of the person is kept."""
        if not self.has_person:
            for name in [name for name in self.errors if name in {"birth_date", "territory", "residence", "name"}]:
                del self.errors[name]
            return self.cleaned_data
        data = super().clean()
        if not self.needs_person:
            if not data.get("birth_date") and not self.has_error("birth_date"):
                self.add_error("birth_date", _("With a document, write the date of birth too."))
            if not data.get("seen"):
                self.add_error("seen", _("Confirm that you saw the original document."))
        return data

    def captured(self) -> dict[str, Any]:
        """Return what the kind writes."""
        return {**self.cleaned_data, "person": self.facts() if self.has_person else None}
