"""Follows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A person wants to hear of a subject."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.subject_id}"
