"""Attachments."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def storage_path(attachment: "Attachment", filename: str) -> str:
    """Return a path that says nothing of the person or of the original name."""
    return f"{attachment.key.hex[:2]}/{attachment.key.hex}"


class Attachment(models.Model):
    """An image or document beside a subject. Images are re-encoded; the type is sniffed, never believed."""

    class Kind(models.TextChoices):
        """What it is."""

        IMAGE = "image", _("image")
        DOCUMENT = "document", _("document")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file = models.FileField(upload_to=storage_path, max_length=200)
    thumbnail = models.FileField(upload_to=storage_path, max_length=200, blank=True)
    name = models.CharField(max_length=150)
    alt = models.CharField(_("description of the image for those who cannot see it"), max_length=300, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(default=0)
    # What of the subject it belongs to: empty is the thing itself, other parts are registered (parts.py).
    part = models.CharField(max_length=10, blank=True, default="", db_default="")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")

    def __str__(self) -> str:
        return self.name
