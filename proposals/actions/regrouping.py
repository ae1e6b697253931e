"""Acts of officials on several proposals: joined into one, divided into several, and either undone exactly.

A support is never lost. Joined: it moves to the proposal that stays; where its person counts there already it *rests*
with the one it was given to. Divided: it rests with the original and counts once on each part. Each row remembers the
regrouping and the proposal that it was given to, so that undoing puts it back; what was given afterwards stays where it
was given. Supports are given under locks of the person and of the counter; whoever regroups holds the table of supports
until the commit instead, which no order of rows can turn into a deadlock, and which takes milliseconds.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.contribution import Channel
from participation.events.record import record
from participation.models import Person, SubjectState
from participation.origins.actions import erase_link, write_link
from participation.origins.models import LinkKind
from participation.responses.actions import bring_back, carry_elsewhere, hold_answers, promise_no_later
from participation.subjects.actions import update_subject
from participation.web.richtext import tidy
from proposals import regrouping_policies as policies
from proposals.actions.common import change_state, make_proposal, make_public, owe_answer
from proposals.content import Content, check_content
from proposals.models import Proposal, ProposalCount, Regrouping, RegroupingPart, Support
from proposals.states import ProposalState
from proposals.voices import Voices

if TYPE_CHECKING:
    from participation.models import Response

MOST_JOINED = 100
MOST_PARTS = 10
REASON_LIMIT = 2_000


# --- Joined ----------------------------------------------------------------------------------------------------
@transaction.atomic
def merge_proposals(
    *,
    proposals: Sequence[Proposal],
    reason: str,
    by: Person,
    at: datetime,
    into: Proposal | None = None,
    new: Content | None = None,
) -> Regrouping:
    """Join proposals to one of their call, or to a ``new`` one written for it; authors stay credited by the originals.

    The originals stay readable and lead on to it; what was owed to them is owed there, by the nearest promised day.
    Raises ValidationError, field by field, for a missing reason or a new text that breaks the call's rules.
    """
    reason = _reason(reason)
    _hold([*proposals, *([into] if into is not None else [])])
    sources = _fresh(proposals)
    target = _fresh([into])[0] if into is not None else None
    if len(sources) > MOST_JOINED:
        raise ValidationError({"": [_("Join %(n)s at most in one step.") % {"n": MOST_JOINED}]})
    policies.may_merge(by, sources, target).enforce()
    made_new = target is None
    if target is None:
        target = _written(sources, new or Content(), by, at)
    regrouping = Regrouping.objects.create(
        kind=Regrouping.Kind.MERGE, proposal=target, reason=reason, made_new=made_new, by=by, at=at
    )
    had = _counted(sources)
    _move(regrouping, sources)
    carried = _take_up(regrouping, sources, had, ProposalState.MERGED, LinkKind.MERGED)
    _mark(target, regrouped=True)
    _count([*sources, target])
    owe_answer(target, supports=target.counts.supports, at=at)
    promise_no_later(subject=target.subject, day=_nearest(carried))
    for source in sources:
        payload = {"regrouping": regrouping.pk, "into": target.pk, "title": target.title, "reason": reason}
        _record("merged", source, by, at, payload, carried)
    joined = {"regrouping": regrouping.pk, "proposals": len(sources), "reason": reason}
    record("proposals.proposal.joined", subject=target.subject, by=by, at=at, payload=joined)
    return regrouping


def _written(sources: Sequence[Proposal], content: Content, by: Person, at: datetime) -> Proposal:
    """Return the new proposal of a joining: nobody's alone, so it has no author of its own."""
    component = sources[0].component
    check_content(content, component)
    proposal = make_proposal(
        component=component, content=content, author=None, at=at, channel=Channel.WEB, captured_by=by
    )
    make_public(proposal, by=by, at=at)
    return proposal


def _move(regrouping: Regrouping, sources: Iterable[Proposal]) -> None:
    """Have the supports of proposals count on the one that they were joined to, once for each person."""
    target = regrouping.proposal
    given = Support.objects.counting().filter(proposal__in=[source.pk for source in sources])
    _settle(regrouping, target, list(given.order_by("at", "pk").values_list("pk", "person_id")))


