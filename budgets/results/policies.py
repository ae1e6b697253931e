"""Who counts, who publishes, and what an assembly still has to decide."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Assembly, Contest, CountRun, Leftovers
from budgets.models.counting import RunState
from budgets.structure.policies import may_prepare
from participation.access.roles import may_decide_on
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import Person

OPEN_STATES = (RunState.WAITING, RunState.RUNNING)


def may_count(person: "Person | None", contest: Contest, *, at: datetime) -> Verdict:
    """Stewards count a contest whose vote is closed, or on which an assembly decided by its own rules."""
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: _is_over(contest, at),
        lambda: _others_first(contest),
        lambda: (
            Denied("counting", _("It is being counted already."))
            if contest.runs.filter(state__in=OPEN_STATES).exists()
            else ALLOWED
        ),
    )


def _is_over(contest: Contest, at: datetime) -> Verdict:
    vote = contest.vote
    if vote is not None and vote.is_closed:
        return ALLOWED
    decided = contest.assemblies.filter(own_rules=True, confirmed_at__isnull=False, withdrawn_at__isnull=True)
    if (vote is None or vote.frozen_at is None) and decided.exists():
        return ALLOWED
    if vote is not None and vote.frozen_at is not None and at >= vote.closes_at:
        return Denied("closing", _("Voting ended. The ballot box is being closed: this takes a few minutes."))
    return Denied("not_over", _("It is counted when voting is over."))


def _others_first(contest: Contest) -> Verdict:
    """The contest that takes what the others leave over is counted when their results are published."""
    if contest.budget.leftovers != Leftovers.PASS or not contest.takes_leftovers:
        return ALLOWED
    waiting = contest.budget.contests.exclude(pk=contest.pk).exclude(runs__published_at__isnull=False)
    if waiting.exists():
        return Denied("leftovers", _("It takes what the others leave over: publish their results first."))
    return ALLOWED


def may_propose(person: "Person | None", run: CountRun) -> Verdict:
    """Tell whether an official may propose to publish a count: the first of two."""
    return first_denial(
        lambda: _may_handle(person, run),
        lambda: Denied("proposed", _("It was proposed already.")) if run.proposed_by_id is not None else ALLOWED,
    )


def may_publish(person: "Person | None", run: CountRun) -> Verdict:
    """Tell whether an official may publish a count: another one than who proposed it."""
    return first_denial(
        lambda: _may_handle(person, run),
        lambda: (
            ALLOWED
            if run.proposed_by_id is not None
            else Denied("not_proposed", _("First one official proposes it, then another publishes it."))
        ),
        lambda: (
            ALLOWED
            if may_decide_on(person, run.proposed_by_id)
            else Denied("same_official", _("You proposed it yourself, so another official publishes it."))
        ),
    )


def _may_handle(person: "Person | None", run: CountRun) -> Verdict:
    contest = run.contest
    if contest is None:
        return Denied("imported", _("This election comes from elsewhere: nobody publishes it here."))
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: Denied("published", _("It is published already.")) if run.published_at is not None else ALLOWED,
        lambda: Denied("not_counted", _("It is not counted yet.")) if run.state != RunState.DONE else ALLOWED,
        lambda: (
            Denied("tie", _("Projects are tied, and the assembly decides between them: write down what it decided."))
            if run.ties
            else ALLOWED
        ),
        lambda: (
            Denied("older", _("There is a newer count. Publish that one."))
            if contest.runs.filter(number__gt=run.number, state=RunState.DONE).exists()
            else ALLOWED
        ),
    )


def may_record_assembly(person: "Person | None", contest: Contest) -> Verdict:
    """Tell whether an official may write down what an assembly decided: one decision stands at a time."""
    tied = open_tie(contest)
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: (
            Denied("recorded", _("What the assembly decided is written down already."))
            if contest.assemblies.filter(withdrawn_at__isnull=True).exists()
            else ALLOWED
        ),
        lambda: (
            ALLOWED
            if tied is not None or contest.vote is None or contest.vote.frozen_at is None
            else Denied("no_tie", _("An assembly decides where projects are tied, or where there is no ballot."))
        ),
    )


def open_tie(contest: Contest) -> CountRun | None:
    """Return the newest count, where an assembly has to decide between projects that it left tied."""
    run = contest.runs.filter(state=RunState.DONE).order_by("-number").first()
    return run if run is not None and run.ties else None


def may_confirm_assembly(person: "Person | None", assembly: Assembly) -> Verdict:
    """Tell whether an official may confirm what another wrote down."""
    return first_denial(
        lambda: may_withdraw_assembly(person, assembly),
        lambda: (
            ALLOWED
            if may_decide_on(person, assembly.recorded_by_id)
            else Denied("same_official", _("You wrote it down yourself, so another official confirms it."))
        ),
    )


def may_withdraw_assembly(person: "Person | None", assembly: Assembly) -> Verdict:
    """Tell whether what was written down may be taken back: until it is confirmed."""
    return first_denial(
        lambda: may_prepare(person, assembly.contest.budget.component),
        lambda: (
            Denied("settled", _("It is confirmed already."))
            if assembly.confirmed_at is not None or assembly.withdrawn_at is not None
            else ALLOWED
        ),
    )
