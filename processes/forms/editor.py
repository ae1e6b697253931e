"""Forms of the officials' editor. They validate and explain; the acts write."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from participation.models import Institution, Territory
from participation.web.editor import prose_widget
from participation.web.forms import TidyCharField
from participation.web.installation import keep
from processes.actions.template import EARLIEST, LATEST
from processes.dates import closing_instant, local_closing, local_opening, opening_instant
from processes.kinds import get_kind
from processes.models import Component, Mechanism, Participation, Phase, Process
from processes.templates_catalogue import offered_templates

MEXICAN_ZONES = (
    "America/Mexico_City",
    "America/Cancun",
    "America/Merida",
    "America/Monterrey",
    "America/Matamoros",
    "America/Chihuahua",
    "America/Ciudad_Juarez",
    "America/Ojinaga",
    "America/Mazatlan",
    "America/Bahia_Banderas",
    "America/Hermosillo",
    "America/Tijuana",
)
PROCESS_TEXTS = ("title", "summary", "description", "who_participates", "what_is_decided", "how_decided")
PHASE_TEXTS = ("title", "description", "objective", "strategies", "products")


def line(label: Any, *, length: int, required: bool = False, help_text: Any = "", big: bool = False) -> TidyCharField:
    """Return a text field dressed for the admin."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3}) if big else UnfoldAdminTextInputWidget()
    return TidyCharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def prose(label: Any) -> TidyCharField:
    """Return a rich-text field; what it sends is cleaned by the act."""
    return TidyCharField(
        label=label,
        required=False,
        max_length=60_000,
        widget=prose_widget(),
    )


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """Return a date field that the browser's own calendar helps with."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "az-office-input"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def hour(label: Any) -> forms.TimeField:
    """Return an hour field."""
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "az-office-input"}),
    )


class Told(forms.Form):
    """Base: no colon after labels, and a place for what an act complains of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def deny(self, message: Any) -> None:
        """Add a denial or an act's complaint; what was typed stays."""
        self.add_error(None, str(message))


def accept_electoral() -> forms.BooleanField:
    """Return the mark of whoever goes on in spite of an electoral period; pages show it where one touches."""
    return forms.BooleanField(
        label=_("I know that it falls into an electoral period. It is written down."),
        required=False,
        widget=UnfoldBooleanWidget,
    )


class StartForm(Told):
    """Begin a process: from a template or empty."""

    template = forms.ChoiceField(label=_("Template"), widget=forms.RadioSelect)
    title = line(
        _("Title"), length=150, required=True, help_text=_("What people will call it. You can change it later.")
    )
    starts_on = day(_("Day on which the first phase begins"), required=True)
    institution = forms.ModelChoiceField(
        label=_("Responsible institution"),
        queryset=Institution.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = [(template.name, template.title) for template in offered_templates()]
        self.fields["template"].choices = [*templates, ("", _("Empty: I will write the phases"))]  # type: ignore[attr-defined]
        self.fields["template"].required = False
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]
        self.fields["territory"].queryset = Territory.objects.filter(is_active=True).order_by("sort_key", "pk")  # type: ignore[attr-defined]

    def clean_starts_on(self) -> Any:
        """Refuse days that a calendar cannot mean."""
        return checked_day(self.cleaned_data["starts_on"])


def checked_day(value: Any) -> Any:
    """Return a day between 2000 and 2100. Raises ValidationError."""
    if value is not None and not EARLIEST <= value <= LATEST:
        raise forms.ValidationError(_("Choose a day between 2000 and 2100."))
    return value


