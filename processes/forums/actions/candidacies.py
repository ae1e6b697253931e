"""Acts on candidacies: handed in with a folio, taken back, decided on with reasons."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Person
from participation.organisations.querysets import named_or_none
from participation.subjects.actions import create_subject, update_subject
from processes.forums import events, policies
from processes.forums.actions.common import lock, reason_of, texts
from processes.models import Candidacy, CandidacyState, ForumCall

if TYPE_CHECKING:
    from participation.models import Organisation

DECISIONS = (CandidacyState.SELECTED, CandidacyState.ALTERNATE, CandidacyState.NOT_SELECTED)


@transaction.atomic
def hand_in(
    *,
    call: ForumCall,
    sector: str,
    name: str,
    motivation: str,
    conflict: str,
    agrees: bool,
    by: Person,
    at: datetime,
    organisation: int | None = None,
    act_id: uuid.UUID | None = None,
) -> Candidacy:
    """Hand a candidacy in, in one's own name or an organisation's; it has a folio. The same ``act_id`` changes nothing.

    ``conflict`` without words says that there are none. ``agrees``: name, reasons to want the seat and declaration are
    published if it is selected. Raises ActDenied, and ValidationError by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # one per person, however many requests
    if act_id is not None and (same := Candidacy.objects.for_page().filter(author=by, act_id=act_id).first()):
        return same
    call = _call(call)
    speaks = named_or_none(organisation)
    if speaks is not None:  # one per organisation, whoever of its representatives is first
        type(speaks).objects.select_for_update(no_key=True).only("pk").get(pk=speaks.pk)
    policies.may_hand_in(by, call, speaks, at=at).enforce()
    given = texts(
        Candidacy,
        {"name": name, "motivation": motivation, "conflict": conflict},
        needed=("name", "motivation"),
        lines=("name",),
    )
    _checked(call, sector, agrees=agrees)
    subject = create_subject(
        kind="candidacy",
        title=_title(given["name"], speaks),
        path="",
        at=at,
        parent=call.forum.subject,
        lang=call.lang,
    )
    row = Candidacy(subject=subject, call=call, author=by, organisation=speaks, sector=sector, at=at, **given)
    row.lang, row.act_id = call.lang, act_id or row.act_id
    row.save()
    update_subject(subject=subject, at=at, path=f"/foros/candidaturas/{row.pk}/")
    give_folio(subject=subject, at=at)
    _record(events.HANDED_IN, row, by, at)
    return row


def _title(name: str, organisation: "Organisation | None") -> str:
    return f"{name} ({organisation.name})" if organisation is not None else name


def _checked(call: ForumCall, sector: str, *, agrees: bool) -> None:
    wrong = {}
    if sector not in call.sectors:
        wrong["sector"] = _("Choose one of the sectors of this call.")
    if not agrees:
        wrong["agrees"] = _("To take a seat in public you have to agree to this.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def withdraw_candidacy(*, candidacy: Candidacy, by: Person, at: datetime) -> Candidacy:
    """Take one's candidacy back before the result; another can be handed in while the call is open."""
    lock(candidacy.call.forum)
    row = _row(candidacy)
    policies.may_withdraw(by, row).enforce()
    row.state, row.reason, row.decided_by = CandidacyState.WITHDRAWN, "", None
    row.save(update_fields=["state", "reason", "decided_by"])
    update_subject(subject=row.subject, at=at, state="withdrawn")
    _record(events.WITHDRAWN, row, by, at)
    return row


@transaction.atomic
def decide(*, candidacy: Candidacy, outcome: str, reason: str, by: Person, at: datetime) -> Candidacy:
    """Write a decision and its reasons, which can be changed until the result is published; nobody is told before.

    Raises ActDenied, and ValidationError by field.
    """
    lock(candidacy.call.forum)
    row = _row(candidacy)
    policies.may_decide(by, row, at=at).enforce()
    if outcome not in DECISIONS:
        raise ValidationError({"outcome": _("Choose one of the options.")})
    why = reason_of(Candidacy, "reason", reason)
    if (row.state, row.reason) == (outcome, why):
        return row
    row.state, row.reason, row.decided_by = outcome, why, by
    row.save(update_fields=["state", "reason", "decided_by"])
    _record(events.DECIDED, row, by, at)
    return row


def _call(call: ForumCall) -> ForumCall:
    """Return the call as it is now, held against a change of its dates or its result until the commit."""
    rows = ForumCall.objects.select_for_update(of=("self",), no_key=True).select_related("forum__subject")
    return rows.defer("forum__subject__search").get(pk=call.pk)  # type: ignore[no-any-return]


def _row(candidacy: Candidacy) -> Candidacy:
    found: Candidacy = Candidacy.objects.for_page().get(pk=candidacy.pk)
    return found


def _record(name: str, row: Candidacy, by: Person, at: datetime) -> None:
    payload = {"candidacy": row.pk, "call": row.call_id, "forum": row.call.forum_id}
    record(name, subject=row.subject, by=by, at=at, payload=payload)
