"""What handovers register: the event, who is told, the package."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.events.names import EventName, register_events
from participation.exports.registry import register_export
from participation.handover import package
from participation.handover.registry import register_handover
from participation.notifications.registry import Hearers, NoticeRule, one_person, register_notices

if TYPE_CHECKING:
    from participation.models import Event


def _successor(event: "Event") -> Iterable[Hearers]:
    return [one_person("role", event.payload.get("successor"))]


def _title(event: "Event", reason: str) -> str:
    return _("You take over an office: what was owed there is yours now")


def _body(event: "Event", reason: str) -> str:
    facts = {"given": event.payload.get("given", 0), "roles": event.payload.get("roles", 0)}
    return _("Answers that you prepare now: %(given)s. Roles that ended with it: %(roles)s.") % facts


def _path(event: "Event", reason: str) -> str:
    return "/mesa/turnos/?persona=yo"


def register() -> None:
    """Called once when the apps are ready."""
    register_events(EventName("handover.office.left", gettext_lazy("handed an office over"), "nobody"))
    register_notices(NoticeRule("handover.office.left", "work", _successor, _title, _body, _path))
    register_handover(*package.OWN)
    register_export(package.HANDOVER)
