"""Collection points: places where people take part in person, who attends them, and what was captured there."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.contribution import Channel
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person


def no_hours() -> list[Any]:
    """Return a week in which nothing is open."""
    return [[] for _day in range(7)]


class PointQuerySet(models.QuerySet):
    """Points by visibility."""

    def public(self) -> "PointQuerySet":
        """Return what anybody may see."""
        return shown(self)  # type: ignore[return-value]

    def workable_by(self, person: "Person") -> "PointQuerySet":
        """Return the points of the institutions for which the person answers."""
        from participation.access import roles

        held = roles.scopes(person, roles.STEWARDS)
        if held is None:
            return self.all()
        at_office = models.Q(institution__subject__in=held) | models.Q(
            institution__subject__ancestors__overlap=list(held)
        )
        return self.filter(at_office) if held else self.none()

    def attended_by(self, person: "Person") -> "PointQuerySet":
        """Return the points that are not closed where the person is an officer now."""
        mine = PointOfficer.objects.filter(person=person, ended_at__isnull=True)
        return self.filter(pk__in=mine.values("point"), closed_at__isnull=True)

    def for_page(self) -> "PointQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject", "institution__subject", "territory")
        return rows.defer("subject__search", "institution__subject__search", "territory__outline")


class Point(models.Model):
    """A place with hours where people take part in person, without internet."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="point")
    institution = models.ForeignKey(
        "participation.Institution", on_delete=models.PROTECT, related_name="points", verbose_name=_("institution")
    )
    processes = models.ManyToManyField("processes.Process", related_name="points", verbose_name=_("processes"))
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    directions = models.CharField(_("how to get there"), max_length=300, blank=True)
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="points"
    )
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    week = models.JSONField(default=no_hours, help_text="for each day of the week, pairs of opening and closing")
    days = models.JSONField(default=dict, blank=True, help_text="days that differ: date to hours and why")
    opens_on = models.DateField(_("from"), null=True, blank=True)
    closes_on = models.DateField(_("until"), null=True, blank=True)
    materials = models.TextField(_("materials"), blank=True, help_text="one thing in each line")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection point")
        verbose_name_plural = _("collection points")
        indexes = [models.Index(fields=["name", "id"], name="point_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="point_place_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class PointOfficer(models.Model):
    """Who attends people at a point, until somebody ends it."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("officer of a collection point")
        verbose_name_plural = _("officers of collection points")
        constraints = [
            models.UniqueConstraint(
                fields=["point", "person"], condition=models.Q(ended_at__isnull=True), name="point_officer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.point_id}"


class CaptureDevice(models.Model):
    """A telephone or tablet that captures without connection: when it was heard of, and what it has not sent yet."""

    key = models.UUIDField(unique=True)
    officer = models.ForeignKey(PointOfficer, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=60)
    unsent = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device of a collection point")
        verbose_name_plural = _("devices of collection points")

    def __str__(self) -> str:
        return self.label


class CaptureOutcome(models.TextChoices):
    """What came of handing in what was captured."""

    DONE = "done", _("captured")
    REFUSED = "refused", _("refused")
    UNDONE = "undone", _("taken back")


class Capture(models.Model):
    """What an officer wrote down for somebody, once: who captured it and where, and nothing of that somebody."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="captures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act_id = models.UUIDField(help_text="made where it was captured: what is sent again is recognised")
    device = models.ForeignKey(CaptureDevice, null=True, blank=True, on_delete=models.SET_NULL, related_name="captures")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(
        "participation.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="captures"
    )
    outcome = models.CharField(max_length=8, choices=CaptureOutcome.choices)
    code = models.CharField(max_length=40, blank=True, help_text="why it was refused")
    words = models.CharField(max_length=400, blank=True)
    opened_account = models.BooleanField(default=False, help_text="somebody was verified for the first time")
    captured_at = models.DateTimeField(help_text="by the clock of the device")
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        indexes = [
            models.Index(fields=["point", "-received_at", "-id"], name="capture_of_point"),
            models.Index(fields=["component", "channel"], name="capture_by_channel"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "act_id"], name="capture_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="refused") | models.Q(subject__isnull=False), name="capture_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.point_id}"
