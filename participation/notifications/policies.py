"""Who may read, choose and retry."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.notifications.models import Delivery

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


def may_retry_delivery(person: "Person | None", delivery: "Delivery") -> Verdict:
    """What certainly did not leave may be tried again; what may have left never is."""
    return first_denial(
        may_work_on_relay(person),
        ALLOWED
        if delivery.state == Delivery.State.FAILED
        else Denied("not_failed", _("Only what certainly did not leave can be tried again.")),
    )
