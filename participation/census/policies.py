"""Who may bring in lists of people, and what may be done with a file of one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.census.models import BUSY, ImportState
from participation.verification.policies import may_configure

if TYPE_CHECKING:
    from participation.census.models import Census, CensusImport
    from participation.models import Person


def may_keep_lists(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody may import lists of people: stewards of the whole installation."""
    return may_configure(by, at=at)


def may_confirm_import(by: "Person | None", job: "CensusImport", *, at: datetime) -> Verdict:
    """Tell whether a file that was read may be imported."""
    may = may_keep_lists(by, at=at)
    if not may:
        return may
    if job.state != ImportState.READY:
        return Denied("not_ready", _("This file does not wait for a confirmation."))
    return ALLOWED


def may_cancel_import(by: "Person | None", job: "CensusImport", *, at: datetime) -> Verdict:
    """Tell whether a file may be taken back: until its import begins."""
    may = may_keep_lists(by, at=at)
    if not may:
        return may
    if job.state in BUSY:
        return Denied("busy", _("It is being read or imported now. Wait until it ends."))
    if job.state not in {ImportState.WAITING, ImportState.READY, ImportState.CONFIRMED}:
        return Denied("finished", _("This import has ended already."))
    return ALLOWED


def may_withdraw(by: "Person | None", census: "Census", *, at: datetime) -> Verdict:
    """Tell whether a list may be withdrawn."""
    may = may_keep_lists(by, at=at)
    if not may:
        return may
    if census.ended_at is not None:
        return Denied("ended", _("This list is not in use any more."))
    return ALLOWED