def _settle(regrouping: Regrouping, target: Proposal, given: list[tuple[int, int]]) -> None:
    there = list(Support.objects.counting().filter(proposal=target).values_list("person_id", flat=True))
    voices = Voices(target.component, [*there, *(person for _pk, person in given)])
    taken = {voices.of(person) for person in there}
    moving: list[int] = []
    resting: list[int] = []
    for pk, person in given:
        voice = voices.of(person)
        (resting if voice in taken else moving).append(pk)
        taken.add(voice)
    Support.objects.filter(pk__in=moving).update(
        came_from=F("proposal"), proposal=target, regrouping=regrouping, resting=False
    )
    Support.objects.filter(pk__in=resting).update(resting=True, regrouping=regrouping)


# --- Divided ----------------------------------------------------------------------------------------------------
@transaction.atomic
def split_proposal(
    *, proposal: Proposal, parts: Sequence[Content], reason: str, by: Person, at: datetime
) -> Regrouping:
    """Divide a proposal into parts of the same author; whoever supported it counts once on each of them.

    Each part is owed an answer of its own, by the day that was promised to the whole. Raises ValidationError.
    """
    reason = _reason(reason)
    _hold([proposal])
    original = _fresh([proposal])[0]
    policies.may_split(by, original).enforce()
    if not 2 <= len(parts) <= MOST_PARTS:
        words = ngettext("Write from two to %(n)s part.", "Write from two to %(n)s parts.", MOST_PARTS)
        raise ValidationError({"": [words % {"n": MOST_PARTS}]})
    regrouping = Regrouping.objects.create(
        kind=Regrouping.Kind.SPLIT, proposal=original, reason=reason, state_before=original.state, by=by, at=at
    )
    given = list(Support.objects.counting().filter(proposal=original).order_by("pk"))
    made = [_part(original, content, by, at) for content in parts]
    for place, part in enumerate(made):
        _copy(given, part, regrouping, extra=place > 0)
        RegroupingPart.objects.create(
            regrouping=regrouping, proposal=part, state_before=part.state, supports=len(given)
        )
        write_link(
            source=original.subject, outcome=part.subject, kind=LinkKind.DIVIDED, explanation=reason, by=by, at=at
        )
        _mark(part, regrouped=True)
    Support.objects.filter(pk__in=[support.pk for support in given]).update(resting=True, regrouping=regrouping)
    change_state(original, ProposalState.SPLIT)
    original.save(update_fields=["state", "step"])
    carried = [carry_elsewhere(subject=original.subject, at=at)]
    _count([original, *made])
    for part in made:
        owe_answer(part, supports=part.counts.supports, at=at)
        promise_no_later(subject=part.subject, day=_nearest(carried))
        payload = {"proposal": part.pk, "component": part.component_id, "divided": original.pk, "title": original.title}
        record("proposals.proposal.part_published", subject=part.subject, by=by, at=at, payload=payload)
    divided = {"regrouping": regrouping.pk, "parts": [part.pk for part in made], "reason": reason}
    _record("divided", original, by, at, divided, carried)
    return regrouping


def _part(original: Proposal, content: Content, by: Person, at: datetime) -> Proposal:
    check_content(content, original.component)
    part = make_proposal(
        component=original.component,
        content=content,
        author=original.author,
        organisation=original.organisation,
        at=at,
        channel=original.channel,
        captured_by=by,
        is_sample=original.is_sample,
    )
    make_public(part, by=by, at=at)
    return part


def _copy(given: Sequence[Support], part: Proposal, regrouping: Regrouping, *, extra: bool) -> None:
    rows = [
        Support(
            proposal=part,
            person_id=support.person_id,
            component_id=support.component_id,
            territory_id=support.territory_id,
            at=support.at,
            channel=support.channel,
            captured_by_id=support.captured_by_id,
            came_from_id=support.proposal_id,
            regrouping=regrouping,
            extra=extra,
        )
        for support in given
    ]
    Support.objects.bulk_create(rows, batch_size=2_000)


