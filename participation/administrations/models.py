"""Administrations, and what each says of what it inherits."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Administration(models.Model):
    """A government from its first day until the next one's. It is withdrawn with a reason, never deleted."""

    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on"], condition=Q(withdrawn_at__isnull=True), name="administration_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def starts_at(self) -> datetime:
        """Return its first moment."""
        return first_moment(self.starts_on)


def first_moment(day: date) -> datetime:
    """Return the first moment of a day of the installation."""
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


class Stance(models.TextChoices):
    """What becomes of it."""

    CONTINUES = "continues", _("It goes on as it is")
    CHANGES = "changes", _("It goes on, with changes")
    ENDS = "ends", _("It does not go on")


class Pronouncement(models.Model):
    """What an administration says of one thing that it inherits; said again, it takes the place of what was said."""

    LENGTH = 3000

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="pronouncements")
    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="pronouncements")
    stance = models.CharField(_("what becomes of it"), max_length=10, choices=Stance.choices)
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pronouncement")
        verbose_name_plural = _("pronouncements")
        constraints = [
            models.UniqueConstraint(fields=["administration", "subject"], name="pronouncement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stance} {self.subject_id}"
