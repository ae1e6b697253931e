"""Where imported things come from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file that was imported, whole or not at all, with its source and licence."""

    kind = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("fingerprint of the file (SHA-256)"), max_length=64)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=200)
    rows = models.PositiveIntegerField(_("rows"))
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who imported it"),
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.rows})"


class OriginRef(models.Model):
    """The origin of an imported subject: host, entity and id there. Importing again finds it and changes nothing.

    ``facts`` are figures kept as imported (votes, amounts): shown as facts of the source, never counted as ours.
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="origin")
    host = models.CharField(max_length=150)
    entity = models.CharField(max_length=40)
    external_id = models.CharField(max_length=80)
    url = models.URLField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, help_text="of the imported row: tells whether it changed")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="refs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "entity", "external_id"], name="origin_ref_once")]

    def __str__(self) -> str:
        return f"{self.host} {self.entity} {self.external_id}"
