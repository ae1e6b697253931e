"""Forms on seats: who takes one, conflicts of interest, why somebody leaves."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.models import Institution, Organisation
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day
from processes.encounters.forms.fields import text as long_text
from processes.models import (
    Forum,
    Member,
    Seats,
)

if TYPE_CHECKING:
    pass


def _shown_institutions() -> Any:
    return Institution.objects.filter(subject__state="published").order_by("name", "pk")


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
