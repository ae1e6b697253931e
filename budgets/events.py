"""Names of the events of budgets, their projects and their study."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

BUDGET_CREATED = "budgets.budget.created"
BUDGET_CHANGED = "budgets.budget.changed"
CONTEST_ADDED = "budgets.contest.added"
CONTEST_CHANGED = "budgets.contest.changed"
CONTEST_REMOVED = "budgets.contest.removed"
PROJECT_SUBMITTED = "budgets.project.submitted"
PROJECT_ADDED = "budgets.project.added"
PROJECT_FROM_PROPOSAL = "budgets.project.from_proposal"
PROJECT_EDITED = "budgets.project.edited"
PROJECT_WITHDRAWN = "budgets.project.withdrawn"
EXCLUSIVE_SET = "budgets.contest.exclusive"
STUDY_ASSIGNED = "budgets.study.assigned"
STUDY_RELIEVED = "budgets.study.relieved"
STUDY_FOUND = "budgets.study.found"
STUDY_BEGUN = "budgets.project.study_begun"
FEASIBLE = "budgets.project.feasible"
NOT_FEASIBLE = "budgets.project.not_feasible"
STUDY_REOPENED = "budgets.project.study_reopened"
CLARIFICATION_ASKED = "budgets.clarification.asked"
CLARIFICATION_ANSWERED = "budgets.clarification.answered"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(BUDGET_CREATED, _("The budget was set up"), "officials"),
        EventName(BUDGET_CHANGED, _("The rules of the budget changed"), "public"),
        EventName(CONTEST_ADDED, _("Money to decide on was announced"), "public"),
        EventName(CONTEST_CHANGED, _("What is decided on changed"), "public"),
        EventName(CONTEST_REMOVED, _("A contest was removed before anybody took part"), "officials", takes_away=True),
        EventName(
            PROJECT_SUBMITTED,
            _("Somebody entered a project"),
            "public",
            show_actor=True,
            mine=_("You entered a project"),
        ),
        EventName(PROJECT_ADDED, _("The project was entered by the government"), "public"),
        EventName(PROJECT_FROM_PROPOSAL, _("A proposal became a project of the participatory budget"), "public"),
        EventName(PROJECT_EDITED, _("The project was corrected"), "public", mine=_("You corrected your project")),
        EventName(PROJECT_WITHDRAWN, _("The project was withdrawn"), "public", mine=_("You withdrew your project")),
        EventName(EXCLUSIVE_SET, _("It was said which projects exclude each other"), "public"),
        EventName(STUDY_ASSIGNED, _("Somebody was asked to study the project"), "officials"),
        EventName(STUDY_RELIEVED, _("Somebody no longer studies the project"), "officials"),
        EventName(STUDY_FOUND, _("Something was found in the study of the project"), "officials"),
        EventName(STUDY_BEGUN, _("The study of the project began"), "public"),
        EventName(FEASIBLE, _("The project can be done"), "public"),
        EventName(NOT_FEASIBLE, _("The project cannot be done"), "public"),
        EventName(STUDY_REOPENED, _("The study of the project was taken up again"), "public"),
        EventName(
            CLARIFICATION_ASKED,
            _("Whoever entered the project asked for a clarification"),
            "public",
            mine=_("You asked for a clarification"),
        ),
        EventName(CLARIFICATION_ANSWERED, _("The request for clarification was answered"), "public"),
    )
