"""Forms of organisations. They validate and explain; the acts write."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.invitations.forms import InviteForm
from participation.organisations.actions import CONTACT_MAX, DESCRIPTION_MAX, FIXED, NAME_MAX, ROLE_MAX, SECTOR_MAX
from participation.organisations.models import Organisation, OrganisationKind, OrganisationState
from participation.organisations.querysets import choices_of
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped

if TYPE_CHECKING:
    from participation.models import Person

FIELDS = {  # of the form, and what the acts call them
    **{name: name for name in ("name", "kind", "sector", "description", "contact", "role")},
    "site": "website",
}


class OrganisationForm(Trapped, Form):
    """What an organisation is, and how officials reach it."""

    name = TidyCharField(label=_("What is it called?"), max_length=NAME_MAX)
    kind = forms.ChoiceField(label=_("What is it?"), choices=OrganisationKind.choices, widget=forms.RadioSelect)
    sector = TidyCharField(
        label=_("What does it work on?"),
        max_length=SECTOR_MAX,
        required=False,
        help_text=_("In a few words. For example: people with disabilities, rivers, street vendors."),
    )
    description = TidyCharField(
        label=_("Who are they and what do they do?"),
        max_length=DESCRIPTION_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    site = forms.URLField(  # "website" is the name of the bait (web/traps.py)
        label=_("Website or public profile"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
    )
    contact = TidyCharField(
        label=_("How do officials reach it?"),
        max_length=CONTACT_MAX,
        help_text=_("Telephone, e-mail or address of the organisation. Only officials and its representatives see it."),
    )
    role = TidyCharField(
        label=_("What are you there?"),
        max_length=ROLE_MAX,
        help_text=_("For example: coordinator, member of the board. You will be its first representative."),
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = {field: getattr(organisation, name, "") for field, name in FIELDS.items()}
        super().__init__(*args, **kwargs)
        if organisation is not None:
            gone = FIXED if organisation.state == OrganisationState.REGISTERED else ()
            for name in ("role", "act_id", *gone):
                del self.fields[name]
        self.set_traps()

    def told(self) -> dict[str, Any]:
        """Return the arguments of the acts."""
        return {name: self.cleaned_data[field] for field, name in FIELDS.items() if field in self.fields}


class RepresentativeForm(InviteForm):
    """Whom to invite, and as what."""

    role = TidyCharField(
        label=_("What are they in the organisation?"),
        max_length=ROLE_MAX,
        required=False,
        help_text=_("For example: treasurer, lawyer. They read it before they accept."),
    )


class ReasonForm(Form):
    """Why something ends."""

    reason = TidyCharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


def speaking_field(person: "Person | None") -> forms.TypedChoiceField | None:
    """Return the field "In whose name?" for who represents an organisation; None for everybody else."""
    return speaking_choice(tuple(choices_of(person)))


def speaking_choice(offered: tuple[tuple[int, str], ...]) -> forms.TypedChoiceField | None:
    """Return the same field for organisations that are known already, by key and name."""
    if not offered:
        return None
    return forms.TypedChoiceField(
        label=_("In whose name?"),
        choices=[("", gettext("As myself")), *offered],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("In the name of an organisation, everybody reads its name and not yours."),
    )
