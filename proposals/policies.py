"""Who may do what with a proposal, and why not.

What is closed is said before what the person lacks, so that nobody signs in or verifies themselves for nothing.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.contribution import Channel
from participation.organisations.policies import may_speak_for
from participation.stored import StoredQuery
from processes.points.policies import captures_for
from processes.policies import is_open
from proposals.authorship import is_author, not_own, writes_it
from proposals.querysets import SHOWN
from proposals.settings import Authors, CallSettings
from proposals.states import ProposalState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.models import Person, Subject
    from processes.models import Component
    from proposals.models import Proposal
    from proposals.standing import Standing

CAPTURERS = {"steward", "moderator", "evaluator", "router"}


def may_propose(
    person: "Person | None", component: "Component", *, at: datetime, standing: "Standing | None" = None
) -> Verdict:
    """Tell whether the person may hand in one more proposal in a call; ``standing``: where it was read already."""
    known = _Known(person, component, None, standing)
    return first_denial(
        lambda: _is_for_people(component),
        lambda: is_open(component, "propose", at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _eligible(component.config.who_may_propose, known, at),
        lambda: _within_proposals(known),
        lambda: _within_newcomers(person, at, standing),
    )


def _is_for_people(component: "Component") -> Verdict:
    if component.config.authors != Authors.GOVERNMENT:
        return ALLOWED
    words = _("Here the government proposes before it decides. You can debate what it proposes: comment on it.")
    return Denied("government_only", words)


def may_take_part_in(
    person: "Person | None", component: "Component", act: str, *, at: datetime, standing: "Standing | None" = None
) -> Verdict:
    """Tell whether the person may do one of the acts of a call: propose, or support and comment on what it holds.

    Of a single proposal ``may_support`` and ``may_comment`` say more: it may be answered, or supported already.
    """
    if act == "propose":
        return may_propose(person, component, at=at, standing=standing)
    known = _Known(person, component, None, standing)
    supporting = act == "support"
    rules = component.config.who_may_support if supporting else component.config.who_may_comment
    return first_denial(
        lambda: is_open(component, act, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _eligible(rules, known, at),
        lambda: _within_supports(known) if supporting else ALLOWED,
    )


class _Known:
    """The standing of a person in a call: as it was read already, else read once, when a rule asks for it."""

    def __init__(
        self,
        person: "Person | None",
        component: "Component",
        proposal: "Proposal | None",
        standing: "Standing | None",
    ) -> None:
        self.person, self.component, self.proposal, self._standing = person, component, proposal, standing

    @property
    def standing(self) -> "Standing":
        """Return the standing of somebody who is signed in."""
        from proposals.standing import standing_of

        if self._standing is None:
            assert self.person is not None
            self._standing = standing_of(self.person, self.component, self.proposal)
        return self._standing


def _eligible(rules: list[dict[str, Any]], known: _Known, at: datetime) -> Verdict:
    from participation.access.eligibility import check
    from participation.access.facts import needs_facts

    if not rules:
        return ALLOWED
    if known.person is None or not needs_facts(rules):
        return check(rules, known.person, at=at)
    return check(rules, known.person, at=at, facts=known.standing.facts)


def _within_proposals(known: _Known) -> Verdict:
    limit = known.component.config.proposals_per_person
    if not limit or known.person is None or known.standing.made < limit:
        return ALLOWED
    message = ngettext(
        "You made the %(n)s proposal that each person can make here.",
        "You made the %(n)s proposals that each person can make here.",
        limit,
    )
    yours = Remedy(_("See your proposals"), f"{known.component.subject.path}?mine=1")
    return Denied("proposal_limit", message % {"n": limit}, yours)


def _within_newcomers(person: "Person | None", at: datetime, standing: "Standing | None") -> Verdict:
    """Ask whether somebody whose account is new has not handed in too many; older accounts cost no query."""
    since = newcomers.since(person, at) if person is not None else None
    if person is None or since is None:
        return ALLOWED
    written = standing.written if standing is not None else None
    return newcomers.may_write_more("proposals", handed_in(person, since) if written is None else written)


def handed_in(person: "Person", since: datetime) -> int:
    """Return how many proposals somebody handed in by themselves from a moment on, wherever."""
    return next(iter(_handed_in(person.pk, since)), 0)


@StoredQuery
def _handed_in(person_id: int, since: datetime) -> "QuerySet":
    from proposals.models import Proposal

    made = (
        Proposal.objects.filter(author=person_id, created_at__gte=since).exclude(state=ProposalState.DRAFT).order_by()
    )
    by_themselves = made.filter(channel__in=[Channel.WEB, Channel.API])
    return by_themselves.values("author_id").annotate(n=Count("pk")).values_list("n", flat=True)


def may_capture(officer: "Person | None", component: "Component") -> Verdict:
    """Tell whether an officer may write down what somebody else hands in: officials, and officers of a point."""
    may = roles.may_work_as(officer, CAPTURERS, component.subject)
    return ALLOWED if not may and captures_for(officer, component) else may


def may_write_down(officer: "Person | None", component: "Component", *, at: datetime) -> Verdict:
    """Tell whether somebody may hand in for a person who gives no name.

    Whoever leads the call may, always; officers of a point while it is open, where its rules ask for no verification.
    """
    may = may_import(officer, component)
    if may or not captures_for(officer, component):
        return may
    from participation.access.eligibility import asks_verification

    if asks_verification(component.config.who_may_propose):
        words = _("This call asks for verified people: it takes nothing without a document.")
        return Denied("document_needed", words)
    return is_open(component, "propose", at=at)


def may_write_draft(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether the person may go on writing a draft."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: writes_it(person, proposal),
        lambda: _is(proposal, {ProposalState.DRAFT}, Denied("not_draft", _("This proposal was already handed in."))),
        lambda: is_open(proposal.component, "propose", at=at),
    )


def may_submit(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether a draft may be handed in now: by its author, in whose limit it counts."""
    return first_denial(
        lambda: may_write_draft(person, proposal, at=at),
        lambda: is_author(person, proposal),
        lambda: may_speak_for(person, proposal.organisation),
        lambda: may_propose(person, proposal.component, at=at),
    )


