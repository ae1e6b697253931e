"""Forms of sessions and of the joint declaration. They validate and explain; the acts write."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import text as long_text
from processes.encounters.forms.prepare import DatesForm
from processes.models import (
    Encounter,
    EncounterKind,
    EncounterMode,
    Forum,
)

if TYPE_CHECKING:
    from participation.models import Person


class SessionForm(DatesForm):
    """A session to be called: what, when and where. The rest is added on the page of the encounter."""

    title = TidyCharField(label=_("Title"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind of encounter"), choices=EncounterKind.choices, initial="encounter")
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
