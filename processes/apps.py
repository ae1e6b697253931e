"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """The processes app."""

    name = "processes"
    verbose_name = _("Processes")

    def ready(self) -> None:
        """Register kinds, events, notices, datasets and navigation."""
        from processes import registrations

        registrations.register()
