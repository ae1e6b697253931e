"""Forms of a forum itself: what it is, its seats, its rules, why it ends. They validate and explain; the acts write."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.files.forms import AttachmentsField
from participation.models import Institution, Territory
from participation.verification.forms import TerritoryChoice
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day
from processes.encounters.forms.fields import text as long_text
from processes.models import (
    Component,
    Forum,
    ForumKind,
    ForumSector,
    Seats,
)

if TYPE_CHECKING:
    from participation.models import Person


ENGLISH = ("title", "remit")


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

    documents = AttachmentsField(label=_("Document with its rules"), required=True, images=False)


class ReasonForm(Form):
    """Why something is done."""

    reason = TidyCharField(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
