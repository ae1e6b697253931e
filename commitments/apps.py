"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """The commitments app."""

    name = "commitments"
    verbose_name = _("Commitments")

    def ready(self) -> None:
        """Register kinds, events, notices, datasets and navigation."""
        from commitments import registrations

        registrations.register()
