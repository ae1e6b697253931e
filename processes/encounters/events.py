"""Names of the events of encounters. Who registered is told to nobody but themselves and whoever runs the encounter."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events

WRITTEN = "processes.encounter.written"
REPEATED = "processes.encounter.repeated"
UPDATED = "processes.encounter.updated"
PUBLISHED = "processes.encounter.published"
MOVED = "processes.encounter.moved"
CANCELLED = "processes.encounter.cancelled"
BEGINS_SOON = "processes.encounter.begins_soon"
NOTED = "processes.encounter.noted"
MINUTES_PUBLISHED = "processes.minutes.published"
MINUTES_CORRECTED = "processes.minutes.corrected"
REGISTERED = "processes.registration.made"
SEAT_GIVEN = "processes.registration.seat_given"
REGISTRATION_WITHDRAWN = "processes.registration.withdrawn"
CAPTURED = "processes.registration.captured"
CHECKED_IN = "processes.registration.checked_in"
CHECK_IN_UNDONE = "processes.registration.check_in_undone"
WALKED_IN = "processes.encounter.walked_in"
WALK_IN_UNDONE = "processes.encounter.walk_in_undone"
KEY_MADE = "processes.calendar_key.made"
KEY_REVOKED = "processes.calendar_key.revoked"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(WRITTEN, _("An encounter began to be prepared"), "officials"),
        EventName(REPEATED, _("An encounter was repeated on more dates"), "officials"),
        EventName(UPDATED, _("The description of the encounter changed"), "officials", takes_away=True),
        EventName(PUBLISHED, _("An encounter was announced"), "public"),
        EventName(MOVED, _("The encounter has another date"), "public", takes_away=True),
        EventName(CANCELLED, _("The encounter was cancelled"), "public", takes_away=True),
        EventName(BEGINS_SOON, _("The encounter begins soon"), "officials"),
        EventName(NOTED, _("What is being said in the encounter was noted"), "public", takes_away=True),
        EventName(MINUTES_PUBLISHED, _("The minutes of the encounter were published"), "public"),
        EventName(MINUTES_CORRECTED, _("The minutes of the encounter were corrected"), "public", takes_away=True),
        EventName(
            REGISTERED, _("Somebody registered for the encounter"), "person", mine=_("You registered for an encounter")
        ),
        EventName(SEAT_GIVEN, _("Somebody on the waiting list got a seat"), "officials"),
        EventName(
            REGISTRATION_WITHDRAWN,
            _("Somebody withdrew their registration"),
            "person",
            mine=_("You withdrew your registration"),
        ),
        EventName(CAPTURED, _("An official registered somebody"), "officials"),
        EventName(CHECKED_IN, _("Somebody who registered came"), "officials"),
        EventName(CHECK_IN_UNDONE, _("A check-in was taken back"), "officials"),
        EventName(WALKED_IN, _("Somebody came without registering"), "officials"),
        EventName(WALK_IN_UNDONE, _("Somebody counted at the door was taken back"), "officials"),
        EventName(KEY_MADE, _("Somebody made a link to their calendar"), "person", mine=_("You made a calendar link")),
        EventName(
            KEY_REVOKED, _("Somebody revoked their calendar link"), "person", mine=_("You revoked your calendar link")
        ),
    )
    leave_out_of_timelines(NOTED)
