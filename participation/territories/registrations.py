"""What territories registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.imports.frame import register_import_kind


def register() -> None:
    """Called once when the apps are ready."""
    register_import_kind("territories", _("territories"))
    register_events(
        EventName("participation.territory.created", _("A territory was added"), "officials"),
        EventName("participation.territory.updated", _("A territory was changed"), "officials", takes_away=True),
    )
