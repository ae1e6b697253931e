"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """The proposals app."""

    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        """Register kinds, events, notices, datasets and navigation."""
        from proposals import registrations

        registrations.register()