# --- Undone ----------------------------------------------------------------------------------------------------
@transaction.atomic
def undo_regrouping(*, regrouping: Regrouping, reason: str, by: Person, at: datetime) -> Regrouping:
    """Put proposals and supports back as they were; what was given after the joining or division stays.

    A proposal that was written for it and that nobody supports by themselves is withdrawn. Raises ValidationError.
    """
    reason = _reason(reason)
    parts = list(regrouping.parts.select_related("proposal__subject").order_by("pk"))
    _hold([regrouping.proposal, *(part.proposal for part in parts)])
    regrouping = Regrouping.objects.select_for_update(no_key=True, of=("self",)).get(pk=regrouping.pk)
    everyone = {each.pk: each for each in _fresh([regrouping.proposal, *(part.proposal for part in parts)])}
    regrouping.proposal = everyone[regrouping.proposal_id]
    policies.may_undo(by, regrouping).enforce()
    for part in parts:
        part.proposal = everyone[part.proposal_id]
        part.in_force = False
        part.save(update_fields=["in_force"])
    regrouping.undone_at, regrouping.undone_by, regrouping.undone_reason = at, by, reason
    regrouping.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    undo = _unmerge if regrouping.kind == Regrouping.Kind.MERGE else _unsplit
    carried = undo(regrouping, parts, at)
    _count(everyone.values())
    payload = {"regrouping": regrouping.pk, "reason": reason}
    originals = [part.proposal for part in parts] if regrouping.kind == Regrouping.Kind.MERGE else [regrouping.proposal]
    for proposal in originals:
        _record("restored", proposal, by, at, payload, carried)
    for proposal in everyone.values():
        if proposal not in originals:
            record("proposals.proposal.separated", subject=proposal.subject, by=by, at=at, payload=payload)
    return regrouping


def _unmerge(regrouping: Regrouping, parts: list[RegroupingPart], at: datetime) -> "list[Response | None]":
    target = regrouping.proposal
    moved = Support.objects.filter(regrouping=regrouping, proposal=target, came_from__isnull=False)
    moved.update(proposal=F("came_from"), came_from=None, regrouping=None)
    Support.objects.filter(regrouping=regrouping, resting=True).update(resting=False, regrouping=None)
    carried = []
    for part in parts:
        carried.append(_restore(part.proposal, part.state_before))
        erase_link(source=part.proposal.subject, outcome=target.subject, kind=LinkKind.MERGED)
    others = Regrouping.objects.filter(proposal=target, kind=Regrouping.Kind.MERGE, undone_at__isnull=True)
    for other in others.order_by("pk"):
        # Whose voice counted by what went back counts now by what rested for another joining.
        rested = Support.objects.filter(regrouping=other, resting=True).order_by("at", "pk")
        _settle(other, target, list(rested.values_list("pk", "person_id")))
    part_of_another = RegroupingPart.objects.filter(proposal=target, in_force=True).exists()
    _mark(target, regrouped=others.exists() or part_of_another)
    if regrouping.made_new and not others.exists():
        _retire(target, at)
    return carried


def _unsplit(regrouping: Regrouping, parts: list[RegroupingPart], at: datetime) -> "list[Response | None]":
    original = regrouping.proposal
    Support.objects.filter(regrouping=regrouping, came_from=original).delete()
    Support.objects.filter(regrouping=regrouping, resting=True).update(resting=False, regrouping=None)
    for part in parts:
        erase_link(source=original.subject, outcome=part.proposal.subject, kind=LinkKind.DIVIDED)
        _mark(part.proposal, regrouped=False)
        _retire(part.proposal, at)
    return [_restore(original, regrouping.state_before)]


def _restore(proposal: Proposal, state: str) -> "Response | None":
    change_state(proposal, ProposalState(state))
    proposal.save(update_fields=["state", "step"])
    return bring_back(subject=proposal.subject)


