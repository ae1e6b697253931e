"""Follows."""

from django.conf import settings
from django.db import models


class Follow(models.Model):
    """A person wants to hear of a subject."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.subject_id}"
