"""What changes of administration register."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.administrations import datasets
from participation.administrations.models import Stance
from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices

if TYPE_CHECKING:
    from participation.models import Event


CHANGES = {
    "declared": gettext_lazy("declared a change of administration"),
    "withdrawn": gettext_lazy("withdrew a change of administration"),
}
SAID = gettext_lazy("The new administration said what becomes of it")


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    return _("The new administration says what becomes of “%(title)s”") % {
        "title": event.subject.shown_title if event.subject else ""
    }


def _body(event: "Event", reason: str) -> str:
    stances = dict(Stance.choices)
    return str(stances.get(event.payload.get("stance", ""), ""))


def _path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}#administracion" if event.subject else "/administraciones/"


def register() -> None:
    """Called once when the apps are ready."""
    register_events(
        *(
            EventName(f"administrations.change.{name}", label, "public", takes_away=True)
            for name, label in CHANGES.items()
        ),
        EventName("administrations.subject.pronounced", SAID, "public"),
    )
    register_notices(NoticeRule("administrations.subject.pronounced", "changes", _followers, _title, _body, _path))
    nobody("administrations.change.declared", "administrations.change.withdrawn")
    datasets.register()
