"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    """The participation app."""

    name = "participation"
    verbose_name = _("Participation")

    def ready(self) -> None:
        """Quicken ORM and templates and register kinds, events, notices, datasets and navigation."""
        from participation import quick_orm, quick_pages, registrations

        quick_orm.install()
        quick_pages.install()
        registrations.register()
