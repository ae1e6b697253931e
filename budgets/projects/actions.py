"""Acts on projects: entered, made from a proposal, corrected, withdrawn, declared incompatible."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets import events
from budgets.models import Contest, Project
from budgets.projects import policies
from budgets.projects.content import ProjectContent, search_text, told
from budgets.settings import LARGEST
from budgets.states import ProjectState
from budgets.structure.actions import locked_contest
from participation.contribution import Channel
from participation.events.record import record
from participation.files.actions import attach_all
from participation.files.prepare import Prepared
from participation.folios.actions import give_folio
from participation.models import Person
from participation.origins.actions import write_link
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Institution
    from proposals.models import Proposal

LONGEST_REASON, LONGEST_GROUP, LONGEST_REASONS = 500, 40, 6_000


@transaction.atomic
def submit_project(
    *,
    contest: Contest,
    content: ProjectContent,
    by: Person,
    at: datetime,
    files: Sequence[Prepared] = (),
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Project:
    """Enter a project as a person; it is public at once and has a folio. A replay changes nothing.

    Raises ActDenied, and ValidationError by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # limits per person are counted one by one
    if act_id is not None and (same := Project.objects.filter(author=by, act_id=act_id).first()):
        return same
    contest = locked_contest(contest)
    policies.may_submit_to(by, contest, at=at).enforce()
    project = Project(
        contest=contest, author=by, channel=channel, captured_by=captured_by, act_id=act_id or uuid.uuid4(),
        created_at=at, is_sample=is_sample,
    )  # fmt: skip
    _publish(project, content.checked(contest), at)
    give_folio(subject=project.subject, at=at)
    attach_all(subject=project.subject, files=files, by=by, at=at)
    _entered(events.PROJECT_SUBMITTED, project, by, at)
    return project


