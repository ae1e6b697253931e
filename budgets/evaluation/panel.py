"""What the page of a project says of its study."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from budgets.evaluation import policies
from budgets.evaluation.actions import PART
from budgets.models import Clarification, Finding, Project
from participation.models import Attachment

if TYPE_CHECKING:
    from participation.models import Person


def findings_of(project: Project) -> list[Finding]:
    """Return what was found, in the order of the aspects."""
    order = {"legal": 0, "technical": 1, "cost": 2}
    return sorted(Finding.objects.filter(project=project), key=lambda row: order[row.aspect])


def reports_of(project: Project) -> list[Attachment]:
    """Return the files of the report on the cost."""
    rows = Attachment.objects.filter(subject=project.subject_id, part=PART, removed_at__isnull=True)
    return list(rows.order_by("position", "pk"))


def study_of(project: Project, person: "Person | None", at: datetime) -> dict[str, Any]:
    """Return the finished study, what its author may ask, and what was asked; nothing of a study that goes on."""
    if project.decided_at is None:
        return {"findings": [], "reports": [], "clarification": None, "may_ask": None}
    clarification = Clarification.objects.filter(project=project).first()
    own = person is not None and person.pk == project.author_id
    return {
        "findings": findings_of(project),
        "reports": reports_of(project),
        "clarification": clarification,
        "ask_by": policies.last_day_to_ask(project) if own and clarification is None else None,
        "may_ask": policies.may_ask(person, project, at=at) if own and clarification is None else None,
    }
