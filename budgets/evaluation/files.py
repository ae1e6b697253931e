"""The report on what a project costs: public once the study is finished."""

from typing import TYPE_CHECKING

from budgets.evaluation import policies
from budgets.evaluation.actions import PART
from budgets.models import Aspect
from participation.access.verdict import Verdict
from participation.files.parts import FilePart
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from budgets.models import Project
    from participation.models import Person, Subject


def _project(subject: "Subject") -> "Project":
    from budgets.registrations import project_of

    return project_of(subject)


def _may_attach(person: "Person | None", subject: "Subject") -> Verdict:
    return policies.may_find(person, _project(subject), Aspect.COST)


def _is_public(subject: "Subject") -> bool:
    return is_shown(subject) and _project(subject).decided_at is not None


def _may_see(person: "Person | None", subject: "Subject") -> bool:
    return _is_public(subject) or bool(policies.may_see_study(person, _project(subject)))


def _page(subject: "Subject") -> str:
    return f"/mesa/presupuestos/proyectos/{_project(subject).pk}/"


FILES = FilePart(PART, may_attach=_may_attach, may_see=_may_see, is_public=_is_public, page=_page, most=10)
