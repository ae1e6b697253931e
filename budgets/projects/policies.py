"""Who enters a project, corrects it, withdraws it and comments on it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import Contest, Project
from budgets.states import BEFORE_THE_BALLOT, DECIDED, ProjectState
from budgets.structure.policies import budget_of, contest_is_open, may_change_contest
from participation.access import newcomers, roles
from participation.access.eligibility import asks_verification, check
from participation.access.facts import Facts
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.verification.querysets import accounts_of
from processes.policies import is_open

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

ACT = "submit"


def entered_by(person: "Person", component: "Component") -> int:
    """Return how many projects of a person stand in an activity; of every account of theirs, where it verifies."""
    known = getattr(component, "entered_here", None)
    if known is not None:  # a list read it for many at once
        return int(known)
    own: dict[str, Any] = {"author": person}
    if asks_verification(component.config.who_may_submit):
        own = {"author__in": accounts_of(person)}
    return Project.objects.filter(contest__budget__component=component, **own).standing().count()  # type: ignore[attr-defined]


def may_submit(person: "Person | None", component: "Component", *, at: datetime, facts: Facts | None = None) -> Verdict:
    """Tell whether a person may enter one more project in a budget. What is closed is said before what they lack."""
    rules = component.config.who_may_submit
    return first_denial(
        lambda: is_open(component, ACT, at=at),
        lambda: (
            ALLOWED
            if budget_of(component) is not None
            else Denied("not_set_up", _("The rules of this budget are not published yet."))
        ),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(rules, person, at=at, facts=facts) if rules else ALLOWED,
        lambda: _within_limit(person, component),
        lambda: _within_newcomers(person, at),
    )


def _within_limit(person: "Person | None", component: "Component") -> Verdict:
    limit = component.config.projects_per_person
    if not limit or person is None or entered_by(person, component) < limit:
        return ALLOWED
    message = ngettext(
        "You entered the %(n)s project that each person can enter here.",
        "You entered the %(n)s projects that each person can enter here.",
        limit,
    )
    return Denied("project_limit", message % {"n": limit})


def _within_newcomers(person: "Person | None", at: datetime) -> Verdict:
    since = newcomers.since(person, at) if person is not None else None
    if since is None:
        return ALLOWED
    written = Project.objects.filter(author=person, created_at__gte=since, is_sample=False).count()
    return newcomers.may_write_more("proposals", written)


def may_submit_to(person: "Person | None", contest: Contest, *, at: datetime) -> Verdict:
    """Tell whether a person may enter a project in one contest: it is not frozen."""
    return first_denial(lambda: contest_is_open(contest), lambda: may_submit(person, contest.budget.component, at=at))


def may_add(person: "Person | None", contest: Contest) -> Verdict:
    """Stewards enter projects until the ballot is frozen, whatever the phases open."""
    return may_change_contest(person, contest)


def may_edit(person: "Person | None", project: Project, *, at: datetime) -> Verdict:
    """Its author corrects it until its study begins; stewards until the ballot is frozen."""
    if may_change_contest(person, project.contest):
        return _before_the_ballot(project)
    return first_denial(
        lambda: contest_is_open(project.contest),
        lambda: roles.may_take_part(person, at=at),
        lambda: is_author(person, project),
        lambda: (
            ALLOWED
            if project.state == ProjectState.SUBMITTED
            else Denied("in_study", _("Its study began, so it does not change any more. Ask whoever convened it."))
        ),
    )


def may_withdraw(person: "Person | None", project: Project, *, at: datetime) -> Verdict:
    """Its author, or a steward, takes a project back until the ballot is frozen; afterwards it needs an amendment."""
    return first_denial(
        lambda: _before_the_ballot(project),
        lambda: contest_is_open(project.contest),
        lambda: roles.may_take_part(person, at=at),
        lambda: (
            ALLOWED if may_change_contest(person, project.contest) or project.author_id == person.pk  # type: ignore[union-attr]
            else Denied("not_yours", _("Only whoever entered it takes it back."))
        ),
    )  # fmt: skip


def _before_the_ballot(project: Project) -> Verdict:
    if project.state in BEFORE_THE_BALLOT:
        return ALLOWED
    if project.state == ProjectState.WITHDRAWN:
        return Denied("withdrawn", _("This project was withdrawn."))
    return Denied("on_ballot", _("This project is on a frozen ballot: it does not change any more."))


def is_author(person: "Person | None", project: Project) -> Verdict:
    """Tell whether the person entered the project."""
    if person is not None and project.author_id == person.pk:
        return ALLOWED
    return Denied("not_yours", _("Only whoever entered it can do this."))


def may_comment_in(person: "Person | None", component: "Component", *, at: datetime) -> Verdict:
    """Tell whether a person may comment on the projects of a budget."""
    rules = component.config.who_may_comment
    return first_denial(
        lambda: is_open(component, "comment", at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(rules, person, at=at) if rules else ALLOWED,
    )


def may_comment(person: "Person | None", project: Project, *, at: datetime) -> Verdict:
    """Tell whether a person may comment on a project: it stands, and commenting is open."""
    if project.state == ProjectState.WITHDRAWN:
        return Denied("withdrawn", _("This project was withdrawn."))
    if project.state in DECIDED:
        return Denied("decided", _("The vote is over. You can comment on the work, once it begins."))
    return may_comment_in(person, project.contest.budget.component, at=at)
