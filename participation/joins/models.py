"""Joins."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.contribution import Contribution


class Join(Contribution):
    """A person wants what somebody else asked for: an answer, a dataset."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="joins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="joins")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("join")
        verbose_name_plural = _("joins")
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="join_once")]

    def __str__(self) -> str:
        return f"{self.person_id} joins {self.subject_id}"
