"""The append-only event table and its relay state."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.identifiers import uuid7


class Event(models.Model):
    """Something that happened: written once in the act's transaction, never changed (a trigger holds this).

    ``changes`` names the rows of public datasets that the act touched, as ``[dataset, key]`` pairs: the public feed is
    made from it. ``before`` and ``after`` serve the audit and are never public.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    subject = models.ForeignKey("participation.Subject", null=True, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    payload = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("logged act")
        verbose_name_plural = _("logged acts")
        indexes = [
            models.Index(fields=["subject", "-at", "-id"], name="event_of_subject"),
            models.Index(fields=["name", "-at"], name="event_by_name"),
            models.Index(fields=["actor", "-at"], name="event_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%Y-%m-%d %H:%M})"


class Relay(models.Model):
    """State of an event on its way out: a gapless sequence once stamped, then the progress of the fan-out."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="relay")
    sequence = models.BigIntegerField(_("number"), null=True, unique=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    lease_until = models.DateTimeField(_("being worked on until"), null=True)
    cursor = models.BigIntegerField(_("last person reached"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    transaction = models.BigIntegerField(null=True, editable=False)  # of what took something from view: events/taken.py

    class Meta:
        verbose_name = _("event on its way")
        verbose_name_plural = _("events on their way")
        indexes = [
            models.Index(fields=["event"], name="relay_unstamped", condition=models.Q(sequence__isnull=True)),
            models.Index(
                fields=["sequence"],
                name="relay_undone",
                condition=models.Q(done_at__isnull=True, sequence__isnull=False),
            ),
            models.Index(fields=["transaction"], name="relay_took_away", condition=models.Q(transaction__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"relay {self.sequence}"