def may_moderate(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the person may publish or return a proposal that waits for moderation."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, proposal.subject),
        lambda: _is(
            proposal, {ProposalState.PENDING}, Denied("not_pending", _("This proposal does not wait for moderation."))
        ),
        lambda: not_own(person, proposal),
    )


def edit_window_ends(proposal: "Proposal") -> datetime | None:
    """Return until when the author may edit; None before it is published."""
    if proposal.published_at is None:
        return None
    return proposal.published_at + timedelta(minutes=proposal.component.config.edit_window_minutes)


def may_edit(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether the author, or a co-author, may change a proposal that was handed in."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: writes_it(person, proposal),
        lambda: not_beyond_evaluation(proposal),
        lambda: in_window(proposal, at),
    )


def not_beyond_evaluation(proposal: "Proposal") -> Verdict:
    """Tell whether nobody evaluates it yet, so that its text may still change."""
    if proposal.state == ProposalState.IN_EVALUATION:
        return Denied("in_evaluation", _("It is being evaluated: its text does not change any more."))
    if proposal.state == ProposalState.ANSWERED:
        return Denied("answered", _("It was answered: its text does not change any more."))
    if proposal.state == ProposalState.PENDING:
        return ALLOWED
    return first_denial(lambda: _is_public(proposal), lambda: stands_alone(proposal))


def in_window(proposal: "Proposal", at: datetime) -> Verdict:
    """Tell whether the time in which its authors may edit is not over."""
    ends = edit_window_ends(proposal)
    if ends is None or at < ends:
        return ALLOWED
    minutes = proposal.component.config.edit_window_minutes
    message = ngettext(
        "A proposal can be edited for %(n)s minute after it is published. You can still explain more in a comment.",
        "A proposal can be edited for %(n)s minutes after it is published. You can still explain more in a comment.",
        minutes,
    )
    return Denied("edit_window_over", message % {"n": minutes})


def may_withdraw(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether the author may withdraw: only while nobody supports it and nobody evaluates it."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: is_author(person, proposal),
        lambda: withdrawable(proposal),
        lambda: without_supports(proposal),
    )


def withdrawable(proposal: "Proposal") -> Verdict:
    """Tell whether a proposal can still be withdrawn, whoever asks."""
    if proposal.state in {ProposalState.DRAFT, ProposalState.PENDING, ProposalState.PUBLISHED}:
        return ALLOWED
    if proposal.state == ProposalState.WITHDRAWN:
        return Denied("withdrawn", _("It was already withdrawn."))
    if proposal.state in {ProposalState.MERGED, ProposalState.SPLIT}:
        return stands_alone(proposal)
    return Denied("in_evaluation", _("It is being evaluated or was answered, so it stays."))


def without_supports(proposal: "Proposal") -> Verdict:
    """Tell whether nobody supports it and nobody joined or divided it."""
    if proposal.regrouped:
        return Denied("regrouped", _("Officials joined or divided it, so it stays. You can explain more in a comment."))
    known = getattr(proposal, "has_supports", None)  # fetched for the rows of a list: many.py
    if not (proposal.supports.exists() if known is None else known):
        return ALLOWED
    return Denied("has_supports", _("Other people support it, so it stays. You can explain yourself in a comment."))


