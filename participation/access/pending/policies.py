"""Who may propose, confirm, refuse and withdraw an act that needs two people."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import Arguments, get_sensitive
from participation.access.roles import STEWARDS, may_be_signed_in, may_work_as
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import PendingAct, Person

LIST = Remedy(_("See what waits for a second person"), "/mesa/dos-personas/")
NEEDS_TWO = Denied("needs_two_people", _("Here this needs two people: propose it, and a colleague confirms it."), LIST)


def may_propose_act(by: "Person | None", kind: str, arguments: Arguments, *, at: datetime) -> Verdict:
    """Tell whether somebody may propose: whoever could do it alone where one person is enough."""
    signed_in = may_be_signed_in(by)
    return signed_in and get_sensitive(kind).may_propose(by, arguments, at)


def may_confirm_act(by: "Person | None", pending: "PendingAct", *, at: datetime) -> Verdict:
    """Tell whether somebody may confirm: another official who may, while it waits."""
    return first_denial(
        may_be_signed_in(by),
        lambda: _still_waits(pending, at),
        lambda: (
            Denied("same_person", _("You proposed this. Somebody else has to confirm it."))
            if by is not None and pending.proposed_by_id == by.pk
            else ALLOWED
        ),
        lambda: get_sensitive(pending.kind).may_confirm(by, pending.arguments, at),
    )


def may_withdraw_act(by: "Person | None", pending: "PendingAct", *, at: datetime) -> Verdict:
    """Tell whether somebody may withdraw a proposal: whoever made it, while it waits."""
    return first_denial(
        may_be_signed_in(by),
        lambda: _still_waits(pending, at),
        lambda: (
            ALLOWED
            if by is not None and pending.proposed_by_id == by.pk
            else Denied("not_yours", _("Only whoever proposed this may withdraw it."))
        ),
    )


def may_see_pending(by: "Person | None", pending: "PendingAct", *, at: datetime) -> bool:
    """Tell whether somebody may read a proposal: who made it, who may confirm it, and the organ of control."""
    from participation.access.roles import LOG_READERS, holds

    if by is None or not may_be_signed_in(by):
        return False
    if pending.proposed_by_id == by.pk or holds(by, LOG_READERS, None):
        return True
    return bool(get_sensitive(pending.kind).may_confirm(by, pending.arguments, at))


def may_set_two_people(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody may say which acts need two people: stewards of the whole installation."""
    return may_work_as(by, STEWARDS, None)


def waiting_acts(at: datetime) -> "QuerySet[PendingAct]":
    """Return what waits now, soonest to run out first."""
    from participation.models import PendingAct

    found = PendingAct.objects.filter(outcome="waiting", expires_at__gt=at)
    return found.select_related("proposed_by", "subject").order_by("expires_at", "pk")


def _still_waits(pending: "PendingAct", at: datetime) -> Verdict:
    if pending.outcome != "waiting":
        return Denied("decided", _("This was decided already."), LIST)
    if pending.expires_at <= at:
        return Denied("ran_out", _("Nobody confirmed this in time. Propose it again."), LIST)
    return ALLOWED