def _retire(proposal: Proposal, at: datetime) -> None:
    """Withdraw what was written for a regrouping that was undone, unless somebody supports it by themselves."""
    if proposal.state == ProposalState.WITHDRAWN or Support.objects.filter(proposal=proposal).exists():
        return
    proposal.state, proposal.withdrawn_at = ProposalState.WITHDRAWN, at
    proposal.save(update_fields=["state", "withdrawn_at"])
    carry_elsewhere(subject=proposal.subject, at=at)
    update_subject(subject=proposal.subject, at=at, state=SubjectState.WITHDRAWN)


# --- Shared ----------------------------------------------------------------------------------------------------
def _reason(text: str) -> str:
    clean = tidy(text)
    if not clean:
        raise ValidationError({"reason": [_("Say why: authors and those who support it read this.")]})
    if len(clean) > REASON_LIMIT:
        raise ValidationError({"reason": [_("Write %(n)s characters at most.") % {"n": REASON_LIMIT}]})
    return clean


def _hold(proposals: Iterable[Proposal]) -> None:
    """Take the table of supports, then the answers: in this order nobody who supports or answers can block it."""
    hold_supports()
    hold_answers([proposal.subject for proposal in proposals])


def hold_supports() -> None:
    """Let nobody write a support until the commit; who is about to waits, and then sees what was done."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE proposals_support IN EXCLUSIVE MODE")


def _fresh(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return proposals as they are now, held until the commit in the order of their keys."""
    rows = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "subject", "component__process", "component__subject", "author", "organisation", "territory", "counts"
    )
    return list(rows.filter(pk__in={proposal.pk for proposal in proposals}).order_by("pk"))


def _counted(proposals: Iterable[Proposal]) -> dict[int, int]:
    return {proposal.pk: proposal.counts.supports for proposal in proposals}


def _take_up(
    regrouping: Regrouping, sources: Iterable[Proposal], had: dict[int, int], state: ProposalState, kind: LinkKind
) -> "list[Response | None]":
    """Write what becomes of those that another takes up: their state, their place in the trace, the answer owed."""
    carried = []
    for source in sources:
        RegroupingPart.objects.create(
            regrouping=regrouping, proposal=source, state_before=source.state, supports=had[source.pk]
        )
        change_state(source, state)
        source.save(update_fields=["state", "step"])
        outcome, by, at = regrouping.proposal.subject, regrouping.by, regrouping.at
        write_link(source=source.subject, outcome=outcome, kind=kind, explanation=regrouping.reason, by=by, at=at)
        carried.append(carry_elsewhere(subject=source.subject, at=at))
    return carried


def _mark(proposal: Proposal, *, regrouped: bool) -> None:
    proposal.regrouped = regrouped
    proposal.save(update_fields=["regrouped"])


def _count(proposals: Iterable[Proposal]) -> None:
    """Count anew what counts on each, in the order of their keys."""
    found = {proposal.pk: proposal for proposal in proposals}
    rows = Support.objects.counting().filter(proposal__in=found).order_by().values_list("proposal")
    numbers = dict(rows.annotate(n=Count("pk")))
    for pk in sorted(found):
        supports = numbers.get(pk, 0)
        ProposalCount.objects.filter(proposal=pk).update(supports=supports)
        found[pk].counts.supports = supports


def _nearest(carried: "Iterable[Response | None]") -> date | None:
    days = [response.due_on for response in carried if response is not None and response.due_on is not None]
    return min(days, default=None)


def _record(  # noqa: PLR0917 (one value for each part of an event)
    name: str, proposal: Proposal, by: Person, at: datetime, payload: dict, carried: "Iterable[Response | None]"
) -> None:
    """Record what happened to an original, with the answer of its own that is counted elsewhere from now on."""
    changed = [("responses", row.pk) for row in carried if row is not None and row.subject_id == proposal.subject_id]
    record(f"proposals.proposal.{name}", subject=proposal.subject, by=by, at=at, payload=payload, changes=changed)
