"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    """The participation app."""

    name = "participation"
    verbose_name = _("Participation")

    def ready(self) -> None:
        """Quicken the ORM and register kinds, events, notices, datasets and navigation."""
        from participation import quick_orm, registrations

        quick_orm.install()
        registrations.register()
