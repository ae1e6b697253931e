"""Mechanisms: what the law gives people to take part with, whoever begins it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class Mechanism(Translated, models.Model):
    """A mechanism that exists by law here: its source, who may begin it, how it goes, and whom to ask."""

    TRANSLATABLE = ("title", "summary", "who_may", "steps", "deadlines", "contact", "legal_basis")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="mechanism")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("what it is for"), max_length=300)
    who_may = models.TextField(_("who may begin it"))
    steps = models.TextField(_("steps"), help_text=_("One on each line."))
    deadlines = models.TextField(_("deadlines"), blank=True)
    contact = models.CharField(_("whom to ask"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=500, help_text=_("Law and articles."))
    legal_url = models.URLField(_("address of the legal basis"), max_length=400)
    checked_on = models.DateField(_("law checked on"), help_text=_("The day on which somebody last read the law."))
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def shown_steps(self) -> list[str]:
        """Return the steps in the reader's language, one each."""
        return [line.strip() for line in self.in_language("steps").splitlines() if line.strip()]
