"""One export: who asked for it, how far it is, where its file lies, until when."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    GONE = "gone", _("deleted")


class ExportJob(models.Model):
    """A file made in the background for one person. A worker claims it for a while; a sweep finds what was left."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what"), max_length=60)
    params = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports", verbose_name=_("asked by")
    )
    lang = models.CharField(max_length=8, default="es-mx")
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    requested_at = models.DateTimeField(_("asked on"))
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(_("ready on"), null=True)
    expires_at = models.DateTimeField(_("until"), null=True)
    downloads = models.PositiveIntegerField(_("times downloaded"), default=0)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["id"], name="export_to_make", condition=Q(state__in=("waiting", "running"))),
            models.Index(fields=["person", "-requested_at"], name="export_of_person"),
        ]

    def __str__(self) -> str:
        return self.kind

    def is_open(self, at: datetime) -> bool:
        """Tell whether its file may still be fetched."""
        return self.state == ExportState.DONE and self.expires_at is not None and at < self.expires_at