@transaction.atomic
def add_project(
    *,
    contest: Contest,
    content: ProjectContent,
    by: Person,
    at: datetime,
    institution: "Institution | None" = None,
    proposal: "Proposal | None" = None,
    cost: int | None = None,
    reasons: str = "",
    exclusive_group: str = "",
    files: Sequence[Prepared] = (),
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Project:
    """Enter a project as an official. With a ``cost`` in centavos it was studied elsewhere: it can be done.

    From a ``proposal`` the link to it is kept, and whoever follows it is told. A replay changes nothing.
    Raises ActDenied, and ValidationError by field.
    """
    contest = locked_contest(contest)
    policies.may_add(by, contest).enforce()
    if act_id is not None and (same := Project.objects.filter(contest=contest, act_id=act_id).first()):
        return same
    if proposal is not None and Project.objects.filter(contest=contest, proposal=proposal).standing().exists():  # type: ignore[attr-defined]
        raise ValidationError({"proposal": _("This proposal is a project of this contest already.")})
    author = proposal.author if proposal is not None else None
    process = contest.budget.component.process
    project = Project(
        contest=contest, proposal=proposal, author=author, act_id=act_id or uuid.uuid4(), created_at=at,
        institution=institution or (None if author else process.institution), is_sample=is_sample,
        exclusive_group=_group(exclusive_group),
    )  # fmt: skip
    if cost is not None:
        project.cost, project.state = _cost(cost), ProjectState.FEASIBLE
        project.reasons, project.decided_at, project.decided_by = tidy(reasons)[:LONGEST_REASONS], at, by
    _publish(project, content.checked(contest), at)
    attach_all(subject=project.subject, files=files, by=by, at=at)
    if proposal is not None:
        words = _("It became a project of the participatory budget.")
        write_link(source=proposal.subject, outcome=project.subject, kind="inspired", explanation=words, by=by, at=at)
    _entered(events.PROJECT_ADDED if proposal is None else events.PROJECT_FROM_PROPOSAL, project, by, at)
    return project


def _publish(project: Project, fields: dict[str, Any], at: datetime) -> None:
    """Write the rows of a new project: subject, project, first version."""
    for name, value in fields.items():
        setattr(project, name, value)
    contest = project.contest
    project.subject = create_subject(
        kind="project", title=project.title, titles=project.in_other_languages("title"), summary=project.summary,
        path="", at=at, parent=contest.subject, territory=_place(project), lang=project.lang, state="published",
        text=search_text(project),
    )  # fmt: skip
    project.save()
    update_subject(subject=project.subject, at=at, path=f"/proyectos/{project.pk}/")
    add_version(subject=project.subject, data=told(project), by=project.author, at=at)


def _place(project: Project) -> Any:
    contest = project.contest
    return project.territory or contest.territory or contest.budget.component.process.territory


def _entered(name: str, project: Project, by: Person, at: datetime) -> None:
    payload = {"project": project.pk, "contest": project.contest_id}
    if project.proposal is not None:
        payload["proposal"] = project.proposal.subject_id
    record(name, subject=project.subject, by=by, at=at, payload=payload)


@transaction.atomic
def edit_project(
    *,
    project: Project,
    content: ProjectContent,
    by: Person,
    at: datetime,
    files: Sequence[Prepared] = (),
    reason: str = "",
) -> Project:
    """Correct the words or place of a project; former words stay as versions. Raises ActDenied and ValidationError."""
    project = locked_project(project)
    policies.may_edit(by, project, at=at).enforce()
    fields = content.checked(project.contest)
    attach_all(subject=project.subject, files=files, by=by, at=at)
    changed = [name for name, value in fields.items() if getattr(project, name) != value]
    if not changed:
        return project
    before = told(project)
    for name in changed:
        setattr(project, name, fields[name])
    project.edited_at = at
    project.save()
    refresh(project, at)
    after = told(project)
    if after != before:
        add_version(subject=project.subject, data=after, by=by, at=at, reason=_line(reason))
    payload = {"project": project.pk, "fields": changed, "reason": _line(reason)}
    record(events.PROJECT_EDITED, subject=project.subject, by=by, at=at, before=before, after=after, payload=payload)
    return project


@transaction.atomic
def withdraw_project(*, project: Project, reason: str, by: Person, at: datetime) -> Project:
    """Take a project back before its ballot is frozen; it stays in view with the reason. Again changes nothing."""
    project = locked_project(project)
    if project.state == ProjectState.WITHDRAWN:
        return project
    policies.may_withdraw(by, project, at=at).enforce()
    why = _line(reason)
    if not why:
        raise ValidationError({"reason": _("Say why: whoever follows it is told.")})
    project.state, project.withdrawn_at, project.withdraw_reason = ProjectState.WITHDRAWN, at, why
    project.save()
    payload = {"project": project.pk, "contest": project.contest_id, "reason": why}
    record(events.PROJECT_WITHDRAWN, subject=project.subject, by=by, at=at, payload=payload)
    return project


@transaction.atomic
def set_exclusive_group(*, projects: Iterable[Project], group: str, by: Person, at: datetime) -> list[Project]:
    """Say that of some projects of one contest only one can win; an empty group says that they go together again.

    Raises ActDenied, and ValidationError where they are of different contests or too few.
    """
    rows = list(Project.objects.filter(pk__in=[each.pk for each in projects]).order_by("pk"))
    if not rows or len({row.contest_id for row in rows}) > 1 or (group and len(rows) < 2):
        raise ValidationError({"projects": _("Mark at least two projects of the same contest.")})
    contest = locked_contest(rows[0].contest)
    policies.may_add(by, contest).enforce()
    name = _group(group)
    touched = [row for row in rows if row.exclusive_group != name]
    if not touched:
        return rows
    for row in touched:
        row.exclusive_group = name
        row.save(update_fields=["exclusive_group"])
    payload = {"contest": contest.pk, "group": name, "projects": [row.pk for row in touched]}
    changes = [("projects", row.pk) for row in touched]
    record(events.EXCLUSIVE_SET, subject=contest.subject, by=by, at=at, payload=payload, changes=changes)
    return rows


def locked_project(project: Project) -> Project:
    """Return the project as it is now, held until the commit, its contest before it: freezing waits for its turn."""
    contest = locked_contest(Contest.objects.get(pk=project.contest_id))
    rows = Project.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("subject", "author", "institution", "territory", "proposal__subject").get(pk=project.pk)
    found.contest = contest
    return found


def refresh(project: Project, at: datetime) -> None:
    """Copy what the subject repeats: title, summary, place, language, search."""
    update_subject(
        subject=project.subject, at=at, title=project.title, titles=project.in_other_languages("title"),
        summary=project.summary, territory=_place(project), lang=project.lang, text=search_text(project),
    )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(tidy(text).split())[:LONGEST_REASON]


def _group(name: str) -> str:
    return " ".join(tidy(name).split())[:LONGEST_GROUP]


def _cost(cost: int) -> int:
    if not 0 < cost <= LARGEST:
        raise ValidationError({"cost": _("Write how much it costs.")})
    return cost
