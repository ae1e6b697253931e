"""Where messages go, and each message on its way."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EndpointState(models.TextChoices):
    """Whether messages are sent."""

    ACTIVE = "active", _("working")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped: it failed")


class StopReason(models.TextChoices):
    """Why no messages are sent."""

    NONE = "", ""
    OWNER = "owner", _("Whoever made it paused it.")
    STEWARD = "steward", _("This government paused it.")
    FAILED = "failed", _("The program did not answer for about a day.")
    REFUSED = "refused", _("The program refused twenty messages in a row.")
    GONE = "gone", _("The program answered that this address is gone for good (410).")
    SECRET = "secret", _("Its secret can no longer be read. Make another one.")


class WebhookEndpoint(models.Model):
    """An address that gets messages; of a person, or of the installation where there is none.

    ``cursor`` is the last number of the feed that was looked at: what comes after it is not lost while it is paused.
    """

    State = EndpointState
    Reason = StopReason

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("what it is for"), max_length=80)
    url = models.CharField(_("address"), max_length=1000)
    events = models.JSONField(_("what is sent"), default=list)
    # Only what happens in this or below it; none: everything.
    only = models.ForeignKey(
        "participation.Subject",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("only in"),
    )
    secret = models.TextField(editable=False)
    former_secret = models.TextField(blank=True, editable=False)
    former_until = models.DateTimeField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=EndpointState, default=EndpointState.ACTIVE)
    reason = models.CharField(_("why"), max_length=8, choices=StopReason, blank=True)
    words = models.CharField(_("what officials say"), max_length=300, blank=True)
    cursor = models.BigIntegerField(_("last number looked at"), default=0)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    refusals = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("made on"))
    succeeded_at = models.DateTimeField(_("last taken on"), null=True)
    worked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(_("not before"), null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes = [
            models.Index(fields=["worked_at"], name="webhook_active", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Return the machine that it leads to; the rest of the address may hold a secret of its owner."""
        return urlsplit(self.url).hostname or ""


class DeliveryState(models.TextChoices):
    """Where a message is."""

    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("taken")
    FAILED = "failed", _("refused")
    DROPPED = "dropped", _("not sent")


class WebhookDelivery(models.Model):
    """One message to one endpoint. Its text is not kept: it is made anew each time from what is public then."""

    State = DeliveryState

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.BigIntegerField(_("number in the feed"), null=True)  # none: a test
    name = models.CharField(_("event"), max_length=80)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("since"))
    not_before = models.DateTimeField(_("not before"), null=True)
    lease_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    code = models.PositiveSmallIntegerField(_("answer"), null=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True)
    error = models.CharField(_("error"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("message to a program")
        verbose_name_plural = _("messages to programs")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "sequence"], name="webhook_delivery_once", condition=Q(sequence__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="webhook_log"),
            models.Index(
                fields=["endpoint", "sequence"], name="webhook_open", condition=Q(state__in=["queued", "sending"])
            ),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
