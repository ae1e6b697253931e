"""What events register: the one event on events."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    register_events(EventName("participation.relay.retried", _("An event was relayed again by hand"), "nobody"))
