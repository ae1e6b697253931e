"""Action plans: an activity of a process, its themes, its reporting periods, and the counts that others published."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation.workdays import local_day


class PlanKind(models.TextChoices):
    """What kind of plan it is."""

    NATIONAL = "national", _("national plan")
    OGP_LOCAL = "ogp_local", _("local plan of the Open Government Partnership")
    PAL = "pal", _("local action plan (PAL)")
    MUNICIPAL = "municipal", _("municipal plan")
    INSTITUTIONAL = "institutional", _("plan of one institution")


class PlanState(models.TextChoices):
    """What was done with a plan; whether it is in force follows from its dates."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("closed")


class PlanQuerySet(models.QuerySet):
    """Plans by visibility."""

    def public(self) -> "PlanQuerySet":
        """Return what anybody may see, drafts of published processes included: they say what lacks."""
        from participation.subjects.querysets import shown

        return shown(self.all(), "component__subject")  # type: ignore[return-value]

    def for_page(self) -> "PlanQuerySet":
        """Return rows with what pages show of a plan."""
        rows = self.select_related(
            "component__subject", "component__process__subject", "component__process__institution__subject"
        )
        return rows.defer(
            "component__subject__search",
            "component__process__subject__search",
            "component__process__institution__subject__search",
        )


class Plan(models.Model):
    """An action plan. Its title and introduction are those of its activity; its page is the activity's.

    ``ran_elsewhere``: it was carried out before it was put down here, so that nothing in it is computed as late.
    """

    component = models.OneToOneField("processes.Component", on_delete=models.CASCADE, related_name="plan")
    kind = models.CharField(_("kind of plan"), max_length=14, choices=PlanKind.choices)
    jurisdiction = models.CharField(_("country, state or municipality"), max_length=120, blank=True)
    ordinal = models.PositiveSmallIntegerField(_("which plan it is: 1, 2, 3…"), null=True, blank=True)
    cycle_year = models.PositiveSmallIntegerField(_("year of its cycle"), null=True, blank=True)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    dates_words = models.CharField(
        _("its time in words"), max_length=120, blank=True, default="", db_default="",
        help_text="shown in the place of the days, where a source gives no days",
    )  # fmt: skip
    extended_to = models.DateField(_("extended until"), null=True, blank=True)
    extension_reason = models.CharField(_("why it was extended"), max_length=1000, blank=True)
    submitted_on = models.DateField(_("handed in"), null=True, blank=True)
    signed_on = models.DateField(_("published elsewhere"), null=True, blank=True)
    vision = models.TextField(_("what it wants to change"), max_length=6000, blank=True)
    official_url = models.URLField(_("address of the official text"), max_length=500, blank=True)
    gazette_ref = models.CharField(_("where the gazette published it"), max_length=300, blank=True)
    office = models.CharField(_("office that answers"), max_length=200, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=300, blank=True)
    source = models.CharField(_("where these data come from"), max_length=400, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_licence = models.CharField(max_length=120, blank=True)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", verbose_name=_("follows on")
    )
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    version = models.PositiveSmallIntegerField(default=0, help_text="how often it was published")
    ran_elsewhere = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        indexes = [models.Index(fields=["-starts_on", "-id"], name="plan_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_days_in_order"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | (Q(extended_to__gt=F("ends_on")) & ~Q(extension_reason="")),
                name="plan_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="plan_published_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.component.title

    @property
    def title(self) -> str:
        """Return its title in the reader's language."""
        return self.component.in_language("title")

    @property
    def last_day(self) -> date:
        """Return the day on which it ends, extensions counted."""
        return self.extended_to or self.ends_on

    def is_over(self, at: datetime) -> bool:
        """Tell whether it ended."""
        return self.state == PlanState.ARCHIVED or self.last_day < local_day(at)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.component.get_absolute_url()


class PlanTheme(models.Model):
    """A theme of a plan, under which its commitments stand."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(_("theme"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("theme of a plan")
        verbose_name_plural = _("themes of plans")
        constraints = [models.UniqueConstraint(fields=["plan", "title"], name="plan_theme_once")]

    def __str__(self) -> str:
        return self.title


class ReportingPeriod(models.Model):
    """A stretch of which everybody responsible reports, from the day it opens until the day it closes."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods")
    label = models.CharField(_("name of the period"), max_length=80)
    opens_on = models.DateField(_("reports are taken from"))
    closes_on = models.DateField(_("last day to report"))

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        constraints = [
            models.UniqueConstraint(fields=["plan", "label"], name="period_label_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="period_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.label


class PlanTally(models.Model):
    """How many commitments were done, as somebody counted them in a document: never computed here, never merged."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tallies")
    counted_by = models.CharField(_("who counted"), max_length=200)
    document = models.CharField(_("in which document"), max_length=300)
    url = models.URLField(max_length=500, blank=True)
    published_on = models.DateField(_("when"), null=True, blank=True)
    rows = models.JSONField(help_text='list of {"label": "complete", "count": 20}')
    note = models.CharField(max_length=600, blank=True)

    class Meta:
        verbose_name = _("published count of a plan")
        verbose_name_plural = _("published counts of plans")
        constraints = [models.UniqueConstraint(fields=["plan", "counted_by", "document"], name="plan_tally_once")]

    def __str__(self) -> str:
        return f"{self.counted_by}: {self.document}"
