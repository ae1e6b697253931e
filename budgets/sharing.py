"""What is told of contests and projects where they are passed on, and on their posters."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.kind import projects_in_words
from participation.sharing.registry import Shared, register_shared
from participation.web.templatetags.ui import pesos

if TYPE_CHECKING:
    from participation.models import Subject


def register() -> None:
    """Called once by ``budgets.registrations``."""
    register_shared("contest", _contest)
    register_shared("project", _project)


def _contest(subject: "Subject", at: datetime) -> Shared:
    from budgets.models import Contest, Project

    contest = Contest.objects.for_page().get(subject=subject)
    count = Project.objects.public().standing().filter(contest=contest).count()
    return Shared(
        sign=_("Participatory budget"),
        facts=(
            _("%(amount)s to decide on") % {"amount": pesos(contest.amount)},
            *((projects_in_words(count),) if count else ()),
        ),
        call=_("Decide with us"),
        invitation=_("Point your phone's camera here to see the projects."),
        button=_("See the projects"),
        text=contest.budget.component.in_language("title"),
    )


def _project(subject: "Subject", at: datetime) -> Shared:
    from budgets.models import Project

    project = Project.objects.for_listing().get(subject=subject)
    return Shared(
        state=str(project.get_state_display()).capitalize(),
        facts=(_("It costs %(amount)s") % {"amount": pesos(project.cost)},) if project.cost else (),
        call=project.contest.in_language("title"),
        invitation=_("Point your phone's camera here to read the project."),
        button=_("See the project"),
    )
