"""Who may join and divide proposals, and which ones: those who lead the process, and what still stands by itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from proposals.authorship import not_own
from proposals.coauthors import gather_signed
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component
    from proposals.models import Proposal, Regrouping

OPEN = {ProposalState.PUBLISHED, ProposalState.IN_EVALUATION}


def may_regroup(person: "Person | None", component: "Component") -> Verdict:
    """Tell whether the official may join and divide the proposals of a call."""
    return roles.may_work_as(person, roles.STEWARDS, component.subject)


def may_merge(person: "Person | None", sources: "Sequence[Proposal]", into: "Proposal | None" = None) -> Verdict:
    """Tell whether proposals may be joined to one of their call, or to a new one."""
    everyone = [*sources, *([into] if into is not None else [])]
    if len(sources) < (1 if into is not None else 2):
        return Denied("too_few", _("Mark at least two proposals: one alone has nothing to be joined with."))
    verdict = may_regroup(person, sources[0].component)
    if not verdict:
        return verdict
    if len({proposal.component_id for proposal in everyone}) > 1:
        return Denied("other_call", _("Only proposals of the same call can be joined."))
    if into is not None and into.pk in {source.pk for source in sources}:
        return Denied("itself", _("A proposal cannot be joined to itself."))
    gather_signed(everyone, person)  # type: ignore[arg-type]  # the role was asked: somebody is signed in
    denials = (
        *(_may_be_taken_up(source) for source in sources),
        *(not_own(person, proposal) for proposal in everyone),
    )
    return next((denial for denial in denials if not denial), _stands(into) if into is not None else ALLOWED)


def may_split(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether a proposal may be divided."""
    return first_denial(
        lambda: may_regroup(person, proposal.component),
        lambda: _may_be_taken_up(proposal),
        lambda: not_own(person, proposal),
    )


def _may_be_taken_up(proposal: "Proposal") -> Verdict:
    stands = _stands(proposal)
    if stands and proposal.regrouped:
        words = _("“%(title)s” came of a joining or a division. Undo that one first.")
        return Denied("regrouped", words % {"title": proposal.title})
    return stands


def _stands(proposal: "Proposal") -> Verdict:
    """Ask whether a proposal is public, not answered, and took no part in another joining or division."""
    named = {"title": proposal.title}
    if proposal.is_imported:
        return Denied("imported", _("“%(title)s” was decided on another platform.") % named)
    if proposal.state == ProposalState.ANSWERED:
        return Denied("answered", _("“%(title)s” was answered: it stays as it is.") % named)
    if proposal.state in OPEN and proposal.subject.is_public:
        return ALLOWED
    return Denied("not_published", _("“%(title)s” does not stand by itself now.") % named)


def may_undo(person: "Person | None", regrouping: "Regrouping") -> Verdict:
    """Tell whether a joining or division may be undone: until an answer was given on what came of it."""
    return first_denial(
        lambda: may_regroup(person, regrouping.proposal.component),
        lambda: (
            ALLOWED
            if regrouping.undone_at is None
            else Denied("undone", _("It was undone already. Nothing is left to undo."))
        ),
        lambda: _not_answered(regrouping),
        lambda: _free_parts(regrouping),
    )


def _outcomes(regrouping: "Regrouping") -> "list[Proposal]":
    if regrouping.kind == "merge":
        return [regrouping.proposal]
    return [part.proposal for part in regrouping.parts.select_related("proposal").order_by("pk")]


def _not_answered(regrouping: "Regrouping") -> Verdict:
    for proposal in _outcomes(regrouping):
        if proposal.state == ProposalState.ANSWERED:
            words = _("“%(title)s” was answered: what was decided on it stands.")
            return Denied("answered", words % {"title": proposal.title})
    return ALLOWED


def _free_parts(regrouping: "Regrouping") -> Verdict:
    from proposals.models import Regrouping

    if regrouping.kind == "merge":
        return ALLOWED
    parts = [proposal.pk for proposal in _outcomes(regrouping)]
    if not Regrouping.objects.filter(proposal__in=parts, undone_at__isnull=True).exists():
        return ALLOWED
    return Denied("regrouped", _("Others were joined to one of its parts. Undo that joining first."))


def leads_any(person: "Person | None") -> Verdict:
    """Tell whether somebody leads any call at all: who has a desk of proposals."""
    signed_in = roles.may_be_signed_in(person)
    if not signed_in or roles.scopes(person, roles.STEWARDS) != set():  # type: ignore[arg-type]
        return signed_in
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    return Denied("role_missing", _("Only officials who lead a process work here. Ask whoever manages roles."))
