"""Acts on supports."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from participation.access.facts import asks_verification
from participation.access.verdict import Denied
from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.models import Person
from proposals import policies
from proposals.actions.common import lock_person, owe_answer
from proposals.models import Proposal, ProposalCount, Regrouping, Support
from proposals.standing import standing_of, theirs
from proposals.states import ProposalState

P = ParamSpec("P")
R = TypeVar("R")


def _once_more(act: Callable[P, R]) -> Callable[P, R]:
    """Ask once more where officials moved the person's support here in this moment: then it is there already."""

    @wraps(act)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except IntegrityError:
            return act(*args, **kwargs)

    return asked


@_once_more
@transaction.atomic
def support_proposal(
    *, proposal: Proposal, by: Person, at: datetime, channel: str = Channel.WEB, captured_by: Person | None = None
) -> Support:
    """Record one person's support; supporting twice changes nothing.

    The person's row is held, so that parallel requests of one person cannot pass the limit of the call together.
    """
    lock_person(by)
    standing = standing_of(by, proposal.component, proposal)
    if standing.supports:
        return Support.objects.get(proposal=proposal, person=by)
    policies.may_support(by, proposal, at=at, standing=standing).enforce()
    if captured_by is not None or channel in CAPTURED:
        policies.may_capture(captured_by, proposal.component).enforce()
    support = Support.objects.create(
        proposal=proposal,
        person=by,
        component=proposal.component,
        territory_id=standing.verification.territory_id if standing.verification else None,
        at=at,
        channel=channel,
        captured_by=captured_by,
    )
    record(
        "proposals.proposal.supported",
        subject=proposal.subject,
        by=by,
        at=at,
        payload={"proposal": proposal.pk, "component": proposal.component_id},
    )
    _bump(proposal, 1)
    _answer_at_threshold(proposal, at)
    return support


@transaction.atomic
def withdraw_support(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """Take a support back while supports are open; without one, nothing changes."""
    lock_person(by)
    policies.may_withdraw_support(by, proposal, at=at).enforce()
    if not _take_off(proposal, by):
        return
    record(
        "proposals.proposal.support_withdrawn",
        subject=proposal.subject,
        by=by,
        at=at,
        payload={"proposal": proposal.pk, "component": proposal.component_id},
    )
    _bump(proposal, -1)


@transaction.atomic
def undo_captured_support(
    *, proposal: Proposal, captured_by: Person, captured_at: datetime, reason: str, by: Person, at: datetime
) -> None:
    """Take back a support that an officer noted by mistake, also once supports are closed; the person is told.

    Whoever calls it asked who may, and writes down who did. Raises ActDenied where it does not stand any more.
    """
    given = Support.objects.counting().filter(proposal=proposal, captured_by=captured_by, at=captured_at)
    found = given.select_related("person").order_by("pk").first()
    if found is not None:
        lock_person(found.person)
    if found is None or not _take_off(proposal, found.person):
        Denied("gone", _("The support does not stand any more: the person took it back, or it was joined.")).enforce()
    assert found is not None
    payload = {"proposal": proposal.pk, "person": found.person_id, "reason": reason}
    record("proposals.proposal.support_undone", subject=proposal.subject, by=None, at=at, payload=payload)
    _bump(proposal, -1)


def _take_off(proposal: Proposal, person: Person) -> bool:
    """Take a person's support off; return whether there was one."""
    removed, _rows = Support.objects.counting().filter(proposal=proposal, person=person).delete()
    if removed and proposal.regrouped:
        _take_back_the_rest(proposal, person)
    return bool(removed)


def _take_back_the_rest(proposal: Proposal, by: Person) -> None:
    """Take back what rests for a joining into this proposal too: undoing must not bring back what was taken back.

    Of a divided proposal, another of its parts takes the place within the limit; with the last one goes the whole.
    """
    by_identity = asks_verification(proposal.component.config.who_may_support)
    own = Support.objects.filter(theirs("person", by, by_identity=by_identity))
    rested = {"resting": True, "regrouping__undone_at": None}
    own.filter(**rested, regrouping__proposal=proposal, regrouping__kind=Regrouping.Kind.MERGE).delete()
    divided = Regrouping.objects.filter(parts__proposal=proposal, parts__in_force=True, kind=Regrouping.Kind.SPLIT)
    for regrouping in divided:
        left = Support.objects.filter(regrouping=regrouping, person=by)
        copies = left.filter(resting=False).order_by("pk")
        if not copies.exists():
            left.delete()
        elif not copies.filter(extra=False).exists():
            Support.objects.filter(pk=copies.values("pk")[:1]).update(extra=False)


def _bump(proposal: Proposal, step: int) -> None:
    """Count, last; then look once more whether the proposal still stands.

    Whoever withdraws or answers it holds or has changed rows by now: having waited for the counter, this sees it.
    """
    ProposalCount.objects.filter(proposal=proposal).update(supports=F("supports") + step)
    standing = Proposal.objects.filter(
        pk=proposal.pk, subject__state="published", state__in=[ProposalState.PUBLISHED, ProposalState.IN_EVALUATION]
    )
    supports = standing.values_list("counts__supports", flat=True).first()
    if supports is None:
        Denied("withdrawn", _("It takes no more supports.")).enforce()
    proposal.counts.supports = supports  # type: ignore[assignment]


def _answer_at_threshold(proposal: Proposal, at: datetime) -> None:
    settings = proposal.component.config
    if settings.answer_rule != "threshold":
        return
    if proposal.subject._state.fields_cache.get("response") is not None:
        return  # read with the proposal: what is owed stays owed
    if proposal.counts.supports >= settings.threshold:
        owe_answer(proposal, supports=proposal.counts.supports, at=at)
