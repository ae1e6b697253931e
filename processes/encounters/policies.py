"""Who may prepare, register, keep the door and see the online link; what is over is said before what a person lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.subjects.visibility import is_shown
from participation.verification.querysets import accounts_of
from processes.models import Component, Encounter, EncounterState, LinkFor, ProcessState, Registration
from processes.models import RegistrationState as State
from processes.policies import is_open, may_edit_process

if TYPE_CHECKING:
    from participation.models import Person

DOOR_OPENS, DOOR_CLOSES = timedelta(hours=12), timedelta(days=7)  # lists on paper are typed in the days after

NOT_REGISTERED = Denied("not_yours", gettext_lazy("You are not registered for this encounter."))


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in an encounter, where a list read it for many at once."""

    own: bool
    elsewhere: bool


def know_standings(encounters: Iterable[Encounter], person: "Person") -> None:
    """Note how somebody stands in each of many encounters, in one query."""
    encounters = list(encounters)
    rows = Registration.objects.filter(encounter__in=[row.pk for row in encounters]).exclude(state=State.WITHDRAWN)
    found = rows.filter(Q(person=person) | Q(person__in=accounts_of(person))).values_list("encounter", "person")
    pairs = set(found)
    own = {encounter for encounter, each in pairs if each == person.pk}
    elsewhere = {encounter for encounter, each in pairs if each != person.pk}
    for row in encounters:
        row.standing_here = Standing(row.pk in own, row.pk in elsewhere)  # type: ignore[attr-defined]


def _known(encounter: Encounter) -> Standing | None:
    return getattr(encounter, "standing_here", None)


def may_prepare(person: "Person | None", component: Component) -> Verdict:
    """Stewards of the process prepare its encounters, until the process is closed."""
    return first_denial(
        may_edit_process(person, component.process),
        lambda: (
            Denied("process_closed", _("This process is closed. What happened in it stays public."))
            if component.process.state == ProcessState.CLOSED
            else ALLOWED
        ),
    )


def may_edit(person: "Person | None", encounter: Encounter) -> Verdict:
    """What an encounter says of itself is corrected at any time, unless it was cancelled."""
    return first_denial(lambda: may_prepare(person, encounter.component), lambda: _not_cancelled(encounter))


def may_publish(person: "Person | None", encounter: Encounter) -> Verdict:
    """A draft is announced where there is a process that people can see."""
    return first_denial(
        lambda: may_prepare(person, encounter.component),
        lambda: (
            ALLOWED
            if encounter.state == EncounterState.DRAFT
            else Denied("not_a_draft", _("This encounter is already announced."))
        ),
        lambda: (
            Denied("is_draft", _("Publish the process first: until then nobody would find its encounters."))
            if encounter.component.process.state == ProcessState.DRAFT
            else ALLOWED
        ),
    )


def may_move(person: "Person | None", encounter: Encounter) -> Verdict:
    """An announced encounter that has no minutes can be cancelled or moved."""
    return first_denial(
        lambda: may_prepare(person, encounter.component),
        lambda: _not_cancelled(encounter),
        lambda: (
            ALLOWED
            if encounter.state == EncounterState.PUBLISHED
            else Denied("not_published", _("Only an announced encounter without minutes can be moved or cancelled."))
        ),
    )


def may_keep_door(person: "Person | None", encounter: Encounter, *, at: datetime) -> Verdict:
    """Stewards and moderators check people in, from half a day before it begins to a week after it ends."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, encounter.subject),
        lambda: _not_cancelled(encounter),
        lambda: (
            Denied("not_published", _("Announce the encounter first."))
            if encounter.state == EncounterState.DRAFT
            else ALLOWED
        ),
        lambda: (
            Denied("too_early", _("The door opens twelve hours before the encounter begins."))
            if at < encounter.starts_at - DOOR_OPENS
            else ALLOWED
        ),
        lambda: (
            Denied("too_late", _("The door closed a week after the encounter. Write who came in the minutes."))
            if at > encounter.ends_at + DOOR_CLOSES
            else ALLOWED
        ),
    )


def may_register_others(person: "Person | None", encounter: Encounter, *, at: datetime) -> Verdict:
    """Stewards and moderators register somebody without an account, until the encounter is over."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, encounter.subject), lambda: _takes(encounter, at, door=True)
    )


def may_read_names(person: "Person | None", encounter: Encounter) -> Verdict:
    """Whoever keeps the door reads who registered, and nobody else."""
    return roles.may_work_as(person, roles.MODERATORS, encounter.subject)


