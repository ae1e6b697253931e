"""Acts on invitations: made, accepted, declined, taken back; and what time does to them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.invitations import policies
from participation.invitations.models import Invitation, InvitationAnswer, InvitationMail
from participation.invitations.registry import get_purpose
from participation.invitations.seals import hide, hint_of, seal_of, seals_of
from participation.people.contacts import read_contact
from participation.subjects.models import Subject
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

LASTS = timedelta(days=14)
LONGEST_REASON = 300


@transaction.atomic
def invite_person(
    *,
    subject: Subject,
    purpose: str,
    by: "Person",
    at: datetime,
    contact: str = "",
    person: "Person | None" = None,
    details: dict[str, Any] | None = None,
) -> Invitation:
    """Ask somebody to sign a subject too, found by ``contact`` or chosen as a ``person``; asking again changes nothing.

    The answer is the same whether or not the contact has an account: the worker looks for one, no act or page does.
    Raises ValidationError for what is no contact, and for one's own.
    """
    # The subject's row is held, so that parallel invitations cannot pass the limit together.
    subject = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    whom = _whom(by, contact, person)
    key = "seal" if person is None else "person"
    known = Invitation.objects.of(subject, purpose).filter(**{key: whom[key]})
    if same := known.open(at).first():
        return same
    policies.may_invite(by, subject, purpose, at=at).enforce()
    if known.filter(answer=InvitationAnswer.DECLINED).exists():
        Denied("declined", _("This person declined. Invite somebody else.")).enforce()
    if person is not None and get_purpose(purpose).belongs(person, subject):
        Denied("belongs", _("This person takes part already.")).enforce()
    known.filter(answer="").delete()  # it expired; one row waits at a time
    made = Invitation.objects.create(
        subject=subject, purpose=purpose, by=by, at=at, expires_at=at + LASTS, details=details or {}, **whom
    )
    record("participation.invitation.sent", subject=subject, by=by, at=at, payload=_payload(made))
    return made


def _whom(by: "Person", contact: str, person: "Person | None") -> dict[str, Any]:
    if person is not None:
        if person.pk == by.pk:
            raise ValidationError({"person": [_("This is yourself.")]})
        return {"person": person, "seal": "", "hint": ""}
    try:
        found = read_contact(contact)
    except ValidationError as error:
        raise ValidationError({"contact": error.messages}) from error
    seal = seal_of(found)
    if seal in seals_of(by):
        raise ValidationError({"contact": [_("This is your own. Write that of the person whom you invite.")]})
    mail = InvitationMail.WAITING if found.kind == "email" else InvitationMail.NONE
    return {"person": None, "seal": seal, "hint": hint_of(found)[:80], "contact": hide(found), "mail": mail}


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: "Person", at: datetime) -> Invitation:
    """Accept: from now on they sign the subject too. Accepting again changes nothing."""
    Subject.objects.select_for_update(no_key=True).only("pk").get(pk=invitation.subject_id)
    invitation = _locked(invitation)
    if invitation.answer == InvitationAnswer.ACCEPTED and invitation.person_id == by.pk:
        return invitation
    policies.may_accept(by, invitation, at=at).enforce()
    purpose = get_purpose(invitation.purpose)
    _answer(invitation, InvitationAnswer.ACCEPTED, at, by)
    if not purpose.belongs(by, invitation.subject):
        purpose.accept(invitation, by, at)
        record(purpose.joined, subject=invitation.subject, by=by, at=at, payload=_payload(invitation))
    return invitation


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: "Person", at: datetime, reason: str = "") -> Invitation:
    """Decline, with a reason if they like, which whoever invited reads. Declining again changes nothing."""
    invitation = _locked(invitation)
    if invitation.answer == InvitationAnswer.DECLINED and invitation.person_id == by.pk:
        return invitation
    policies.may_decline(by, invitation, at=at).enforce()
    invitation.reason = tidy(reason)[:LONGEST_REASON]
    _answer(invitation, InvitationAnswer.DECLINED, at, by)
    record(
        "participation.invitation.declined",
        subject=invitation.subject,
        by=by,
        at=at,
        payload=_payload(invitation),
    )
    return invitation


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: "Person", at: datetime) -> Invitation:
    """Take an invitation back that nobody answered. Again changes nothing."""
    invitation = _locked(invitation)
    if invitation.answer == InvitationAnswer.CANCELLED and invitation.by_id == by.pk:
        return invitation
    policies.may_cancel(by, invitation, at=at).enforce()
    _answer(invitation, InvitationAnswer.CANCELLED, at)
    record(
        "participation.invitation.cancelled",
        subject=invitation.subject,
        by=by,
        at=at,
        payload=_payload(invitation),
    )
    return invitation


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete what expired a while ago without an answer or was turned down; return how many. Retention calls it."""
    old = Invitation.objects.exclude(answer=InvitationAnswer.ACCEPTED).filter(expires_at__lt=at - LASTS)
    return old.delete()[0]


@transaction.atomic
def forget_invitations_of(*, person: "Person", at: datetime) -> None:
    """Undo what waits from or for an account that is closed, inside that act."""
    mine = Invitation.objects.filter(by=person, answer="") | Invitation.objects.filter(person=person, answer="")
    mine.update(answer=InvitationAnswer.CANCELLED, answered_at=at, contact=None, seal="", hint="", mail="none")
    Invitation.objects.filter(person=person).exclude(reason="").update(reason="")


def _answer(invitation: Invitation, answer: str, at: datetime, person: "Person | None" = None) -> None:
    """Write the answer. The contact goes with it; its hash stays where it was not accepted, until the row goes: whoever
    declined is not asked again, and whoever looks at what was taken back reads so."""
    invitation.answer, invitation.answered_at = answer, at
    invitation.contact, invitation.mail = None, InvitationMail.NONE
    if answer == InvitationAnswer.ACCEPTED:
        invitation.seal, invitation.hint = "", ""
    invitation.person = person or invitation.person
    invitation.save()  # writes: inside the acts above


def _locked(invitation: Invitation) -> Invitation:
    """Return it as it is now, held until the commit, so that two answers cannot cross."""
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    return rows.get(pk=invitation.pk)


def _payload(invitation: Invitation) -> dict[str, Any]:
    return {"invitation": invitation.pk, "purpose": invitation.purpose}
