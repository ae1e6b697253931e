"""What open data registers: the datasets of the ground floor, and its entry in the menu."""

from importlib import import_module

from django.utils.translation import gettext_lazy as _

from participation.web.context import NavEntry, register_navigation

WITH_DATASETS = ("comments", "responses", "institutions", "territories", "subjects", "moderation")


def register() -> None:
    """Called once when the apps are ready."""
    for name in WITH_DATASETS:
        import_module(f"participation.{name}.datasets").register()
    register_navigation(NavEntry(_("Open data"), "opendata:home", "/datos/", 80))
