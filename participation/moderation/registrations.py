"""What moderation registers: subject kinds, events, notices, datasets, menu entries."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.models import Person


def register() -> None:
    """Called once when the apps are ready."""
    register_events(
        EventName("participation.flag.made", _("Someone reported this to the moderators"), "officials", secret=True),
        EventName("participation.comment.kept", _("A moderator left a reported comment as it was"), "officials"),
        EventName("participation.subject.kept", _("A moderator left this as it was"), "officials"),
        EventName("participation.subject.hidden", _("Moderation hid this"), "public", takes_away=True),
        EventName("participation.subject.restored", _("Moderation showed this again"), "public"),
    )
    register_waiting(reports_waiting)


def reports_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say how many reported things wait for this moderator."""
    from django.urls import reverse

    from participation.access import roles
    from participation.moderation.querysets import waiting

    if roles.scopes(person, roles.MODERATORS) == set():
        return []
    return [WaitingItem(_("Reports to decide on"), waiting(person).count(), reverse("moderation:queue"))]
