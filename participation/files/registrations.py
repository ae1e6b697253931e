"""What files registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    register_events(
        EventName("participation.file.attached", _("A file was added"), "public", mine=_("You added a file")),
        EventName("participation.file.described", _("A file was described"), "officials"),
        EventName(
            "participation.file.removed",
            _("A file was removed"),
            "public",
            mine=_("You removed a file"),
            takes_away=True,
        ),
    )
