"""What access registers: events, the methods of eligibility, the system checks. Who is told: notifications/rules.py."""

from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import register_builtin
from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    from participation import checks  # noqa: F401 (importing it registers the checks)

    register_builtin()
    register_events(
        EventName("access.role.granted", _("gave a role"), "officials"),
        EventName("access.role.ended", _("ended a role"), "officials"),
    )
