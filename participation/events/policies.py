"""Who may look after events on their way."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.events.relay import MAX_ATTEMPTS

if TYPE_CHECKING:
    from participation.models import Person, Relay


def may_export_log(person: "Person | None", *, at: datetime) -> Verdict:
    """The organ of control, and stewards of the whole installation, take the log away as a file."""
    return roles.may_work_as(person, roles.LOG_READERS, None)


def may_retry_event(person: "Person | None", relay: "Relay") -> Verdict:
    """Stewards of the whole installation try again what failed for good."""
    return first_denial(
        roles.may_work_as(person, roles.STEWARDS, None),
        ALLOWED
        if relay.done_at is None and relay.attempts >= MAX_ATTEMPTS
        else Denied("not_failed", _("This event did not fail for good.")),
    )