def may_write_minutes(person: "Person | None", encounter: Encounter, *, at: datetime) -> Verdict:
    """Stewards write the minutes once it is over, and correct them afterwards, also in a closed process."""
    return first_denial(
        lambda: may_edit_process(person, encounter.component.process),
        lambda: _not_cancelled(encounter),
        lambda: (
            Denied("is_draft", _("Announce the encounter first."))
            if encounter.state == EncounterState.DRAFT
            else ALLOWED
        ),
        lambda: (
            ALLOWED
            if encounter.starts_at <= at
            else Denied("not_begun", _("The minutes are written once the encounter began."))
        ),
    )


def may_register(
    person: "Person | None", encounter: Encounter, *, at: datetime, own: Registration | None = None
) -> Verdict:
    """Tell whether the person may register, be it for a seat or for the waiting list. ``own``: theirs, if known."""
    component = encounter.component
    return first_denial(
        lambda: _takes(encounter, at),
        lambda: is_open(component, "register", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_register, person, at=at),
        lambda: _not_yet(person, encounter, own),
        lambda: _first_of_identity(person, encounter),
    )


def may_withdraw(person: "Person | None", registration: Registration | None, *, at: datetime) -> Verdict:
    """Somebody takes back their registration until the encounter begins."""
    if person is None or registration is None or registration.person_id != person.pk:
        return NOT_REGISTERED
    if registration.state == State.WITHDRAWN:
        return Denied("withdrawn", _("You already withdrew."))
    if registration.encounter.starts_at <= at:
        return Denied("began", _("The encounter already began."))
    return ALLOWED


def may_withdraw_from(person: "Person | None", encounter: Encounter, *, at: datetime) -> Verdict:
    """Tell whether somebody may give back their seat or place in line in an encounter."""
    signed_in = roles.may_be_signed_in(person)
    if not signed_in or person is None:
        return signed_in
    known = _known(encounter)
    own = Registration.objects.filter(encounter=encounter, person=person).exclude(state=State.WITHDRAWN)
    if not (own.exists() if known is None else known.own):
        return NOT_REGISTERED
    return Denied("began", _("The encounter already began.")) if encounter.starts_at <= at else ALLOWED


def may_see_link(
    person: "Person | None", encounter: Encounter, registration: Registration | None, *, at: datetime
) -> Verdict:
    """Tell whether the online link is shown to somebody now."""
    if not encounter.online_url or encounter.state != EncounterState.PUBLISHED or encounter.ends_at <= at:
        return Denied("no_link", "")
    seated = registration is not None and registration.state == State.SEATED
    if encounter.link_for == LinkFor.REGISTERED and not seated:
        return Denied("registered_only", _("The link to connect is shown here to whoever has a seat."))
    if encounter.link_minutes and at < encounter.starts_at - timedelta(minutes=encounter.link_minutes):
        words = _("The link to connect is shown here %(n)s minutes before it begins.")
        return Denied("too_early", words % {"n": encounter.link_minutes})
    return ALLOWED


def _not_cancelled(encounter: Encounter) -> Verdict:
    if encounter.state == EncounterState.CANCELLED:
        return Denied("cancelled", _("This encounter was cancelled."))
    return ALLOWED


def _takes(encounter: Encounter, at: datetime, *, door: bool = False) -> Verdict:
    if encounter.state == EncounterState.CANCELLED:
        return Denied("cancelled", _("This encounter was cancelled."))
    if encounter.state == EncounterState.DRAFT or not (door or is_shown(encounter.subject)):
        return Denied("not_public", _("This encounter is not announced now, so nobody can register."))
    if not encounter.takes_registration:
        return Denied("no_registration", _("No registration is needed: just come."))
    if encounter.ends_at <= at:
        return Denied("over", _("This encounter is over."))
    if not door and encounter.starts_at <= at:
        return Denied("began", _("It already began. If there is room, you can enter at the door."))
    return ALLOWED


def _not_yet(person: "Person | None", encounter: Encounter, own: Registration | None) -> Verdict:
    if person is None:
        return ALLOWED
    known = _known(encounter)
    rows = Registration.objects.filter(encounter=encounter, person=person).exclude(state=State.WITHDRAWN)
    if own is not None or (rows.exists() if known is None else known.own):
        pass_page = Remedy(_("See my registration"), f"/encuentros/{encounter.pk}/pase/")
        return Denied("registered", _("You are already registered."), pass_page)
    return ALLOWED


def _first_of_identity(person: "Person | None", encounter: Encounter) -> Verdict:
    """Ask whether no other account of the same verified person is registered, where verification is asked for."""
    if person is None or not asks_verification(encounter.component.config.who_may_register):
        return ALLOWED
    known = _known(encounter)
    others = Registration.objects.filter(encounter=encounter, person__in=accounts_of(person))
    others = others.exclude(state=State.WITHDRAWN).exclude(person=person)
    if others.exists() if known is None else known.elsewhere:
        return Denied("other_account", _("You already registered from another account of yours."))
    return ALLOWED
