"""Who may register an organisation, decide on it, represent it, and speak in its name."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import newcomers, roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.organisations.models import Organisation, OrganisationState, Representation

if TYPE_CHECKING:
    from participation.models import Person

WAITING = 3  # organisations that somebody asked for and nobody decided on
ROOM = 20  # people who represent one at a time


def may_register(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the person may ask that one more organisation is registered."""
    return first_denial(lambda: roles.may_take_part(person, at=at), lambda: _within_limits(person, at))


def _within_limits(person: "Person | None", at: datetime) -> Verdict:
    if person is None:
        return ALLOWED
    asked = Organisation.objects.filter(author=person)
    if asked.filter(state=OrganisationState.ASKED).count() >= WAITING:
        return Denied("organisation_limit", _("Some of yours wait to be registered. Ask for the next one afterwards."))
    since = newcomers.since(person, at)
    if since is None:
        return ALLOWED
    return newcomers.may_write_more("proposals", asked.filter(created_at__gte=since).count())


def represents(person: "Person | None", organisation_id: int | None) -> bool:
    """Tell whether somebody represents an organisation now."""
    if person is None or not person.is_authenticated or organisation_id is None:
        return False
    return Representation.objects.now().filter(organisation=organisation_id, person=person).exists()


def may_speak_for(person: "Person | None", organisation: Organisation | None) -> Verdict:
    """Tell whether somebody may propose or comment in the name of an organisation now; of none, always."""
    if organisation is None:
        return ALLOWED
    named = {"organisation": organisation.public_name}
    if not represents(person, organisation.pk):
        return Denied(
            "not_representative",
            _("You do not represent %(organisation)s now, so you cannot speak in its name.") % named,
            Remedy(_("See my organisations"), "/organizaciones/mias/"),
        )
    return is_active(organisation)


def is_active(organisation: Organisation) -> Verdict:
    """Tell whether anything can be done in the name of an organisation, whoever asks."""
    named = {"organisation": organisation.public_name}
    if organisation.hidden_at is not None:
        return Denied("hidden", _("A moderator hid this organisation: nobody can speak in its name meanwhile."))
    if organisation.state == OrganisationState.REGISTERED:
        return ALLOWED
    if organisation.state == OrganisationState.CLOSED:
        return Denied("closed", _("%(organisation)s is closed: nobody speaks in its name any more.") % named)
    return Denied("not_registered", _("%(organisation)s is not registered yet.") % named)


def may_decide(person: "Person | None", organisation: Organisation) -> Verdict:
    """Tell whether the official may register it or return it: a moderator of the installation who did not ask."""
    return first_denial(
        lambda: may_work(person),
        lambda: _is(organisation, OrganisationState.ASKED),
        lambda: _not_own(person, organisation),
    )


def may_work(person: "Person | None") -> Verdict:
    """Tell whether somebody has the desk of organisations: a moderator of the whole installation."""
    return roles.may_work_as(person, roles.MODERATORS, None)


def _not_own(person: "Person | None", organisation: Organisation) -> Verdict:
    if person is None or (organisation.author_id != person.pk and not represents(person, organisation.pk)):
        return ALLOWED
    return Denied("own_content", _("You asked for it or represent it, so somebody else must decide."))


def may_edit(person: "Person | None", organisation: Organisation, *, at: datetime) -> Verdict:
    """Tell whether the person may change what is told of it: who represents it, while it is not closed."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: _represents(person, organisation),
        lambda: _is(organisation, *(state for state in OrganisationState if state != OrganisationState.CLOSED)),
    )


def may_close(person: "Person | None", organisation: Organisation) -> Verdict:
    """Tell whether it may be closed, or taken back before it was registered: who represents it, or an official."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: ALLOWED if may_work(person) else _represents(person, organisation),
        lambda: _is(organisation, *(state for state in OrganisationState if state != OrganisationState.CLOSED)),
    )


def may_reopen(person: "Person | None", organisation: Organisation) -> Verdict:
    """Tell whether the official may open one again that was registered and closed."""
    return first_denial(
        lambda: may_work(person),
        lambda: _is(organisation, OrganisationState.CLOSED),
        lambda: (
            ALLOWED if organisation.registered_at else Denied("not_registered", _("It was taken back by who asked."))
        ),
        lambda: _not_own(person, organisation),
    )


def may_invite(person: "Person | None", organisation: Organisation) -> Verdict:
    """Tell whether the person may invite others to represent it: who does, or an official where nobody is left."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED if may_work(person) and not _is_theirs(person, organisation) else _represents(person, organisation)
        ),
    )


def _is_theirs(person: "Person | None", organisation: Organisation) -> bool:
    return person is not None and organisation.author_id == person.pk


def may_end(person: "Person | None", representation: Representation) -> Verdict:
    """Tell whether a representation may be ended: by the person, by others who represent it, or by an official."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and (person.pk == representation.person_id or may_work(person))
            else _represents(person, representation.organisation)
        ),
    )


def _represents(person: "Person | None", organisation: Organisation) -> Verdict:
    if represents(person, organisation.pk):
        return ALLOWED
    return Denied("not_representative", _("Only those who represent it can do this."))


def _is(organisation: Organisation, *states: OrganisationState) -> Verdict:
    if organisation.state in states:
        return ALLOWED
    return Denied(f"is_{organisation.state}", _("This cannot be done any more: look at how it stands now."))
