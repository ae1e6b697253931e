"""Who assigns dossiers, who writes in them, and who reads them; nobody judges what they wrote themselves."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.responses import policies as answers
from proposals.authorship import not_own
from proposals.coauthors import writes
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Dossier, Proposal

OPEN = {ProposalState.PUBLISHED, ProposalState.IN_EVALUATION}


def may_assign(person: "Person | None", proposal: "Proposal", evaluator: "Person | None" = None) -> Verdict:
    """Tell whether a proposal may be given to an evaluator: by who leads the process, to who evaluates there."""
    return first_denial(
        lambda: may_lead(person, proposal),
        lambda: _waits(proposal),
        lambda: not_own(person, proposal),
        lambda: ALLOWED if evaluator is None else may_judge(evaluator, proposal),
    )


def may_lead(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the official leads the call of a proposal."""
    return roles.may_work_as(person, roles.STEWARDS, proposal.subject)


def may_judge(evaluator: "Person", proposal: "Proposal") -> Verdict:
    """Tell whether somebody can evaluate a proposal: with the role over it, and not an author of it."""
    named = {"name": evaluator.public_name, "title": proposal.title}
    if not roles.holds(evaluator, roles.EVALUATORS, proposal.subject):
        return Denied("no_evaluator", _("%(name)s does not evaluate in this process.") % named)
    if writes(evaluator, proposal):
        return Denied("own", _("%(name)s wrote “%(title)s”: nobody evaluates their own proposal.") % named)
    return ALLOWED


def _waits(proposal: "Proposal") -> Verdict:
    if proposal.state in OPEN:
        return ALLOWED
    return Denied("not_open", _("“%(title)s” does not wait for an answer any more.") % {"title": proposal.title})


def may_write(person: "Person | None", dossier: "Dossier") -> Verdict:
    """Tell whether the evaluator may write the opinion: theirs, in force, not handed in, before the answer."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _is_theirs(person, dossier),
        lambda: may_judge(dossier.evaluator, dossier.proposal),
        lambda: _in_hand(dossier),
        lambda: _waits(dossier.proposal),
    )


def _is_theirs(person: "Person | None", dossier: "Dossier") -> Verdict:
    if person is not None and person.pk == dossier.evaluator_id:
        return ALLOWED
    return Denied("not_theirs", _("Only the person to whom it was given writes in it."))


def _in_hand(dossier: "Dossier") -> Verdict:
    if dossier.ended_at is not None:
        return Denied("ended", _("It is not in your hands any more. Ask whoever gave it to you."))
    if dossier.conflict:
        return Denied("conflict", _("You said that you cannot judge it. Ask whoever gave it to you."))
    if dossier.handed_in_at is not None:
        return Denied("handed_in", _("You handed it in. To change it, ask whoever gave it to you to open it again."))
    return ALLOWED


def may_end(person: "Person | None", dossier: "Dossier") -> Verdict:
    """Tell whether the official may take a dossier back."""
    return first_denial(
        lambda: may_lead(person, dossier.proposal),
        lambda: (
            ALLOWED if dossier.ended_at is None else Denied("ended", _("It was taken back already. Nothing changes."))
        ),
    )


def may_reopen(person: "Person | None", dossier: "Dossier") -> Verdict:
    """Tell whether the official may open again what was handed in or declined."""
    return first_denial(
        lambda: may_end(person, dossier),
        lambda: _waits(dossier.proposal),
        lambda: (
            ALLOWED
            if dossier.handed_in_at is not None or dossier.conflict
            else Denied("in_hand", _("It is in the hands of the evaluator: nothing is to be opened."))
        ),
    )


def may_note(person: "Person | None", dossier: "Dossier") -> Verdict:
    """Tell whether somebody may write and read the private notes: the evaluator, and who leads the process."""
    if dossier.ended_at is None and _is_theirs(person, dossier):
        return may_judge(dossier.evaluator, dossier.proposal)
    return may_lead(person, dossier.proposal)


def may_compare(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether an official may read the opinions side by side: who leads, and who prepares the answer."""
    if person is not None and writes(person, proposal):
        return not_own(person, proposal)
    leads = may_lead(person, proposal)
    return leads if leads else answers.may_prepare(person, proposal.subject)
