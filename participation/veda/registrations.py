"""What the electoral calendar registers."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody, register_notices
from participation.veda import datasets, notices
from participation.veda.waiting import periods_waiting
from participation.web.office import register_waiting

NAMES = {
    "declared": _("An electoral period was declared"),
    "changed": _("An electoral period was corrected"),
    "lifted": _("Nothing is withheld for an electoral period any more"),
    "restored": _("An electoral period withholds again"),
    "withdrawn": _("An electoral period was withdrawn"),
    "began": _("An electoral period began"),
    "ended": _("An electoral period ended"),
}


def register() -> None:
    """Called once when the apps are ready. Each takes away what pages kept: they are made again at once."""
    register_events(
        *(EventName(f"veda.period.{name}", label, "public", takes_away=True) for name, label in NAMES.items()),
        EventName("veda.period.overridden", _("went on in spite of an electoral period"), "officials"),
    )
    register_notices(*notices.RULES)
    nobody(*(f"veda.period.{name}" for name in ("changed", "lifted", "restored", "withdrawn", "overridden")))
    datasets.register()
    register_waiting(periods_waiting)
