"""Components: the activities of a process."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated
from processes.querysets import ComponentQuerySet


class Component(Translated, models.Model):
    """One activity of a process, of a registered kind, with typed settings (see processes.kinds)."""

    TRANSLATABLE = ("title", "description")

    process = models.ForeignKey("processes.Process", on_delete=models.CASCADE, related_name="components")
    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="component")
    kind = models.CharField(_("kind"), max_length=30)
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, help_text="rich text, cleaned by the act")
    settings = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    translations = models.JSONField(default=dict, blank=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [models.UniqueConstraint(fields=["process", "slug"], name="component_slug_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def lang(self) -> str:
        """Return the language of its own fields: the process's."""
        return self.process.lang

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def config(self) -> Any:
        """Return the typed settings of its kind."""
        from processes.kinds import get_kind

        return get_kind(self.kind).load(self.settings)