class ProcessForm(Told):
    """What a process says of itself, in its own language and in English."""

    title = line(_("Title"), length=150, required=True)
    summary = line(_("Summary"), length=300, big=True, help_text=_("One or two sentences that anybody understands."))
    description = prose(_("Description"))
    who_participates = line(_("Who may take part"), length=300)
    what_is_decided = line(_("What is decided"), length=500, big=True)
    how_decided = line(_("Who decides and how"), length=500, big=True)
    institution = forms.ModelChoiceField(
        label=_("Responsible institution"),
        queryset=Institution.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    mechanism = forms.TypedChoiceField(
        label=_("Mechanism of the law"), required=False, coerce=int, empty_value=None, widget=UnfoldAdminSelectWidget
    )
    promise = forms.TypedChoiceField(
        label=_("Level of participation promised"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not said")), *((level.value, level.label) for level in Participation)],
        widget=UnfoldAdminSelectWidget,
    )
    contact_name = line(_("Contact point"), length=120)
    contact_email = forms.EmailField(
        label=_("Contact e-mail"), required=False, max_length=254, widget=UnfoldAdminEmailInputWidget
    )
    contact_phone = line(_("Contact telephone"), length=40)
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=UnfoldAdminSelectWidget)
    title_en = line(_("Title in English"), length=150)
    summary_en = line(_("Summary in English"), length=300, big=True)
    description_en = prose(_("Description in English"))
    who_participates_en = line(_("Who may take part, in English"), length=300)
    what_is_decided_en = line(_("What is decided, in English"), length=500, big=True)
    how_decided_en = line(_("Who decides and how, in English"), length=500, big=True)
    reason = line(
        _("Why dates or openings change"),
        length=500,
        help_text=_("Needed once people took part. It is shown on the process page."),
    )
    accept_electoral = forms.BooleanField(
        label=_("I know that these dates run into an electoral period. It is written down."),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    stamp = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, process: Process, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [*MEXICAN_ZONES, *sorted(available_timezones() - set(MEXICAN_ZONES))]
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in zones]  # type: ignore[attr-defined]
        known = institutions | Institution.objects.filter(pk=process.institution_id)
        self.fields["institution"].queryset = known.distinct().order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["territory"].queryset = Territory.objects.filter(is_active=True).order_by("sort_key", "pk")  # type: ignore[attr-defined]
        self.fields["mechanism"].choices = [("", _("None")), *keep("mechanisms", _mechanisms)]  # type: ignore[attr-defined]

    def own(self) -> dict[str, Any]:
        """Return the fields for the act, translations included."""
        skipped = {"reason", "accept_electoral", "stamp"}
        values = {k: v for k, v in self.cleaned_data.items() if k not in skipped and not k.endswith("_en")}
        values["mechanism"] = Mechanism.objects.filter(pk=values["mechanism"]).first() if values["mechanism"] else None
        return {**values, "translations": translations(self.cleaned_data, PROCESS_TEXTS)}


def _mechanisms() -> list[tuple[int, str]]:
    """Return the mechanisms to choose from; pages keep them for two seconds."""
    return list(Mechanism.objects.order_by("position", "pk").values_list("pk", "title"))


def translations(cleaned: dict[str, Any], names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return the English texts of a form as a model's translations."""
    return {"en": {name: cleaned.get(f"{name}_en", "") for name in names}}


def process_initial(process: Process, stamp: str) -> dict[str, Any]:
    """Return what the editor shows of a process."""
    names = [*PROCESS_TEXTS, "promise", "contact_name", "contact_email", "contact_phone", "time_zone"]
    english = process.translations.get("en", {})
    return {
        **{name: getattr(process, name) for name in names},
        "stamp": stamp,
        "institution": process.institution_id,
        "territory": process.territory_id,
        "mechanism": process.mechanism_id,
        **{f"{name}_en": english.get(name, "") for name in PROCESS_TEXTS},
    }


class PhaseForm(Told):
    """One phase: local dates, texts, and what it opens."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(
        label=_("Order"), required=False, min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget
    )
    title = line(_("Title"), length=120)
    opens_on = day(_("First day"))
    opens_hour = hour(_("from (hour)"))
    closes_on = day(_("Last day"))
    closes_hour = hour(_("until (hour)"))
    description = line(_("What happens in this phase"), length=2000, big=True)
    objective = line(_("Objective"), length=4000, big=True)
    strategies = line(_("Strategies"), length=4000, big=True)
    products = line(_("Expected products"), length=4000, big=True)
    title_en = line(_("Title in English"), length=120)
    description_en = line(_("What happens in this phase, in English"), length=2000, big=True)
    objective_en = line(_("Objective in English"), length=4000, big=True)
    strategies_en = line(_("Strategies in English"), length=4000, big=True)
    products_en = line(_("Expected products in English"), length=4000, big=True)
    openings = forms.MultipleChoiceField(label=_("What it opens"), required=False, widget=forms.CheckboxSelectMultiple)
    remove = forms.BooleanField(label=_("Remove this phase"), required=False, widget=UnfoldBooleanWidget)

    def __init__(self, *args: Any, columns: list[tuple[str, str]], zone_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["openings"].choices = columns  # type: ignore[attr-defined]
        self.zone_name = zone_name

    @property
    def is_blank(self) -> bool:
        """Tell whether an offered empty phase was left empty."""
        data = self.cleaned_data
        return not data.get("pk") and not data.get("title") and not data.get("opens_on")

    def clean_opens_on(self) -> Any:
        """Refuse days that a calendar cannot mean."""
        return checked_day(self.cleaned_data["opens_on"])

    def clean_closes_on(self) -> Any:
        """Refuse days that a calendar cannot mean."""
        return checked_day(self.cleaned_data["closes_on"])

    def clean(self) -> dict[str, Any]:
        """Turn local dates into moments; a phase needs a title and a first day."""
        data = super().clean() or self.cleaned_data
        if data.get("remove") or self.is_blank:
            return data
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("A phase needs a title."))
        first, last = data.get("opens_on"), data.get("closes_on")
        if first is None:
            if "opens_on" not in self.errors:
                self.add_error("opens_on", _("Say on which day the phase begins."))
            return data
        data["opens_at"] = opening_instant(first, self.zone_name, data.get("opens_hour"))
        data["closes_at"] = closing_instant(last, self.zone_name, data.get("closes_hour")) if last else None
        if data["closes_at"] and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_on", _("A phase must close after it opens."))
        return data

    def texts(self) -> dict[str, Any]:
        """Return the texts for the acts, translations included."""
        own = {name: self.cleaned_data[name] for name in PHASE_TEXTS}
        return {**own, "translations": translations(self.cleaned_data, PHASE_TEXTS)}

    def chosen(self) -> dict[int, list[str]]:
        """Return the openings for the act."""
        found: dict[int, list[str]] = {}
        for value in self.cleaned_data["openings"]:
            pk, act = value.split(":", 1)
            found.setdefault(int(pk), []).append(act)
        return found


PhaseFormSet = formset_factory(PhaseForm, extra=1, max_num=41, absolute_max=60)


def phase_initial(phase: Phase, zone_name: str) -> dict[str, Any]:
    """Return what the editor shows of a phase."""
    first, opens_hour = local_opening(phase.opens_at, zone_name)
    last, closes_hour = local_closing(phase.closes_at, zone_name) if phase.closes_at else (None, None)
    english = phase.translations.get("en", {})
    return {
        "pk": phase.pk,
        "position": phase.position,
        "opens_on": first,
        "opens_hour": opens_hour,
        "closes_on": last,
        "closes_hour": closes_hour,
        **{name: getattr(phase, name) for name in PHASE_TEXTS},
        **{f"{name}_en": english.get(name, "") for name in PHASE_TEXTS},
        "openings": [f"{opening.component_id}:{opening.act}" for opening in phase.openings.all()],
    }


def grid_columns(components: list[Component]) -> list[tuple[str, str]]:
    """Return the columns of the grid of openings: value and full label."""
    return [
        (f"{component.pk}:{act.name}", f"{component.title}: {act.label}")
        for component in components
        for act in get_kind(component.kind).acts
    ]


class ComponentForm(Told):
    """Title and text of an activity."""

    title = line(_("Title"), length=120, required=True)
    description = prose(_("Text"))
    title_en = line(_("Title in English"), length=120)
    description_en = prose(_("Text in English"))

    def own(self) -> dict[str, Any]:
        """Return the fields for the act."""
        return {
            "title": self.cleaned_data["title"],
            "description": self.cleaned_data["description"],
            "translations": translations(self.cleaned_data, ("title", "description")),
        }


class ReasonForm(Told):
    """The reason of an act on a process."""

    reason = line(_("Reason"), length=500, big=True, help_text=_("It is shown on the process page."))


class ReopenForm(ReasonForm):
    """Why a process is opened again, and that it is known where an electoral period touches it."""

    accept_electoral = accept_electoral()


class PublishForm(Told):
    """Accept the warnings."""

    accept = forms.BooleanField(
        label=_("I read the warnings and publish anyway"),
        widget=UnfoldBooleanWidget,
        error_messages={"required": _("Read the warnings. Mark the box to publish anyway.")},
    )


class DuplicateForm(Told):
    """Begin another process like this one."""

    title = line(_("Title of the new process"), length=150, required=True)
    starts_on = day(_("Day on which its first phase begins"), required=True)

    def clean_starts_on(self) -> Any:
        """Refuse days that a calendar cannot mean."""
        return checked_day(self.cleaned_data["starts_on"])


class DayForm(Told):
    """The day of a preview."""

    day = day(_("Day"), required=True)
    hour = hour(_("Hour (empty: noon)"))

    def clean_day(self) -> Any:
        """Refuse days that a calendar cannot mean."""
        return checked_day(self.cleaned_data["day"])
