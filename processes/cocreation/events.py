"""The names of what happens in co-creation."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events

CONTRIBUTED = "processes.contribution.published"
HANDED_IN = "processes.contribution.handed_in"
RETURNED = "processes.contribution.returned"
WITHDRAWN = "processes.contribution.withdrawn"
UNDONE = "processes.contribution.undone"
CHANGED = "processes.clusters.changed"
TAKEN_AWAY = "processes.clusters.taken_away"
PUBLISHED = "processes.clusters.published"
TREE_CHANGED = "processes.problem_tree.changed"
TREE_PUBLISHED = "processes.problem_tree.published"
TABLE_WORKED_ON = "processes.table.worked_on"
OPTIONS_PUBLISHED = "processes.table.options_published"
OPTIONS_REOPENED = "processes.table.options_reopened"
RESULT_PUBLISHED = "processes.table.result_published"
RESULT_TAKEN_BACK = "processes.table.result_taken_back"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(CONTRIBUTED, _("A contribution was handed in"), "public", mine=_("You handed in a contribution")),
        EventName(HANDED_IN, _("A contribution was handed in and waits for moderation"), "officials"),
        EventName(RETURNED, _("A contribution was returned to its author"), "officials"),
        EventName(
            WITHDRAWN,
            _("A contribution was withdrawn by its author"),
            "public",
            mine=_("You withdrew a contribution"),
            takes_away=True,
        ),
        EventName(
            UNDONE,
            _("A contribution was taken back: it had been written down by mistake"),
            "public",
            takes_away=True,
        ),
        EventName(CHANGED, _("Contributions were put into clusters"), "officials"),
        EventName(TAKEN_AWAY, _("A cluster was joined to another or set aside"), "officials", takes_away=True),
        EventName(PUBLISHED, _("It was published what people told us"), "public"),
        EventName(TREE_CHANGED, _("A problem tree was worked on"), "officials"),
        EventName(TREE_PUBLISHED, _("A problem tree was published"), "public"),
        EventName(TABLE_WORKED_ON, _("The options of a co-creation table were worked on"), "officials"),
        EventName(OPTIONS_PUBLISHED, _("A co-creation table published its options of solution"), "public"),
        EventName(
            OPTIONS_REOPENED, _("The options of a co-creation table are being written again"), "public", takes_away=True
        ),
        EventName(RESULT_PUBLISHED, _("A co-creation table published how it ranks its options"), "public"),
        EventName(RESULT_TAKEN_BACK, _("The result of a co-creation table was taken back"), "public", takes_away=True),
    )
    leave_out_of_timelines(CONTRIBUTED)
