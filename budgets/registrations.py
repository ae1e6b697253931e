"""What this floor registers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets import events, notices
from participation.access import roles
from participation.access.verdict import Verdict
from participation.announcements.segments import lies_in, register_taking_part
from participation.files.parts import register_file_part
from participation.institutions.sections import Section, register_section
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.context import NavEntry, register_navigation
from participation.web.office import WaitingItem, register_waiting
from processes.kinds import register_component_kind
from processes.templates_catalogue import register_template
from proposals.demo.upstairs import add_floor

if TYPE_CHECKING:
    from budgets.models import Project
    from participation.models import Institution, Person, Subject
    from proposals.demo.voices import Voices

PROJECT = ("id", "title", "summary", "body", "address", "state", "created_at")


def project_of(subject: "Subject") -> "Project":
    """Return the project behind a subject with what policies read: fetched with it where a page did."""
    from budgets.models import Project
    from processes.models import Component

    known: Project | None = subject.__dict__.get("_project")
    if known is None:
        known = Project.objects.for_listing().get(subject=subject.pk)
        budget = known.contest.budget
        budget.component = Component.objects.with_clock().get(pk=budget.component_id)
        subject.__dict__["_project"] = known
    return known


def _may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    from budgets.projects import policies

    return policies.may_comment(person, project_of(subject), at=at)


def gather_projects(subjects: "list[Subject]", person: "Person") -> None:
    """Bring the projects of many subjects with their activities, and what commenting asks of the person."""
    from budgets.models import Project
    from participation.access.facts import know
    from processes.models import Component

    keys = [subject.pk for subject in subjects]
    rows = {row.subject_id: row for row in Project.objects.for_listing().filter(subject__in=keys)}
    places = {row.contest.budget.component_id for row in rows.values()}
    found = {each.pk: each for each in Component.objects.with_clock().filter(pk__in=places)}
    know(person, [rule for each in found.values() for rule in each.config.who_may_comment])
    for subject in subjects:
        row = subject.__dict__["_project"] = rows[subject.pk]
        row.contest.budget.component = found[row.contest.budget.component_id]


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from budgets.models import Project

    rows = Project.objects.for_listing().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _prefetch_contests(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from budgets.models import Contest

    rows = Contest.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _written(found: list[Any]) -> Iterable[Written]:
    """Return the projects behind events, for whoever looks for repetition and advertising."""
    from budgets.models import Project

    rows = Project.objects.filter(subject__in={event.subject_id for event in found}, is_sample=False)
    for row in rows.order_by("pk"):
        yield Written(row.subject_id, None, row.author_id, f"{row.title}\n{row.summary}\n{row.body}", row.created_at)


def entered(subject_id: int) -> Exists:
    """Return those who entered a project within a subject."""
    from budgets.models import Project

    rows = Project.objects.filter(lies_in("subject", subject_id), author=OuterRef("pk"))
    return Exists(rows.exclude(state="withdrawn"))


def _projects_of(person: "Person") -> QuerySet:
    from budgets.models import Project

    return Project.objects.filter(author=person).select_related("subject")


def _line(row: Any) -> Line:
    return Line(row.title, row.subject.path, row.created_at, str(row.get_state_display()))


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _projects_of(person).order_by("pk").values(*PROJECT).iterator(chunk_size=500)


def _of_institution(institution: "Institution") -> Any:
    from participation.models import Subject

    return Subject.objects.filter(project__institution=institution)


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the projects that the person was asked to study, and the clarifications that wait for stewards."""
    from budgets.models import Assignment, Clarification

    found = []
    if roles.scopes(person, roles.EVALUATORS) != set():
        mine = Assignment.objects.filter(evaluator=person, ended_at=None)
        found.append(WaitingItem(_("Projects that you were asked to study"), mine, reverse("budgets:studies")))
    held = roles.scopes(person, roles.STEWARDS)
    if held != set():
        asked: Any = Clarification.objects.filter(answered_at=None)
        asked = asked if held is None else asked.filter(project__subject__ancestors__overlap=list(held))
        found.append(WaitingItem(_("Requests for clarification of projects"), asked, reverse("budgets:desk")))
    return found


def _furnish(voices: "Voices", say: Callable[[str], object]) -> None:
    from budgets.demo.build import build

    build(voices, say)


def register() -> None:
    """Called once by ``apps.ready()``."""
    from budgets import datasets, sharing
    from budgets.evaluation.files import FILES
    from budgets.kind import KIND
    from budgets.results import registrations as results
    from budgets.structure.templates import TEMPLATES
    from budgets.voting import registrations as voting
    from budgets.works import registrations as works

    events.register()
    register_component_kind(KIND)
    for template in TEMPLATES:
        register_template(template)
    _register_kinds()
    notices.register()
    datasets.register()
    sharing.register()
    works.register()
    voting.register()
    results.register()
    register_api_acts(ApiAct("projects.submit", _("Enter projects in a participatory budget")))
    register_written(_written, events.PROJECT_SUBMITTED, events.PROJECT_EDITED)
    register_taking_part(entered)
    register_participation(
        ParticipationKind(
            "projects", _("Projects that I entered"), _projects_of, _line, ("-created_at", "-pk"), 32, subject="subject"
        )
    )
    register_personal_data(PersonalTable("projects", _("Projects that I entered"), PROJECT, _rows))
    register_section(Section("projects", _("Projects that it entered"), _of_institution))
    register_file_part(FILES)
    add_floor("budgets", _furnish)
    register_waiting(_waiting)
    register_navigation(
        NavEntry(_("Participatory budgets"), "budgets:list", "/presupuestos/", 18),
        NavEntry(_("Works that people decided"), "budgets:works", "/obras/", 206, shown=False),
    )


def _register_kinds() -> None:
    register_kind(
        SubjectKind(
            name="contest",
            label=_("contest of a budget"),
            label_plural=_("contests of budgets"),
            model="budgets.Contest",
            prefetch=_prefetch_contests,
            dataset="contests",
        )
    )
    register_kind(
        SubjectKind(
            name="project",
            label=_("project"),
            label_plural=_("projects"),
            model="budgets.Project",
            may_flag=True,
            comment_policy=_may_comment,
            gather=gather_projects,
            prefetch=_prefetch,
            dataset="projects",
        )
    )
