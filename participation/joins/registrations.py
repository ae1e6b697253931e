"""What joins register: events, notices, the table of one's own data, what goes over between accounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events
from participation.notifications.registry import nobody
from participation.people.api_acts import ApiAct, register_api_acts
from participation.verification.transfers import register_transfer, register_union

EVENTS = (
    EventName("participation.subject.joined", _("Somebody joined"), "public", secret=True, mine=_("You joined this")),
    EventName(
        "participation.subject.left",
        _("Somebody does not join any more"),
        "public",
        secret=True,
        mine=_("You do not join this any more"),
    ),
)


def _acts() -> Any:
    from participation.joins import actions

    return actions


def register() -> None:
    """Called once when the apps are ready."""
    from participation.joins import privacy

    register_events(*EVENTS)
    register_api_acts(ApiAct("subjects.join", _("Join what others asked for, and take it back")))
    nobody(*(event.name for event in EVENTS))
    leave_out_of_timelines(*(event.name for event in EVENTS))
    privacy.register()
    register_transfer("joins", lambda former, to, at: _acts().transfer_joins(former=former, to=to, at=at))
    register_union("joins", lambda accounts, at: _acts().unite_joins(accounts=accounts, at=at))
