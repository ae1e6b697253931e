"""Versions of a subject's texts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """The texts of a subject as they stood after an edit, field by field."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField(help_text="field name to text")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number} of subject {self.subject_id}"
