"""What announcements register: events, notices, groups, the sending by two people, what waits for an official."""

from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import register_sensitive
from participation.announcements import notices
from participation.announcements.segments import OWN, commented, register_segment, register_taking_part
from participation.announcements.sensitive import SENDING
from participation.announcements.waiting import announcements_waiting
from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody, register_kinds, register_notices
from participation.web.office import register_waiting

QUIET = {
    "drafted": _("began an announcement"),
    "edited": _("changed an announcement"),
    "scheduled": _("had an announcement sent, or scheduled it"),
    "taken_back": _("took back an announcement that was scheduled"),
    "discarded": _("threw an announcement away"),
    "waits": _("a newsletter waits for the end of an electoral period"),
    "held": _("an announcement was not sent: who scheduled it may not any more"),
    "stopped": _("stopped an announcement"),
}


def register() -> None:
    """Called once when the apps are ready."""
    from participation.announcements import datasets

    datasets.register()
    register_events(
        *(
            EventName(f"announcements.announcement.{name}", label, "nobody", takes_away=name == "stopped")
            for name, label in QUIET.items()
        ),
        EventName("announcements.announcement.tested", _("sent an announcement to themselves, to try it"), "nobody"),
        EventName("announcements.announcement.started", _("an announcement was sent"), "nobody"),
    )
    register_kinds(notices.NEWSLETTERS)
    register_notices(notices.STARTED, notices.TESTED)
    nobody(*(f"announcements.announcement.{name}" for name in QUIET))
    register_segment(*OWN)
    register_taking_part(commented)
    register_sensitive(SENDING)
    register_waiting(announcements_waiting)
