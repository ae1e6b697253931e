"""Acts of the rule of two people. Each is in the log with its reason; what is done is logged by the act itself too."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.pending import policies
from participation.access.pending.registry import Arguments, get_sensitive
from participation.events.record import record
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import PendingAct, Person, TwoPeople

REASON_LENGTH = 500


@transaction.atomic
def propose_act(*, kind: str, arguments: Arguments, reason: str, by: "Person", at: datetime) -> "PendingAct":
    """Propose a sensitive act; proposing the same while it waits gives the one that waits. Raises ActDenied."""
    from participation.models import PendingAct

    policies.may_propose_act(by, kind, arguments, at=at).enforce()
    act = get_sensitive(kind)
    same = policies.waiting_acts(at).filter(kind=kind, arguments=arguments, proposed_by=by).first()
    if same is not None:
        return same
    pending = PendingAct.objects.create(
        kind=kind,
        arguments=arguments,
        about=act.describe(arguments)[:400],
        subject=act.subject(arguments),
        reason=_words(reason),
        proposed_by=by,
        proposed_at=at,
        expires_at=at + act.lasts,
    )
    _record("access.act.proposed", pending, by, at, reason=pending.reason)
    return pending


@transaction.atomic
def confirm_act(*, pending: "PendingAct", by: "Person", at: datetime) -> Any:
    """Confirm as the second person: the act is done now, or nothing is. Returns what the act returned.

    Raises ActDenied where either of the two may not (any more), ValidationError where it cannot be done as proposed.
    """
    pending = _lock(pending)
    policies.may_confirm_act(by, pending, at=at).enforce()
    act = get_sensitive(pending.kind)
    act.may_propose(pending.proposed_by, pending.arguments, at).enforce()
    _decide(pending, "done", by, at)
    done = act.perform(
        arguments=pending.arguments, reason=pending.reason, by=pending.proposed_by, confirmed_by=by, at=at
    )
    _record("access.act.confirmed", pending, by, at, reason=pending.reason)
    return done


@transaction.atomic
def reject_act(*, pending: "PendingAct", reason: str, by: "Person", at: datetime) -> "PendingAct":
    """Refuse as the second person, with a reason. Raises ActDenied."""
    pending = _lock(pending)
    policies.may_confirm_act(by, pending, at=at).enforce()
    _decide(pending, "rejected", by, at, answer=_words(reason))
    _record("access.act.rejected", pending, by, at, reason=pending.answer)
    return pending


@transaction.atomic
def withdraw_act(*, pending: "PendingAct", by: "Person", at: datetime) -> "PendingAct":
    """Take back what one proposed. Raises ActDenied."""
    pending = _lock(pending)
    policies.may_withdraw_act(by, pending, at=at).enforce()
    _decide(pending, "withdrawn", by, at)
    _record("access.act.withdrawn", pending, by, at)
    return pending


@transaction.atomic
def require_two_people(*, kind: str, by: "Person", at: datetime) -> "TwoPeople":
    """Ask for two people for a kind of act from now on; asking twice changes nothing. Raises ActDenied."""
    from participation.models import TwoPeople

    policies.may_set_two_people(by, at=at).enforce()
    get_sensitive(kind)
    rule, made = TwoPeople.objects.get_or_create(kind=kind, defaults={"since": at, "set_by": by})
    if made:
        record("access.two_people.required", subject=None, by=by, at=at, payload={"kind": kind})
    return rule


@transaction.atomic
def stop_requiring(*, kind: str, by: "Person", confirmed_by: "Person", at: datetime) -> None:
    """Let one person be enough again; two different people say so themselves. Raises ActDenied."""
    from participation.models import TwoPeople

    for person in (by, confirmed_by):
        policies.may_set_two_people(person, at=at).enforce()
    if by == confirmed_by:
        policies.NEEDS_TWO.enforce()
    if TwoPeople.objects.filter(kind=kind).delete()[0]:
        record("access.two_people.ended", subject=None, by=by, at=at, payload={"kind": kind, "with": confirmed_by.pk})


def _lock(pending: "PendingAct") -> "PendingAct":
    from participation.models import PendingAct

    rows = PendingAct.objects.select_for_update(of=("self",)).select_related("proposed_by", "subject")
    return rows.get(pk=pending.pk)


def _decide(pending: "PendingAct", outcome: str, by: "Person", at: datetime, answer: str = "") -> None:
    pending.outcome, pending.decided_by, pending.decided_at, pending.answer = outcome, by, at, answer
    pending.save(update_fields=["outcome", "decided_by", "decided_at", "answer"])


def _record(name: str, pending: "PendingAct", by: "Person", at: datetime, reason: str = "") -> None:
    payload = {"pending": pending.pk, "kind": pending.kind, "reason": reason, "proposer": pending.proposed_by_id}
    if "person" in pending.arguments:
        payload["person"] = pending.arguments["person"]
    record(name, subject=pending.subject, by=by, at=at, payload=payload)


def _words(reason: str) -> str:
    words = tidy(reason).strip()
    if len(words) < 10:
        raise ValidationError({"reason": _("Say why, in at least ten letters.")})
    if len(words) > REASON_LENGTH:
        raise ValidationError({"reason": _("Say it in at most 500 letters.")})
    return words
