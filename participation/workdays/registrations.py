"""What the calendar registers."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody


def register() -> None:
    """Called once when the apps are ready."""
    # The log keeps events for ever, so this one keeps the name of the room that it was in first.
    register_events(EventName("privacy.calendar.changed", _("changed the days off"), "nobody"))
    nobody("privacy.calendar.changed")
