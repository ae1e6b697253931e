"""Who may read, choose and retry."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.notifications.models import Delivery, Digest, Suppression
from participation.notifications.suppression import is_own

if TYPE_CHECKING:
    from participation.models import Notice, Person


def may_read(person: "Person | None", notice: "Notice") -> Verdict:
    """One reads one's own notices."""
    return first_denial(
        roles.may_be_signed_in(person),
        ALLOWED
        if person is not None and notice.person_id == person.pk
        else Denied("not_yours", _("This notification is somebody else's.")),
    )


def may_choose(person: "Person | None") -> Verdict:
    """Whoever is signed in chooses what they are told."""
    return roles.may_be_signed_in(person)


def may_work_on_relay(person: "Person | None") -> Verdict:
    """Technical administrators and stewards of the whole installation look after the relay."""
    return roles.may_work_as(person, roles.STEWARDS, None)


def may_choose_for(by: "Person | None", person: "Person") -> Verdict:
    """One chooses for oneself."""
    return first_denial(
        roles.may_be_signed_in(by),
        ALLOWED
        if by is not None and by.pk == person.pk
        else Denied("not_yours", _("Everybody chooses for themselves what they are told.")),
    )


def _may_send_again(person: "Person | None", delivery: "Delivery | Digest") -> Verdict:
    within = isinstance(delivery, Delivery) and delivery.digest_id is not None
    return first_denial(
        may_work_on_relay(person),
        Denied("in_digest", _("It belongs to a digest: send the digest again.")) if within else ALLOWED,
    )


def may_retry_delivery(person: "Person | None", delivery: "Delivery | Digest") -> Verdict:
    """What certainly did not leave may be tried again; what may have left never is by this act."""
    return first_denial(
        _may_send_again(person, delivery),
        ALLOWED
        if delivery.state == Delivery.State.FAILED
        else Denied("not_failed", _("Only what certainly did not leave can be tried again.")),
    )


def may_resend_unknown(person: "Person | None", delivery: "Delivery | Digest") -> Verdict:
    """What may have left is sent again only on purpose."""
    return first_denial(
        _may_send_again(person, delivery),
        ALLOWED
        if delivery.state == Delivery.State.UNKNOWN
        else Denied("not_unknown", _("Only for what may not have arrived.")),
    )


def may_lift_suppression(person: "Person | None", suppression: "Suppression") -> Verdict:
    """Whoever has the address; stewards too, except where the person called a mail spam."""
    if person is not None and person.is_authenticated and is_own(person, suppression):
        return roles.may_be_signed_in(person)
    return first_denial(
        may_work_on_relay(person),
        Denied("their_word", _("This person called a mail spam: only they can ask for mails again."))
        if suppression.reason == suppression.Reason.COMPLAINT
        else ALLOWED,
    )
