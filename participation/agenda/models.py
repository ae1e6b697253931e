"""Meetings of the public agenda."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from participation.subjects.querysets import shown
from participation.web.translation import Translated

if TYPE_CHECKING:
    from participation.models import Person


LONGEST = timedelta(days=1)  # so that what is coming is found from one day before, by the index


class MeetingQuerySet(models.QuerySet):
    """Meetings by visibility and by the clock."""

    def public(self) -> "MeetingQuerySet":
        """Return what anybody may see; what was cancelled stays in view and says so."""
        return shown(self.all())  # type: ignore[return-value]

    def coming(self, at: datetime) -> "MeetingQuerySet":
        """Return those that are not over; without an end, until they begin."""
        over = Coalesce("ends_at", "starts_at")
        return self.alias(over_at=over).filter(over_at__gte=at, starts_at__gte=at - LONGEST)

    def past(self, at: datetime) -> "MeetingQuerySet":
        """Return those that are over."""
        over = Coalesce("ends_at", "starts_at")
        return self.alias(over_at=over).filter(over_at__lt=at, starts_at__lt=at)

    def workable_by(self, person: "Person") -> "MeetingQuerySet":
        """Return the meetings of the institutions whose agenda the person keeps."""
        from participation.models import Institution

        kept = Institution.objects.workable_by(person)
        return self.filter(institution__in=kept.values("pk"))

    def for_page(self) -> "MeetingQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject__parent", "institution__subject")
        return rows.defer("subject__search", "subject__parent__search", "institution__subject__search")


class Meeting(Translated, models.Model):
    """A meeting of a named office: announced before it takes place, told afterwards what came of it."""

    TRANSLATABLE = ("topic", "counterpart", "outcome")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="meeting")
    institution = models.ForeignKey(
        "participation.Institution", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("institution")
    )
    office = models.CharField(_("office that meets"), max_length=120, help_text=_("For example: head of public works."))
    holder = models.CharField(
        _("who holds it"), max_length=120, blank=True, help_text=_("A name. It is not shown in electoral periods.")
    )
    counterpart = models.CharField(_("with whom"), max_length=300)
    topic = models.CharField(_("about what"), max_length=200)
    place = models.CharField(_("where"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    link = models.URLField(_("address with more"), max_length=400, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=4000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting of the agenda")
        verbose_name_plural = _("public agenda")
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_day"),
            models.Index(fields=["institution", "starts_at", "id"], name="meeting_of_institution"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
