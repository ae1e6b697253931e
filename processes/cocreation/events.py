"""The names of what happens in co-creation."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events

CONTRIBUTED = "processes.contribution.published"
HANDED_IN = "processes.contribution.handed_in"
RETURNED = "processes.contribution.returned"
WITHDRAWN = "processes.contribution.withdrawn"
CHANGED = "processes.clusters.changed"
TAKEN_AWAY = "processes.clusters.taken_away"
PUBLISHED = "processes.clusters.published"
TREE_CHANGED = "processes.problem_tree.changed"
TREE_PUBLISHED = "processes.problem_tree.published"


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
        EventName(CHANGED, _("Contributions were put into clusters"), "officials"),
        EventName(TAKEN_AWAY, _("A cluster was joined to another or set aside"), "officials", takes_away=True),
        EventName(PUBLISHED, _("It was published what people told us"), "public"),
        EventName(TREE_CHANGED, _("A problem tree was worked on"), "officials"),
        EventName(TREE_PUBLISHED, _("A problem tree was published"), "public"),
    )
    leave_out_of_timelines(CONTRIBUTED)
