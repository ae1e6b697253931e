"""Announcements and newsletters. Whom one reached is in the notices and deliveries of its event, and nowhere else."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.web.translation import Translated


class AnnouncementKind(models.TextChoices):
    """How long it is; both are sent in the same way."""

    ANNOUNCEMENT = "announcement", _("announcement")
    NEWSLETTER = "newsletter", _("newsletter")


class AnnouncementState(models.TextChoices):
    """Where it stands. Whether every mail has left is counted from the deliveries, never written here."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    STARTED = "started", pgettext_lazy("announcement", "sent")
    STOPPED = "stopped", _("stopped")
    DISCARDED = "discarded", _("thrown away")


class Announcement(Translated, models.Model):
    """One text for one group of people. ``event`` is what the relay fans out: there can be only one."""

    TRANSLATABLE = ("title", "summary", "body")

    kind = models.CharField(_("kind"), max_length=12, choices=AnnouncementKind, default=AnnouncementKind.ANNOUNCEMENT)
    segment = models.CharField(_("to whom"), max_length=60, default="all")
    scope = models.ForeignKey(
        "participation.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="announcements"
    )
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory"),
    )
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    links = models.ManyToManyField("participation.Subject", blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("changed on"))
    send_at = models.DateTimeField(_("to be sent on"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("sent on"), null=True)
    event = models.OneToOneField("participation.Event", null=True, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(null=True, help_text="to how many it went: those who agreed to it")
    left_out = models.PositiveIntegerField(null=True, help_text="of the group, who did not agree to it")
    stopped_at = models.DateTimeField(_("stopped on"), null=True)
    problem = models.CharField(max_length=300, blank=True, help_text="why it was not sent, or was stopped")

    class Meta:
        verbose_name = _("announcement or newsletter")
        verbose_name_plural = _("announcements and newsletters")
        indexes = [
            models.Index(fields=["send_at"], name="announcement_due", condition=models.Q(state="scheduled")),
            models.Index(
                fields=["-started_at", "-id"], name="announcement_archive", condition=models.Q(state="started")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "scheduled", "discarded"], event__isnull=True)
                | models.Q(state__in=["started", "stopped"], event__isnull=False),
                name="announcement_event_when_sent",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(send_at__isnull=False, sent_by__isnull=False),
                name="announcement_scheduled_by",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page in the reader's language."""
        from participation.web.addresses import localized

        return localized(self.path)

    @property
    def path(self) -> str:
        """Return its address without language prefix."""
        return f"/boletines/{self.pk}/"
