"""Who studies a project, who decides whether it can be done, who asks for a clarification and who answers it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import Assignment, Clarification, Contest, Finding, FindingVerdict, Project
from budgets.states import IN_STUDY, STUDIED, ProjectState
from budgets.structure.policies import contest_is_open, may_change_contest, may_prepare
from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.web.templatetags.ui import day
from participation.workdays import after_working_days, days_off, local_day

if TYPE_CHECKING:
    from datetime import date

    from participation.models import Person


def in_study(project: Project) -> Verdict:
    """Tell whether the study of a project is still to be finished."""
    if project.state in IN_STUDY:
        return ALLOWED
    if project.state in STUDIED:
        return Denied("studied", _("The study of this project is finished. Take it up again to change it."))
    return Denied("not_in_study", _("This project is not studied any more."))


def may_lead(person: "Person | None", project: Project) -> Verdict:
    """Stewards lead the study until the ballot is frozen; never of a project that they entered as a person."""
    return first_denial(
        lambda: may_change_contest(person, project.contest),
        lambda: roles.may_decide_on(person, project.author_id),
    )


def may_assign(person: "Person | None", project: Project, evaluator: "Person | None" = None) -> Verdict:
    """Tell whether a project may be given to somebody to study: who evaluates there, and did not enter it."""
    return first_denial(
        lambda: may_lead(person, project),
        lambda: in_study(project),
        lambda: ALLOWED if evaluator is None else _may_judge(evaluator, project),
    )


def _may_judge(evaluator: "Person", project: Project) -> Verdict:
    named = {"name": evaluator.public_name}
    if not roles.holds(evaluator, roles.EVALUATORS, project.subject):
        return Denied("no_evaluator", _("%(name)s does not evaluate in this process.") % named)
    if evaluator.pk == project.author_id:
        return Denied("own_content", _("%(name)s entered this project, so somebody else studies it.") % named)
    return ALLOWED


def assignment_of(person: "Person | None", project: Project) -> Assignment | None:
    """Return what somebody was asked to look into, while it is in force."""
    if person is None or not person.is_authenticated:
        return None
    rows = Assignment.objects.filter(project=project, evaluator=person, ended_at__isnull=True)
    return rows.first()


def may_see_study(person: "Person | None", project: Project) -> Verdict:
    """Tell whether somebody reads the findings before they are public: who leads it, and who studies it."""
    if may_prepare(person, project.contest.budget.component) or assignment_of(person, project) is not None:
        return ALLOWED
    return roles.may_work_as(person, roles.EVALUATORS, project.subject)


def may_find(person: "Person | None", project: Project, aspect: str) -> Verdict:
    """Tell whether somebody may say what was found about an aspect: who was asked to, or who leads the study."""
    return first_denial(
        lambda: contest_is_open(project.contest),
        lambda: in_study(project),
        lambda: roles.may_decide_on(person, project.author_id),
        lambda: _has_the_aspect(person, project, aspect),
    )


def _has_the_aspect(person: "Person | None", project: Project, aspect: str) -> Verdict:
    if may_prepare(person, project.contest.budget.component):
        return ALLOWED
    found = assignment_of(person, project)
    if found is None:
        return Denied("not_assigned", _("You were not asked to study this project."))
    if person is not None and not roles.holds(person, roles.EVALUATORS, project.subject):
        return Denied("role_missing", _("Your account does not have the role that this needs."))
    if aspect not in found.aspects:
        return Denied("other_aspect", _("Somebody else was asked to look into this."))
    return ALLOWED


def may_finish(person: "Person | None", project: Project, *, feasible: bool | None = None) -> Verdict:
    """Tell whether the study may be finished: what was found carries the decision."""
    return first_denial(
        lambda: may_lead(person, project),
        lambda: in_study(project),
        lambda: _carried(project, feasible),
    )


def _carried(project: Project, feasible: bool | None) -> Verdict:
    found = dict(Finding.objects.filter(project=project).values_list("aspect", "verdict"))
    refused = FindingVerdict.NO in found.values()
    missing = len({"legal", "technical", "cost"} - set(found))
    if feasible and refused:
        return Denied("refused", _("One of the findings says that it cannot be done. Correct it first."))
    if missing and not (refused and feasible is not True):
        words = ngettext("%(n)s finding is missing.", "%(n)s findings are missing.", missing)
        return Denied("unfinished", words % {"n": missing})
    if feasible is False and not refused:
        return Denied("not_refused", _("No finding says that it cannot be done. Say there why."))
    return ALLOWED


def may_reopen(person: "Person | None", project: Project) -> Verdict:
    """Tell whether a finished study may be taken up again: until the ballot is frozen."""
    return first_denial(
        lambda: may_lead(person, project),
        lambda: (
            ALLOWED
            if project.state in STUDIED
            else Denied("not_studied", _("The study of this project is not finished."))
        ),
    )


def last_day_to_ask(project: Project) -> "date | None":
    """Return until which day its author may ask for a clarification; None where it cannot be asked for."""
    days = project.contest.budget.clarification_days
    if not days or project.decided_at is None or project.state != ProjectState.NOT_FEASIBLE:
        return None
    return after_working_days(local_day(project.decided_at), days, days_off())


def may_ask(person: "Person | None", project: Project, *, at: datetime) -> Verdict:
    """Tell whether somebody may ask for a clarification: the author of what cannot be done, once, in time."""
    return first_denial(
        lambda: (
            ALLOWED
            if project.state == ProjectState.NOT_FEASIBLE
            else Denied("not_refused", _("A clarification is asked for where a project was found not to be feasible."))
        ),
        lambda: roles.may_take_part(person, at=at),
        lambda: (
            ALLOWED
            if person is not None and project.author_id == person.pk
            else Denied("not_yours", _("Only whoever entered the project asks for a clarification."))
        ),
        lambda: contest_is_open(project.contest),
        lambda: (
            Denied("asked", _("You asked for a clarification already."))
            if Clarification.objects.filter(project=project).exists()
            else ALLOWED
        ),
        lambda: _in_time(project, at),
    )


def _in_time(project: Project, at: datetime) -> Verdict:
    last = last_day_to_ask(project)
    if last is None:
        return Denied("no_clarification", _("In this budget no clarification can be asked for."))
    if local_day(at) > last:
        return Denied("too_late", _("A clarification could be asked for until %(day)s.") % {"day": day(last)})  # type: ignore[arg-type]
    return ALLOWED


def may_answer(person: "Person | None", clarification: Clarification) -> Verdict:
    """Stewards answer a request for clarification, before the ballot is frozen."""
    return first_denial(
        lambda: may_lead(person, clarification.project),
        lambda: (
            Denied("answered", _("This was answered already.")) if clarification.answered_at is not None else ALLOWED
        ),
    )


def studies_are_done(contest: Contest, *, at: datetime) -> Verdict:
    """Deny while a project of a contest is studied, a clarification waits, or one can still be asked for.

    Asked before its ballot is frozen.
    """
    waiting = Project.objects.filter(contest=contest, state__in=IN_STUDY).count()
    if waiting:
        words = ngettext(
            "%(n)s project is not studied to the end.", "%(n)s projects are not studied to the end.", waiting
        )
        return Denied("studies_open", words % {"n": waiting})
    asked = Clarification.objects.filter(project__contest=contest, answered_at=None).count()
    if asked:
        words = ngettext(
            "%(n)s request for clarification waits for its answer.",
            "%(n)s requests for clarification wait for their answer.",
            asked,
        )
        return Denied("clarifications_open", words % {"n": asked})
    refused = Project.objects.filter(contest=contest, state=ProjectState.NOT_FEASIBLE, author__isnull=False)
    unasked = refused.filter(Q(clarification__isnull=True)).order_by("-decided_at").first()
    if unasked is not None:
        unasked.contest = contest
        last = last_day_to_ask(unasked)
        if last is not None and local_day(at) <= last:
            words = _("Whoever entered a project can ask for a clarification until %(day)s: freeze after that.")
            return Denied("clarifications_possible", words % {"day": day(last)})  # type: ignore[arg-type]
    return ALLOWED
