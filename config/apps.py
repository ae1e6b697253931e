"""The admin site of the installation."""

from django.contrib.admin.apps import AdminConfig


class AzoteaAdminConfig(AdminConfig):
    """Put our admin site in the place of Django's, so that only acts reach the database through it."""

    default_site = "config.admin.AzoteaAdminSite"
