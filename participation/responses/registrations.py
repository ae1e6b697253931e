"""What responses registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    register_events(
        EventName("participation.response.owed", _("An answer with reasons is owed"), "public"),
        EventName("participation.response.evaluation_started", _("Evaluation began"), "public"),
        EventName("participation.response.drafted", _("An answer was prepared"), "officials", show_actor=True),
        EventName("participation.response.published", _("The answer with reasons was published"), "public"),
        EventName("participation.response.corrected", _("The answer was corrected"), "public"),
    )
