"""Sealed lists of people, the files they come from, and the codes that are sent to the channels on them.

A line of a list holds no document, no name and no date: ``digest`` is the keyed hash of document and date of birth
together, so that a wrong date finds as little as an unknown person. The e-mail address and the mobile number, to which
a code must be sendable, are encrypted under a key that is derived from the identity key *and* that document and date:
whoever has the database alone, or the database and the secret, reads no address without knowing whose line it is.
"""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CensusQuerySet(models.QuerySet["Census"]):
    """Reads of lists."""

    def current(self) -> "CensusQuerySet":
        """Those that no newer file replaced and nobody withdrew; their date may be over."""
        return self.filter(ended_at__isnull=True)

    def in_force(self, today: date) -> "CensusQuerySet":
        """Those that people are looked up in on a day."""
        return self.current().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))


class Census(models.Model):
    """One imported list; a newer file of the same name replaces it whole."""

    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=300)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("fingerprint of the file (SHA-256)"), max_length=64)
    rows = models.PositiveIntegerField(_("people"))
    reachable = models.PositiveIntegerField(_("with an e-mail address or mobile number"))
    valid_until = models.DateField(_("in use until"), null=True, blank=True)
    # How many secrets of the identity key its lines were first sealed with; a rotation lays further ones over them.
    generation = models.PositiveSmallIntegerField(editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported on"))
    ended_at = models.DateTimeField(_("replaced or withdrawn on"), null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(CensusQuerySet)()

    class Meta:
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at__isnull=True), name="census_one_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, today: date) -> bool:
        """Tell whether people are looked up in it on a day."""
        return self.ended_at is None and (self.valid_until is None or today <= self.valid_until)


class CensusEntry(models.Model):
    """One sealed line of a list."""

    census = models.ForeignKey(Census, on_delete=models.CASCADE, related_name="entries", db_index=False)
    digest = models.CharField(max_length=64, editable=False)
    territory = models.ForeignKey(
        "participation.Territory", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        constraints = [models.UniqueConstraint(fields=["digest", "census"], name="census_entry_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ImportState(models.TextChoices):
    """Where the import of a file stands."""

    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    REFUSED = "refused", _("the file has mistakes")
    READY = "ready", _("read: waiting for your confirmation")
    CONFIRMED = "confirmed", _("waiting to be imported")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("stopped by a fault: nothing was imported")
    CANCELLED = "cancelled", _("cancelled")


BUSY = (ImportState.READING, ImportState.IMPORTING)
TO_DO = (ImportState.WAITING, ImportState.CONFIRMED, *BUSY)
WITH_FILE = (*TO_DO, ImportState.READY)


class CensusImport(models.Model):
    """A file on its way to become a list: read whole first, imported whole or not at all once it is confirmed.

    Neither its preview nor its complaints hold anything of a person: columns, row numbers and counts alone.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name of the list"), max_length=120)
    source = models.CharField(_("source"), max_length=300)
    valid_until = models.DateField(_("in use until"), null=True, blank=True)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory of rows that name none"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    made_at = models.DateTimeField(_("uploaded on"))
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    percent = models.PositiveSmallIntegerField(default=0, editable=False, validators=[MaxValueValidator(100)])
    preview = models.JSONField(default=dict, editable=False)
    errors = models.JSONField(default=list, editable=False)
    more_errors = models.PositiveIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    census = models.ForeignKey(Census, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of a list")
        verbose_name_plural = _("files of lists")
        indexes = [
            models.Index(fields=["id"], name="census_import_to_do", condition=Q(state__in=[str(s) for s in TO_DO]))
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.file_name})"


class Way(models.TextChoices):
    """A channel to which a code goes."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("text message")


class CodeState(models.TextChoices):
    """Where a code stands."""

    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not sent")


class ChannelCode(models.Model):
    """A code on its way to a channel that the government holds: its keyed hash, never the code nor the channel.

    ``outgoing`` holds both encrypted until the code is sent. One without ``digest`` was asked for with data that are on
    no list: it looks the same from outside, and no code is right.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=60)
    way = models.CharField(max_length=5, choices=Way)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    outgoing = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=CodeState, default=CodeState.QUEUED)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code of verification")
        verbose_name_plural = _("codes of verification")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True, voided_at__isnull=True), name="channel_code_one"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="channel_code_to_send", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["made_at"], name="channel_code_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ({self.made_at:%Y-%m-%d})"

    def is_open(self, at: datetime) -> bool:
        """Tell whether it may still be entered."""
        return self.used_at is None and self.voided_at is None and at < self.expires_at


class VerificationFigure(models.Model):
    """How many people a method verified in a month; fewer than the smallest count are published without a number."""

    method = models.CharField(_("method"), max_length=60)
    month = models.DateField(_("month"))
    people = models.PositiveIntegerField(_("people"), null=True)
    updated_at = models.DateTimeField(_("counted on"))

    class Meta:
        verbose_name = _("figure of verification")
        verbose_name_plural = _("figures of verification")
        constraints = [models.UniqueConstraint(fields=["method", "month"], name="verification_figure_once")]

    def __str__(self) -> str:
        return f"{self.method} {self.month:%Y-%m}"
