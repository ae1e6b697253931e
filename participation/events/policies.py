"""Who may look after events on their way."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.events.relay import MAX_ATTEMPTS

if TYPE_CHECKING:
    from participation.models import Person, Relay


def may_retry_event(person: "Person | None", relay: "Relay") -> Verdict:
    """Stewards of the whole installation try again what failed for good."""
    return first_denial(
        roles.may_work_as(person, roles.STEWARDS, None),
        ALLOWED
        if relay.done_at is None and relay.attempts >= MAX_ATTEMPTS
        else Denied("not_failed", _("This event did not fail for good.")),
    )
