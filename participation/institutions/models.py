"""Institutions: who is responsible, who answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.institutions.querysets import InstitutionQuerySet


class Institution(models.Model):
    """A public body or organisation. Its subject lets roles, follows and links point to it."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="institution")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name or acronym"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    email = models.EmailField(_("public e-mail"), blank=True)
    phone = models.CharField(_("public telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> str:
        """Return the short name where there is one."""
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class InstitutionAlias(models.Model):
    """Another name under which documents mention an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, unique=True, help_text="name without case and accents")

    class Meta:
        verbose_name = _("other name of an institution")
        verbose_name_plural = _("other names of institutions")

    def __str__(self) -> str:
        return self.name
