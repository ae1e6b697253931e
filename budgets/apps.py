"""The budgets app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    """The budgets app."""

    name = "budgets"
    verbose_name = _("Budgets")
