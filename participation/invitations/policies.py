"""Who may invite, accept and decline. Nothing here says whether a contact has an account."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.invitations.models import Invitation, InvitationAnswer
from participation.invitations.registry import get_purpose
from participation.invitations.seals import seals_of

if TYPE_CHECKING:
    from participation.models import Person, Subject

A_DAY = timedelta(days=1)
MOST_A_DAY, MOST_WHILE_NEW = 20, 3


def may_invite(person: "Person | None", subject: "Subject", purpose: str, *, at: datetime) -> Verdict:
    """Tell whether the person may invite one more; whoever owns the subject answers first."""
    kind = get_purpose(purpose)
    return first_denial(
        lambda: kind.is_open(subject, at),
        lambda: roles.may_take_part(person, at=at),
        lambda: kind.may_invite(person, subject, at),
        lambda: _has_room(subject, purpose, at),
        lambda: _within_day(person, at),
    )


def _has_room(subject: "Subject", purpose: str, at: datetime) -> Verdict:
    room = get_purpose(purpose).room(subject)
    waiting = Invitation.objects.of(subject, purpose).open(at).count()
    if waiting < room:
        return ALLOWED
    return Denied(
        "invitation_limit",
        _("There is no room for more people. Take an invitation back that waits, or ask somebody to leave."),
    )


def _within_day(person: "Person | None", at: datetime) -> Verdict:
    if person is None:
        return ALLOWED
    most = MOST_A_DAY if newcomers.since(person, at) is None else MOST_WHILE_NEW
    if Invitation.objects.filter(by=person, at__gt=at - A_DAY).count() < most:
        return ALLOWED
    message = ngettext(
        "You invited %(n)s person in the last 24 hours, which is the limit. Come back tomorrow.",
        "You invited %(n)s people in the last 24 hours, which is the limit. Come back tomorrow.",
        most,
    )
    return Denied("invitations_of_day", message % {"n": most})


def may_cancel(person: "Person | None", invitation: Invitation, *, at: datetime) -> Verdict:
    """Tell whether the person may take an invitation back: whoever made it, while it waits."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and invitation.by_id == person.pk
            else Denied("not_inviter", _("Only whoever invited can take it back."))
        ),
        lambda: _waits(invitation, at),
    )


def may_accept(person: "Person | None", invitation: Invitation, *, at: datetime) -> Verdict:
    """Tell whether the person may accept: it is for them, it waits, and what it is for is open."""
    return first_denial(
        lambda: may_decline(person, invitation, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: get_purpose(invitation.purpose).is_open(invitation.subject, at),
    )


def may_decline(person: "Person | None", invitation: Invitation, *, at: datetime) -> Verdict:
    """Tell whether the person may decline: it is for them and it waits."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and is_for(person, invitation)
            else Denied("not_invited", _("This invitation is for somebody else."))
        ),
        lambda: _waits(invitation, at),
    )


def is_for(person: "Person", invitation: Invitation) -> bool:
    """Tell whether an invitation reached the person."""
    if invitation.by_id == person.pk:
        return False
    if invitation.person_id is not None:
        return invitation.person_id == person.pk
    return bool(invitation.seal) and invitation.seal in seals_of(person)


def _waits(invitation: Invitation, at: datetime) -> Verdict:
    if invitation.answer == InvitationAnswer.CANCELLED:
        return Denied("cancelled", _("Whoever invited took the invitation back."))
    if invitation.answer:
        return Denied("answered", _("This invitation was already answered."))
    if invitation.expires_at <= at:
        return Denied("expired", _("This invitation expired. Whoever invited can send another."))
    return ALLOWED
