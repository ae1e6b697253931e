"""Names of the events of forums. Who handed a candidacy in is told to nobody but themselves and whoever runs it."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

CREATED = "processes.forum.created"
UPDATED = "processes.forum.updated"
PUBLISHED = "processes.forum.published"
CLOSED = "processes.forum.closed"
REOPENED = "processes.forum.reopened"
SEATS_SET = "processes.forum.seats_set"
MEMBER_ADDED = "processes.forum.member_added"
MEMBER_PROMOTED = "processes.forum.member_promoted"
MEMBER_CORRECTED = "processes.forum.member_corrected"
MEMBER_LEFT = "processes.forum.member_left"
CONFLICT_DECLARED = "processes.forum.conflict_declared"
CALL_OPENED = "processes.forum.call_opened"
CALL_CHANGED = "processes.forum.call_changed"
RESULT_PUBLISHED = "processes.forum.result_published"
SESSION_CALLED = "processes.forum.session_called"
SESSION_REMOVED = "processes.forum.session_removed"
DECLARED = "processes.forum.declared"
JOINED = "processes.forum.joined"
LEFT = "processes.forum.left"
HANDED_IN = "processes.candidacy.handed_in"
WITHDRAWN = "processes.candidacy.withdrawn"
DECIDED = "processes.candidacy.decided"
TOLD = "processes.candidacy.told"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(CREATED, _("A forum began to be prepared"), "officials"),
        EventName(UPDATED, _("What is told of the forum changed"), "public", takes_away=True),
        EventName(PUBLISHED, _("The forum was published"), "public"),
        EventName(CLOSED, _("The forum was closed"), "public"),
        EventName(REOPENED, _("The forum is open again"), "public"),
        EventName(SEATS_SET, _("The seats of the forum changed"), "public"),
        EventName(MEMBER_ADDED, _("Somebody took a seat in the forum"), "public"),
        EventName(MEMBER_PROMOTED, _("An alternate took a seat of the forum"), "public"),
        EventName(MEMBER_CORRECTED, _("What is told of a member was corrected"), "public", takes_away=True),
        EventName(MEMBER_LEFT, _("Somebody left their seat in the forum"), "public"),
        EventName(CONFLICT_DECLARED, _("A member declared their conflicts of interest"), "public"),
        EventName(CALL_OPENED, _("The forum opened a call"), "public"),
        EventName(CALL_CHANGED, _("The call of the forum changed"), "public", takes_away=True),
        EventName(RESULT_PUBLISHED, _("The result of the call was published"), "public"),
        EventName(SESSION_CALLED, _("The forum called a session"), "public"),
        EventName(SESSION_REMOVED, _("An encounter is no session of the forum any more"), "public"),
        EventName(DECLARED, _("The joint declaration was published"), "public"),
        EventName(JOINED, _("Somebody joined the declaration"), "public", mine=_("You joined the declaration")),
        EventName(
            LEFT, _("Somebody withdrew from the declaration"), "public", mine=_("You withdrew from the declaration")
        ),
        EventName(HANDED_IN, _("Somebody handed in a candidacy"), "person", mine=_("You handed in a candidacy")),
        EventName(WITHDRAWN, _("Somebody took their candidacy back"), "person", mine=_("You took your candidacy back")),
        EventName(DECIDED, _("A candidacy was decided on"), "officials"),
        EventName(TOLD, _("Who handed in a candidacy was told the result"), "officials"),
    )
