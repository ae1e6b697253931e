"""What events register: the events on events, and the file of the log."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    from participation.events.export import LOG
    from participation.exports.registry import register_export

    register_events(
        EventName("participation.relay.retried", _("An event was relayed again by hand"), "nobody"),
        EventName("participation.log.exported", _("took the log of acts away as a file"), "nobody"),
    )
    register_export(LOG)
