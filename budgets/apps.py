"""Registers what this floor adds to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    """The budgets app."""

    name = "budgets"
    verbose_name = _("Budgets")

    def ready(self) -> None:
        """Register kinds, events, notices, datasets and navigation."""
        from budgets import registrations

        registrations.register()
