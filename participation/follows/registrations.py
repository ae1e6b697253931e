"""What follows registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.people.api_acts import ApiAct, register_api_acts


def register() -> None:
    """Called once when the apps are ready."""
    register_api_acts(ApiAct("subjects.follow", _("Follow and stop following")))
    register_events(
        EventName("participation.subject.followed", _("You followed this"), "person"),
        EventName("participation.subject.unfollowed", _("You stopped following this"), "person"),
    )
