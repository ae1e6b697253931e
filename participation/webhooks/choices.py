"""What can be sent: the events of the public feed and nothing else."""

from operator import itemgetter
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.events.names import all_names

EVERYTHING = "*"
CHANGE = "change"
TEST = "webhook.test"


def offered() -> list[tuple[str, Any]]:
    """Return the names that an endpoint may ask for, each with its words."""
    public = sorted(
        ((event.name, event.label) for event in all_names() if event.audience == "public"), key=itemgetter(0)
    )
    return [
        (EVERYTHING, _("Everything in the public feed, also what will be added")),
        *((name, format_lazy("{label} ({name})", label=label, name=name)) for name, label in public),
        (CHANGE, _("Other changes of public data, without saying what happened")),
    ]


def wants(events: list[str], name: str) -> bool:
    """Tell whether an endpoint that asked for these gets an event of this name."""
    return EVERYTHING in events or name in events


def label_of(name: str) -> Any:
    """Return the words of an event's name; the name itself where it is no longer declared."""
    if name == TEST:
        return _("Test")
    return dict(offered()).get(name, name)
