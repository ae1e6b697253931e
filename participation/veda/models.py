"""Electoral periods, each with the legal source that it rests on."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.veda.querysets import ElectoralPeriodQuerySet
from participation.web.translation import Translated


class PeriodKind(models.TextChoices):
    """For which kind of voting propaganda is suspended."""

    ELECTION = "election", _("election campaign")
    REVOCATION = "revocation", _("revocation of mandate")
    CONSULTATION = "consultation", _("popular consultation")
    OTHER = "other", _("another period that the law names")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


class ElectoralPeriod(Translated, models.Model):
    """A stretch of whole local days in which a territory and all in it are in veda. It is withdrawn, never deleted."""

    TRANSLATABLE = ("name", "legal_basis")

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=PeriodKind, default=PeriodKind.ELECTION)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory"),
        help_text=_("It touches this territory and everything in it. Empty: the whole installation."),
    )
    starts_on = models.DateField(_("first day"), help_text=_("The first day of campaigns, or of the call."))
    ends_on = models.DateField(_("last day"), help_text=_("The day of voting: it ends when that day ends."))
    legal_basis = models.CharField(
        _("legal basis"), max_length=500, help_text=_("Law and article, and the agreement that set the dates.")
    )
    legal_url = models.URLField(_("address of the legal basis"), max_length=400)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    lifted_at = models.DateTimeField(_("nothing is withheld since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared on"))
    # What the log has of the calendar's turns: the day that was written down as its beginning, and as its end.
    begun_noted = models.DateField(null=True)
    ended_noted = models.DateField(null=True)

    objects = ElectoralPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("electoral period")
        verbose_name_plural = _("electoral periods")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="electoral_period_in_order"),
            models.CheckConstraint(condition=~Q(legal_basis="") & ~Q(legal_url=""), name="electoral_period_sourced"),
        ]
        indexes = [
            models.Index(fields=["ends_on"], name="electoral_period_standing", condition=Q(withdrawn_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """Return the name in the reader's language."""
        return self.in_language("name")

    @property
    def shown_legal_basis(self) -> str:
        """Return the legal basis in the reader's language."""
        return self.in_language("legal_basis")

    @property
    def starts_at(self) -> datetime:
        """Return its first moment."""
        return _midnight(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after it."""
        return _midnight(self.ends_on + timedelta(days=1))

    @property
    def withholds(self) -> bool:
        """Tell whether it asks for anything while its days run."""
        return self.withdrawn_at is None and self.lifted_at is None

    def holds(self, at: datetime) -> bool:
        """Tell whether a moment lies inside."""
        return self.starts_at <= at < self.ends_at