def may_support(
    person: "Person | None", proposal: "Proposal", *, at: datetime, standing: "Standing | None" = None
) -> Verdict:
    """Tell whether the person may support a proposal; ``standing``: where it was read already."""
    component = proposal.component
    known = _Known(person, component, proposal, standing)
    return first_denial(
        lambda: may_be_supported(proposal, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _eligible(component.config.who_may_support, known, at),
        lambda: _first_of_identity(known),
        lambda: _within_supports(known),
    )


def _first_of_identity(known: _Known) -> Verdict:
    """Ask whether no other account of the same verified person supports it."""
    from participation.access.eligibility import asks_verification

    by_identity = asks_verification(known.component.config.who_may_support)
    if known.person is None or not by_identity or not known.standing.elsewhere:
        return ALLOWED
    return Denied(
        "identity_supports", _("You already support this proposal from another account of yours, and that one counts.")
    )


def may_be_supported(proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether a proposal takes supports now, whoever asks."""
    return first_denial(
        lambda: _is_public(proposal),
        lambda: stands_alone(proposal),
        lambda: _takes_supports(proposal),
        lambda: is_open(proposal.component, "support", at=at),
        lambda: _is(
            proposal,
            {ProposalState.PUBLISHED, ProposalState.IN_EVALUATION},
            Denied("answered", _("It was answered: it takes no more supports.")),
        ),
    )


def _takes_supports(proposal: "Proposal") -> Verdict:
    if proposal.institution_id is None or proposal.component.config.government_supports:
        return ALLOWED
    return Denied("not_supported", _("What the government proposes here is debated, not supported. Comment on it."))


def _within_supports(known: _Known) -> Verdict:
    limit = known.component.config.supports_per_person
    if not limit or known.person is None or known.standing.given < limit:
        return ALLOWED
    message = ngettext(
        "You support %(n)s proposal here, which is the limit. Withdraw a support to give it to another.",
        "You support %(n)s proposals here, which is the limit. Withdraw a support to give it to another.",
        limit,
    )
    given = Remedy(_("See those that you support"), f"{known.component.subject.path}?supported=1")
    return Denied("support_limit", message % {"n": limit}, given)


def may_withdraw_support(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether the person may take a support back: while supports are open."""
    return first_denial(lambda: may_be_supported(proposal, at=at), lambda: roles.may_be_signed_in(person))


def may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether the person may comment on a proposal (asked by the ground floor)."""
    from participation.access.eligibility import check
    from proposals.models import Proposal

    proposal = getattr(subject, "_proposal", None) or Proposal.objects.select_related(
        "subject", "component__process__subject", "component__subject"
    ).get(subject=subject)
    return first_denial(
        lambda: _is_public(proposal),
        lambda: stands_alone(proposal),
        lambda: is_open(proposal.component, "comment", at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(proposal.component.config.who_may_comment, person, at=at),
    )


def answerable(proposal: "Proposal") -> Verdict:
    """Tell whether a proposal can be answered now; who may is asked of the engine (participation/responses)."""
    if proposal.state in SHOWN and proposal.subject.is_public:
        return stands_alone(proposal)
    return Denied("not_published", _("It is not published."))


def stands_alone(proposal: "Proposal") -> Verdict:
    """Tell whether no other took it up: what is asked of one that was joined or divided is asked there."""
    if proposal.state == ProposalState.MERGED:
        part = proposal.part_of.filter(in_force=True).select_related("regrouping__proposal__subject").first()
        into = part.regrouping.proposal if part is not None else None
        there = Remedy(into.title, into.get_absolute_url()) if into is not None else None
        return Denied("merged", _("It was joined to another, which goes on with it."), there)
    if proposal.state == ProposalState.SPLIT:
        words = _("It was divided: each of its parts goes on by itself.")
        return Denied("split", words, Remedy(_("See its parts"), f"{proposal.subject.path}#partes"))
    return ALLOWED


def counts_for_threshold(settings: CallSettings, supports: int) -> bool:
    """Tell whether supports reach the minimum of the call; without a minimum, always."""
    return supports >= settings.threshold


def _is_public(proposal: "Proposal") -> Verdict:
    if proposal.subject.is_public and proposal.state in SHOWN:
        return ALLOWED
    if proposal.state == ProposalState.WITHDRAWN:
        return Denied("withdrawn", _("Its author withdrew it."))
    if proposal.subject.state == "hidden":
        return Denied("hidden", _("It was hidden by moderation."))
    return Denied("not_published", _("It is not published."))


def _is(proposal: "Proposal", states: set[ProposalState], denial: Denied) -> Verdict:
    return ALLOWED if proposal.state in states else denial


def may_import(person: "Person | None", component: "Component") -> Verdict:
    """Tell whether the official may bring proposals of another platform into a call."""
    return roles.may_work_as(person, roles.STEWARDS, component.subject)
