"""Names of the events of processes."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

CREATED = "processes.process.created"
UPDATED = "processes.process.updated"
PUBLISHED = "processes.process.published"
UNPUBLISHED = "processes.process.unpublished"
CLOSED = "processes.process.closed"
REOPENED = "processes.process.reopened"
CLOSING_PUBLISHED = "processes.closing.published"
CLOSING_CORRECTED = "processes.closing.corrected"
CONCLUSION_PUBLISHED = "processes.conclusion.published"
CONCLUSION_CORRECTED = "processes.conclusion.corrected"
STATEMENT_HANDED_IN = "processes.statement.handed_in"
STATEMENT_PUBLISHED = "processes.statement.published"
STATEMENT_RETURNED = "processes.statement.returned"
STATEMENT_WITHDRAWN = "processes.statement.withdrawn"
OPINION_GIVEN = "processes.opinion.given"
OPINION_GROUPS_COMPUTED = "processes.opinion_groups.computed"
MECHANISM_CREATED = "processes.mechanism.created"
MECHANISM_UPDATED = "processes.mechanism.updated"
PHASE_ADDED = "processes.phase.added"
NEWS_WRITTEN = "processes.news.written"
NEWS_UPDATED = "processes.news.updated"
NEWS_SCHEDULED = "processes.news.scheduled"
NEWS_UNSCHEDULED = "processes.news.unscheduled"
NEWS_PUBLISHED = "processes.news.published"
NEWS_WITHDRAWN = "processes.news.withdrawn"
PHASE_UPDATED = "processes.phase.updated"
PHASE_DATES_CHANGED = "processes.phase.dates_changed"
PHASE_REMOVED = "processes.phase.removed"
PHASES_REORDERED = "processes.phases.reordered"
OPENINGS_SET = "processes.phase.openings_set"
PHASE_OPENED = "processes.phase.opened"
PHASE_CLOSED = "processes.phase.closed"
COMPONENT_ADDED = "processes.component.added"
COMPONENT_UPDATED = "processes.component.updated"
COMPONENT_REMOVED = "processes.component.removed"
COMPONENTS_REORDERED = "processes.components.reordered"


def register() -> None:
    """Declare them. What happens to a draft is for officials; ``dates_changed`` is of public processes only."""
    register_events(
        EventName(CREATED, _("The process began to be prepared"), "officials"),
        EventName(UPDATED, _("The description of the process changed"), "officials", takes_away=True),
        EventName(PUBLISHED, _("The process was published"), "public"),
        EventName(UNPUBLISHED, _("The process went back to draft"), "officials", takes_away=True),
        EventName(CLOSED, _("The process was closed"), "public"),
        EventName(REOPENED, _("The process was opened again"), "public"),
        EventName(CLOSING_PUBLISHED, _("What came of the process was published"), "public"),
        EventName(CLOSING_CORRECTED, _("What came of the process was corrected"), "public", takes_away=True),
        EventName(CONCLUSION_PUBLISHED, _("Conclusions were published"), "public"),
        EventName(CONCLUSION_CORRECTED, _("The conclusions were corrected"), "public", takes_away=True),
        EventName(STATEMENT_HANDED_IN, _("A statement was handed in and waits for moderation"), "officials"),
        EventName(STATEMENT_PUBLISHED, _("A statement was added"), "public", mine=_("You added a statement")),
        EventName(STATEMENT_RETURNED, _("A statement was returned to its author"), "officials"),
        EventName(
            STATEMENT_WITHDRAWN,
            _("A statement was withdrawn by its author"),
            "public",
            mine=_("You withdrew a statement"),
            takes_away=True,
        ),
        EventName(
            OPINION_GIVEN, _("Somebody answered statements"), "nobody", secret=True, mine=_("You answered statements")
        ),
        EventName(OPINION_GROUPS_COMPUTED, _("Opinion groups were computed anew"), "public"),
        EventName(MECHANISM_CREATED, _("A mechanism was added to the catalogue"), "public"),
        EventName(MECHANISM_UPDATED, _("A mechanism of the catalogue changed"), "officials", takes_away=True),
        EventName(NEWS_WRITTEN, _("A piece of news was begun"), "officials"),
        EventName(NEWS_UPDATED, _("A piece of news changed"), "officials", takes_away=True),
        EventName(NEWS_SCHEDULED, _("A piece of news was scheduled"), "officials"),
        EventName(NEWS_UNSCHEDULED, _("A piece of news was taken from the schedule"), "officials"),
        EventName(NEWS_PUBLISHED, _("News was published"), "public"),
        EventName(NEWS_WITHDRAWN, _("News was withdrawn"), "public", takes_away=True),
        EventName(PHASE_ADDED, _("A phase was added"), "officials"),
        EventName(PHASE_UPDATED, _("A phase was described anew"), "officials", takes_away=True),
        EventName(PHASE_DATES_CHANGED, _("The dates of a phase changed"), "public"),
        EventName(PHASE_REMOVED, _("A phase was removed"), "officials", takes_away=True),
        EventName(PHASES_REORDERED, _("The phases were put in another order"), "officials"),
        EventName(OPENINGS_SET, _("What a phase opens changed"), "officials"),
        EventName(PHASE_OPENED, _("A phase began"), "public"),
        EventName(PHASE_CLOSED, _("A phase ended"), "public"),
        EventName(COMPONENT_ADDED, _("An activity was added"), "officials"),
        EventName(COMPONENT_UPDATED, _("An activity changed"), "officials", takes_away=True),
        EventName(COMPONENT_REMOVED, _("An activity was removed"), "officials", takes_away=True),
        EventName(COMPONENTS_REORDERED, _("The activities were put in another order"), "officials"),
    )
