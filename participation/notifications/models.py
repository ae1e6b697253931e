"""Notices to people, their deliveries and digests, and what people chose."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """What a person is told of an event; one per event and person, so that a replay is harmless."""

    event = models.ForeignKey("participation.Event", on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    reason = models.CharField(max_length=20, help_text="why this person: author, follower, supporter, role…")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_inbox"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class OutgoingState(models.TextChoices):
    """Where something that leaves the house is."""

    HELD = "held", _("kept for the next digest")
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not wanted any more")
    BOUNCED = "bounced", _("came back")
    UNKNOWN = "unknown", _("unknown whether it arrived")


class Outgoing(models.Model):
    """The books of what leaves the house. ``unknown``: it may have left; it is shown as such and not repeated."""

    State = OutgoingState

    state = models.CharField(_("state"), max_length=8, choices=OutgoingState.choices, default=OutgoingState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("being worked on until"), null=True)
    not_before = models.DateTimeField(_("not before"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Digest(Outgoing):
    """One mail instead of many: what a person was to be told by e-mail until a moment; one per person and moment."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    rhythm = models.CharField(_("how often"), max_length=8)
    due_at = models.DateTimeField(_("due"))
    items: list["Delivery"]  # what it tells, put here by whoever sends it

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["person", "due_at"], name="digest_once")]
        indexes = [models.Index(fields=["id"], name="digest_open", condition=models.Q(state__in=["queued", "sending"]))]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.due_at:%Y-%m-%d})"


class Delivery(Outgoing):
    """A notice on its way by one channel, by itself or (``held``) within the person's next digest."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=12)
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(fields=["id"], name="delivery_open", condition=models.Q(state__in=["queued", "sending"])),
            models.Index(
                fields=["not_before"], name="delivery_held", condition=models.Q(state="held", digest__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.pk})"


class Preference(models.Model):
    """Whether a person wants a kind of notice by a channel; without a row the kind's default counts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=12)
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.wanted}"


class SubjectChoice(models.Model):
    """What a person wants to hear of one thing and what belongs to it; it goes before what they chose in general."""

    class Level(models.TextChoices):
        """How much; without a row the general choice counts."""

        ALL = "all", _("Everything, also by e-mail")
        HERE = "here", _("Only in my list here")
        NOTHING = "nothing", _("Nothing")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subject_choices")
    subject = models.ForeignKey("participation.Subject", on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="subject_choice_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject_id} {self.level}"


class MailPlan(models.Model):
    """How often a person wants mails with notices; without a row each goes at once."""

    class Rhythm(models.TextChoices):
        """How often."""

        NOW = "now", _("At once, one e-mail each")
        DAILY = "daily", _("One e-mail a day with everything")
        WEEKLY = "weekly", _("One e-mail a week with everything")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mail_plan"
    )
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.NOW)
    hour = models.PositiveSmallIntegerField(default=8, help_text="hour of the day, in the person's time zone")
    weekday = models.PositiveSmallIntegerField(default=0, help_text="0 is Monday")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lte=23, weekday__lte=6), name="mail_plan_within_week")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rhythm}"


class Suppression(models.Model):
    """An address to which nothing more is sent: its mails came back, or were called spam. Only a keyed hash is kept."""

    class Reason(models.TextChoices):
        """Why."""

        BOUNCE = "bounce", _("mails came back")
        COMPLAINT = "spam", _("the person marked a mail as spam")
        REQUEST = "asked", _("somebody asked us to stop")

    digest = models.CharField(max_length=64)
    reason = models.CharField(_("why"), max_length=8, choices=Reason.choices)
    detail = models.CharField(_("what the mail service said"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("address without mails")
        verbose_name_plural = _("addresses without mails")
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], name="suppression_once", condition=models.Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.digest[:8]}"
