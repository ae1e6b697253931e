"""Sheets of paper of a collection point: printed with a number, entered twice by different people, counted once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SheetState(models.TextChoices):
    """Where a sheet stands."""

    PRINTED = "printed", _("printed, to be entered")
    ENTERED = "entered", _("entered once")
    DIFFERS = "differs", _("the two entries differ")
    DONE = "done", _("counted")
    REFUSED = "refused", _("refused")
    ASIDE = "aside", _("put aside")


class Sheet(models.Model):
    """One printed sheet: its number is on its tear-off too, and becomes the folio of what is written on it."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, help_text="the same for those printed together")
    point = models.ForeignKey("processes.Point", on_delete=models.PROTECT, related_name="sheets")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=SheetState.choices, default=SheetState.PRINTED)
    capture = models.OneToOneField(
        "processes.Capture", null=True, blank=True, on_delete=models.PROTECT, related_name="sheet"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text="why it was put aside or refused")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sheet of paper")
        verbose_name_plural = _("sheets of paper")
        indexes = [models.Index(fields=["point", "state", "-changed_at", "-id"], name="sheet_of_point")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(capture__isnull=False), name="sheet_counted_once"),
            models.CheckConstraint(condition=~Q(state="aside") | ~Q(reason=""), name="sheet_aside_says_why"),
        ]

    def __str__(self) -> str:
        return self.number


class SheetEntry(models.Model):
    """What somebody typed from a sheet, encrypted until it is counted; who typed it stays.

    Two stand at most, of two people. One that was taken back keeps its reason and nothing of what was typed.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveSmallIntegerField(help_text="1 or 2, of those that stand")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act_id = models.UUIDField(unique=True, help_text="a replayed post is recognised")
    at = models.DateTimeField()
    sealed = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("entry of a sheet")
        verbose_name_plural = _("entries of sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "place"], condition=Q(taken_back_at__isnull=True), name="sheet_entry_place"
            ),
            models.UniqueConstraint(
                fields=["sheet", "by"], condition=Q(taken_back_at__isnull=True), name="sheet_entry_other_person"
            ),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="sheet_entry_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.place}"
