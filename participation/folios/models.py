"""The folio of what was handed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Folio(models.Model):
    """The number under which a handed-in thing is found. It says nothing of whoever handed it in."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="folio")
    code = models.CharField(_("folio"), max_length=16, unique=True)
    given_at = models.DateTimeField(_("handed in on"))

    class Meta:
        verbose_name = _("folio")
        verbose_name_plural = _("folios")

    def __str__(self) -> str:
        return self.code
