"""What notifications registers: kinds and rules of the ground floor, its own events, the check that none is missing."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events
from participation.notifications import checks  # noqa: F401 (registers the system check)
from participation.web.office import register_waiting


def register() -> None:
    """Called once when the apps are ready."""
    from participation.access.roles import register_beside
    from participation.notifications import rules
    from participation.notifications.querysets import unread_of_row
    from participation.notifications.waiting import deliveries_waiting
    from participation.people.api_acts import ApiAct, register_api_acts

    register_api_acts(ApiAct("notifications.choose", _("See and choose what you are told")))
    register_waiting(deliveries_waiting)
    register_beside("unread", unread_of_row())  # the header of every page says it
    register_events(
        EventName("participation.delivery.retried", _("A delivery was tried again by hand"), "nobody"),
        EventName("participation.delivery.resent", _("A delivery of unknown outcome was sent again by hand"), "nobody"),
        EventName(
            "participation.address.suppressed",
            _("Mails to an address are stopped: they came back or were called spam"),
            "nobody",
        ),
        EventName("participation.address.resumed", _("Mails go to an address again"), "nobody"),
        EventName("participation.preferences.changed", _("You changed what you are told"), "person"),
    )
    # Comments have their own section on the same page; a line each would bury what else happened.
    leave_out_of_timelines(
        "participation.comment.made", "participation.comment.edited", "participation.comment.withdrawn"
    )
    rules.register()
