"""What exports register: events, and the notice that a file is ready."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, nobody, one_person, register_notices

if TYPE_CHECKING:
    from participation.models import Event


def _hearers(event: "Event") -> list[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _title(event: "Event", reason: str) -> str:
    if event.name == "exports.export.made":
        return gettext("The file you asked for is ready")
    return gettext("The file you asked for could not be made")


def _path(event: "Event", reason: str) -> str:
    from participation.exports.registry import get_export

    kind = get_export(str(event.payload.get("kind", "")))
    return "/mesa/exportaciones/" if kind is not None and kind.official else "/cuenta/mis-datos/"


def register() -> None:
    """Called once when the apps are ready."""
    register_events(
        EventName("exports.export.requested", _("asked for a file with data"), "person"),
        EventName("exports.export.made", pgettext_lazy("log", "a file with data was made"), "person"),
        EventName("exports.export.failed", pgettext_lazy("log", "a file with data could not be made"), "person"),
        EventName("exports.export.downloaded", _("downloaded a file with data"), "nobody"),
        EventName("exports.export.deleted", _("deleted a file with data"), "person"),
    )
    register_notices(
        NoticeRule("exports.export.made", "account", _hearers, _title, path=_path),
        NoticeRule("exports.export.failed", "account", _hearers, _title, path=_path),
    )
    nobody("exports.export.requested", "exports.export.downloaded", "exports.export.deleted")
