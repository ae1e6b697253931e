"""Who prepares a budget and its contests, and until when."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Budget, Contest
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from processes.policies import may_edit_process

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


def budget_of(component: "Component") -> Budget | None:
    """Return the budget of an activity, which leads back to it without a query; None while nobody set one up."""
    known: Budget | None = component.__dict__.get("_budget", False)
    if known is False:  # type: ignore[comparison-overlap]
        known = Budget.objects.filter(component=component).first()
        component.__dict__["_budget"] = known
        if known is not None:
            known.component = component
    return known


def may_prepare(person: "Person | None", component: "Component") -> Verdict:
    """Stewards of the process prepare its budget while the process goes on."""
    return first_denial(
        lambda: may_edit_process(person, component.process),
        lambda: (
            Denied("process_closed", _("This process is closed. What happened in it stays public."))
            if component.process.state == "closed"
            else ALLOWED
        ),
    )


def may_set_up(person: "Person | None", component: "Component") -> Verdict:
    """Tell whether a budget may be set up in an activity: it is of the kind, and has none yet."""
    return first_denial(
        lambda: may_prepare(person, component),
        lambda: (
            ALLOWED
            if component.kind == "budget"
            else Denied("wrong_kind", _("This activity is no participatory budget."))
        ),
        lambda: (
            Denied("set_up", _("This budget is set up already. Change its rules instead."))
            if budget_of(component) is not None
            else ALLOWED
        ),
    )


def rules_are_open(budget: Budget) -> Verdict:
    """Deny from the moment on in which the first contest is frozen: the rules are the same for everybody."""
    if budget.contests.filter(vote__frozen_at__isnull=False).exists():
        return Denied("frozen", _("The ballot is frozen: its rules do not change any more."))
    return ALLOWED


def may_change_rules(person: "Person | None", budget: Budget) -> Verdict:
    """Tell whether the rules of a budget may change."""
    return first_denial(lambda: may_prepare(person, budget.component), lambda: rules_are_open(budget))


def contest_is_open(contest: Contest) -> Verdict:
    """Deny once the contest is frozen."""
    if contest.is_frozen:
        return Denied("contest_frozen", _("This ballot is frozen: projects, costs and money do not change any more."))
    return ALLOWED


def may_change_contest(person: "Person | None", contest: Contest) -> Verdict:
    """Tell whether a contest may change: name, money, place, projects."""
    return first_denial(lambda: may_prepare(person, contest.budget.component), lambda: contest_is_open(contest))


def may_remove_contest(person: "Person | None", contest: Contest) -> Verdict:
    """A contest is removed while no project was entered in it."""
    return first_denial(
        lambda: may_change_contest(person, contest),
        lambda: (
            Denied("has_projects", _("There are projects in it already, so it stays."))
            if contest.projects.exists()
            else ALLOWED
        ),
    )
