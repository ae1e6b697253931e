"""Acts of the study: given to evaluators, found, finished, taken up again; clarifications asked for and answered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets import events
from budgets.evaluation import policies
from budgets.models import Aspect, Assignment, Clarification, Finding, FindingVerdict, Project
from budgets.projects.actions import locked_project
from budgets.settings import LARGEST
from budgets.states import ProjectState
from participation.events.record import record
from participation.files.actions import attach_all
from participation.files.prepare import Prepared
from participation.models import Person
from participation.web.richtext import tidy
from participation.workdays import after_working_days, days_off, local_day

PART = "cost"  # the files of the report on what a project costs
LONGEST, LONGEST_ASKED, LONGEST_CLARIFICATION = 6_000, 2_000, 4_000


@transaction.atomic
def assign_study(
    *,
    project: Project,
    evaluator: Person,
    aspects: Sequence[str],
    by: Person,
    at: datetime,
    asked_for: str = "",
    due_on: date | None = None,
) -> Assignment:
    """Ask somebody to look into some aspects of a project; asked again, what they look into changes.

    Raises ActDenied, and ValidationError by field.
    """
    project = locked_project(project)
    policies.may_assign(by, project, evaluator).enforce()
    wanted = [name for name in Aspect.values if name in aspects]
    if not wanted or set(aspects) - set(Aspect.values):
        raise ValidationError({"aspects": _("Choose what to look into.")})
    if due_on is not None and due_on < local_day(at):
        raise ValidationError({"due_on": _("Write a day that is still to come.")})
    row = Assignment.objects.filter(project=project, evaluator=evaluator, ended_at=None).first()
    row = row or Assignment(project=project, evaluator=evaluator, assigned_by=by, assigned_at=at)
    row.aspects, row.due_on = wanted, due_on
    row.asked_for = _said(asked_for, "asked_for", 0, LONGEST_ASKED)
    row.save()
    _begin(project, by, at)
    payload = {"project": project.pk, "evaluator": evaluator.pk, "aspects": wanted}
    record(events.STUDY_ASSIGNED, subject=project.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: Person, at: datetime) -> Assignment:
    """Relieve somebody of a study; what they found stays. Again changes nothing."""
    project = locked_project(assignment.project)
    policies.may_lead(by, project).enforce()
    row = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    if row.ended_at is not None:
        return row
    row.ended_at, row.ended_by = at, by
    row.save()
    payload = {"project": project.pk, "evaluator": row.evaluator_id}
    record(events.STUDY_RELIEVED, subject=project.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def record_finding(
    *,
    project: Project,
    aspect: str,
    verdict: str,
    text: str,
    by: Person,
    at: datetime,
    cost: int | None = None,
    report: Sequence[Prepared] = (),
) -> Finding:
    """Say what was found about one aspect, in place of what was said before; the cost, in centavos, with its report.

    Nobody else reads it before the study is finished. Raises ActDenied, and ValidationError by field.
    """
    project = locked_project(project)
    if aspect not in Aspect.values:
        raise ValidationError({"aspect": _("Choose what to look into.")})
    policies.may_find(by, project, aspect).enforce()
    if verdict not in FindingVerdict.values:
        raise ValidationError({"verdict": _("Say whether it can be done.")})
    costs = aspect == Aspect.COST
    if cost is not None and not (costs and 0 < cost <= LARGEST):
        raise ValidationError({"cost": _("This amount cannot be right.")})
    if costs and cost is None and verdict != FindingVerdict.NO:
        raise ValidationError({"cost": _("Write what it costs.")})
    words = _said(text, "text", 10, LONGEST)
    row = Finding.objects.filter(project=project, aspect=aspect).first() or Finding(project=project, aspect=aspect)
    row.verdict, row.text, row.cost, row.by, row.at = verdict, words, cost, by, at
    row.save()
    if report:
        attach_all(subject=project.subject, files=report, by=by, at=at, part=PART)
    _begin(project, by, at)
    payload = {"project": project.pk, "aspect": aspect}
    record(events.STUDY_FOUND, subject=project.subject, by=by, at=at, payload=payload)
    return row


def _begin(project: Project, by: Person, at: datetime) -> None:
    """Let the study begin with the first thing that is done for it."""
    if project.state == ProjectState.SUBMITTED:
        project.state = ProjectState.EVALUATION
        project.save(update_fields=["state"])  # writes: inside the acts that begin it
        record(events.STUDY_BEGUN, subject=project.subject, by=by, at=at, payload={"project": project.pk})


@transaction.atomic
def finish_study(
    *, project: Project, feasible: bool, reasons: str, by: Person, at: datetime, cost: int | None = None
) -> Project:
    """Finish the study: the project can be done at a cost, or it cannot. Reasons and findings are public from now on.

    Without ``cost`` the one of the findings holds. Raises ActDenied, and ValidationError by field.
    """
    project = locked_project(project)
    policies.may_finish(by, project, feasible=feasible).enforce()
    project.reasons = _said(reasons, "reasons", 20, LONGEST)
    found = Finding.objects.filter(project=project, aspect=Aspect.COST).values_list("cost", flat=True).first()
    if feasible:
        project.cost = _cost(cost if cost is not None else found)
    project.state = ProjectState.FEASIBLE if feasible else ProjectState.NOT_FEASIBLE
    project.decided_at, project.decided_by = at, by
    project.save()
    Assignment.objects.filter(project=project, ended_at=None).update(ended_at=at, ended_by=by)
    days = 0 if feasible or project.author_id is None else project.contest.budget.clarification_days
    payload = {"project": project.pk, "cost": project.cost if feasible else None, "days": days}
    name = events.FEASIBLE if feasible else events.NOT_FEASIBLE
    record(name, subject=project.subject, by=by, at=at, payload=payload)
    return project


@transaction.atomic
def reopen_study(*, project: Project, reason: str, by: Person, at: datetime) -> Project:
    """Take a finished study up again, with a reason that everybody reads. Raises ActDenied and ValidationError."""
    project = locked_project(project)
    policies.may_reopen(by, project).enforce()
    why = _said(" ".join(reason.split()), "reason", 5, 500)
    project.state, project.cost, project.reasons = ProjectState.EVALUATION, None, ""
    project.decided_at, project.decided_by = None, None
    project.save()
    payload = {"project": project.pk, "reason": why}
    record(events.STUDY_REOPENED, subject=project.subject, by=by, at=at, payload=payload)
    return project


@transaction.atomic
def ask_clarification(*, project: Project, text: str, by: Person, at: datetime) -> Clarification:
    """Ask, as the author of a project that cannot be done, to have it explained or looked at again; once.

    Raises ActDenied and ValidationError.
    """
    project = locked_project(project)
    policies.may_ask(by, project, at=at).enforce()
    words = _said(text, "text", 20, LONGEST_CLARIFICATION)
    days = project.contest.budget.clarification_days
    row = Clarification.objects.create(
        project=project,
        text=words,
        asked_by=by,
        asked_at=at,
        answer_by=after_working_days(local_day(at), days, days_off()),
    )
    payload = {"project": project.pk, "clarification": row.pk}
    record(events.CLARIFICATION_ASKED, subject=project.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def answer_clarification(
    *,
    clarification: Clarification,
    answer: str,
    changes_decision: bool,
    by: Person,
    at: datetime,
    cost: int | None = None,
) -> Clarification:
    """Answer a request for clarification; where it changes the decision, the project can be done at a cost.

    Raises ActDenied, and ValidationError by field.
    """
    project = locked_project(clarification.project)
    row = Clarification.objects.select_for_update(no_key=True).get(pk=clarification.pk)
    row.project = project
    policies.may_answer(by, row).enforce()
    row.answer = _said(answer, "answer", 20, LONGEST)
    row.changes_decision, row.answered_by, row.answered_at = changes_decision, by, at
    row.save()
    if changes_decision:
        found = Finding.objects.filter(project=project, aspect=Aspect.COST).values_list("cost", flat=True).first()
        project.cost = _cost(cost if cost is not None else found)
        project.state, project.reasons = ProjectState.FEASIBLE, row.answer
        project.decided_at, project.decided_by = at, by
        project.save()
    payload: dict[str, Any] = {"project": project.pk, "clarification": row.pk, "changes": changes_decision}
    record(events.CLARIFICATION_ANSWERED, subject=project.subject, by=by, at=at, payload=payload)
    return row


def _said(words: str, field: str, least: int, most: int) -> str:
    clean = tidy(words).strip()
    if least <= len(clean) <= most:
        return clean
    if not least:
        raise ValidationError({field: _("Write %(n)s characters at most.") % {"n": most}})
    raise ValidationError(
        {field: _("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most}}
    )


def _cost(cost: int | None) -> int:
    if cost is None or not 0 < cost <= LARGEST:
        raise ValidationError({"cost": _("Write how much it costs.")})
    return cost
