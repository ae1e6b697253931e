"""Actions, what is told of them, evidence, obstacles, declarations and the dates that moved."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.followup.states import Declared, State, Voice, goes_on, state_on
from participation.subjects.querysets import shown
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person, Subject

NEVER = date(9999, 1, 1)
REPORTS = {roles.RoleKind.STEWARD.value, roles.RoleKind.EVALUATOR.value, roles.RoleKind.REPORTER.value}
OVER_THE_THING = {roles.RoleKind.STEWARD.value, roles.RoleKind.REPORTER.value}


class ActionQuerySet(models.QuerySet):
    """Actions by visibility, place, office and computed state."""

    def public(self) -> "ActionQuerySet":
        """Return what anybody may see."""
        return shown(self.all())  # type: ignore[return-value]

    def of(self, subject: "Subject") -> "ActionQuerySet":
        """Return the tree of what is followed up under a subject, itself included."""
        return self.filter(followed=subject)

    def going_on(self) -> "ActionQuerySet":
        """Return what is neither done nor abandoned."""
        return self.filter(goes_on())

    def with_state(self, at: datetime) -> "ActionQuerySet":
        """Annotate ``state``, as it is at a moment."""
        return self.annotate(state=state_on(local_day(at)))

    def in_state(self, state: str, at: datetime) -> "ActionQuerySet":
        """Keep those whose state at a moment is this one."""
        return self.with_state(at).filter(state=state)

    def with_last_day(self) -> "ActionQuerySet":
        """Annotate ``last_day``, by which lists are sorted: what has none comes after all that have."""
        return self.annotate(last_day=Coalesce("due_on", Value(NEVER)))

    def with_history(self) -> "ActionQuerySet":
        """Annotate whether dates moved and something was declared, so that pages ask for it only then."""
        own = OuterRef("pk")
        moved, declared = DateChange.objects.filter(action=own), Declaration.objects.filter(action=own)
        return self.annotate(has_moved=Exists(moved), has_declared=Exists(declared))

    def reportable_by(self, person: "Person") -> "ActionQuerySet":
        """Return the actions of which the person tells: those of their offices, and where they were named."""
        over, office = roles.scopes(person, OVER_THE_THING), roles.scopes(person, REPORTS)
        if over is None:
            return self.all()
        named = Reporter.objects.filter(person=person, ended_at__isnull=True)
        found = Q(followed__in=named.values("followed"))
        if over:
            found |= Q(subject__in=over) | Q(subject__ancestors__overlap=list(over))
        if office is None:
            found |= Q(institution__isnull=False)
        elif office:
            found |= Q(institution__subject__in=office) | Q(institution__subject__ancestors__overlap=list(office))
        return self.filter(found)

    def for_page(self) -> "ActionQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject", "followed__parent", "institution__subject")
        hidden = ("subject", "followed", "followed__parent", "institution__subject")
        return rows.defer(*(f"{path}__search" for path in hidden))


class Action(models.Model):
    """Something to be done by a day, under a followed subject; the first one *is* that subject (its root).

    Its title is its subject's. What was told is counted here by the acts; the state is computed, never stored
    (``told_state`` is only how far the sweep got, and no page reads it).
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="action")
    followed = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="actions")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    description = models.TextField(_("what exactly"), max_length=4000, blank=True)
    deliverable = models.CharField(_("what will be there at the end"), max_length=300, blank=True)
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
        verbose_name=_("institution responsible"),
    )
    responsible = models.CharField(_("person or organisation responsible"), max_length=200, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    starts_words = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(_("last day"), null=True, blank=True)
    due_words = models.CharField(_("when, in words"), max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    place = models.CharField(_("where"), max_length=200, blank=True)
    report_every = models.PositiveSmallIntegerField(_("months between reports"), default=0)

    declared = models.CharField(max_length=10, choices=Declared.choices, default=Declared.NOTHING, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    last_report_on = models.DateField(null=True, blank=True, help_text="of whoever is responsible")
    report_due_on = models.DateField(null=True, blank=True)
    unchanged_since = models.DateField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    update_count = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0, help_text="that stands and whose link works")
    obstacle_count = models.PositiveIntegerField(default=0, help_text="that stand in the way now")

    told_state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    reminded_for = models.DateField(null=True, blank=True)
    report_reminded_for = models.DateField(null=True, blank=True)
    escalated_for = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action followed up")
        verbose_name_plural = _("actions followed up")
        indexes = [
            models.Index(fields=["followed", "position", "id"], name="action_of_followed"),
            models.Index(fields=["institution", "due_on", "id"], name="action_of_institution"),
            models.Index(fields=["due_on", "id"], name="action_by_day"),
            models.Index(fields=["report_due_on"], condition=goes_on(), name="action_report_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(declared__in=Declared.values), name="action_declared_known"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="action_weight_positive"),
            models.CheckConstraint(
                condition=Q(declared__in=["", "suspended"]) | Q(declared_on__isnull=False),
                name="action_declared_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.subject.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def is_root(self) -> bool:
        """Tell whether it is the followed thing itself."""
        return self.subject_id == self.followed_id

    @property
    def owner_voice(self) -> str:
        """Return in whose voice whoever is responsible reports."""
        return Voice.GOVERNMENT if self.institution_id or not self.responsible else Voice.CIVIL_SOCIETY

    @property
    def responsible_words(self) -> str:
        """Return who is responsible, in words."""
        named = [self.institution.name if self.institution else "", self.responsible]
        return " · ".join(part for part in named if part)


class Withdrawable(models.Model):
    """What stays as a trace when it is withdrawn: its row and the reason, without its words."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdraw_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class ProgressUpdate(Withdrawable):
    """What somebody tells of an action for a stretch of time, in one voice."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    voice = models.CharField(max_length=10, choices=Voice.choices)
    organisation = models.CharField(max_length=200, help_text="in whose name")
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField()
    text = models.TextField(max_length=4000)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    steps_done = models.PositiveSmallIntegerField(null=True, blank=True)
    steps_total = models.PositiveSmallIntegerField(null=True, blank=True)
    back_reason = models.CharField(max_length=300, blank=True, help_text="why it went back")
    repeats = models.BooleanField(default=False, help_text="the same words as the report before it")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        indexes = [models.Index(fields=["action", "voice", "-at", "-id"], name="update_of_action")]
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="update_sent_once"),
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="update_voice_known"),
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="update_percent"),
            models.CheckConstraint(
                condition=Q(steps_done__isnull=True, steps_total__isnull=True)
                | Q(steps_done__lte=models.F("steps_total"), steps_total__gte=1),
                name="update_steps_within",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class EvidenceKind(models.TextChoices):
    """What the evidence is."""

    LINK = "link", _("web page")
    FILE = "file", _("document")
    DATASET = "dataset", _("data")
    PHOTO = "photo", _("photograph")
    MINUTES = "minutes", _("minutes of a meeting")


class Evidence(Withdrawable):
    """What shows that something was done: it is added and never replaced. Of a file the digest is kept."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(ProgressUpdate, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    attachment = models.OneToOneField(
        "participation.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    voice = models.CharField(max_length=10, choices=Voice.choices)
    organisation = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True, help_text="digest of the file, or of what the link gave")
    checked_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True, help_text="it did not answer, perhaps for a while only")
    broken_since = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["action", "-at", "-id"], name="evidence_of_action")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(
                condition=(Q(url="") & Q(attachment__isnull=False)) | (~Q(url="") & Q(attachment__isnull=True)),
                name="evidence_link_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Obstacle(Withdrawable):
    """What stands in the way, since when, and what is needed from whom."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="obstacles")
    text = models.TextField(_("what stands in the way"), max_length=1000)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    needed = models.CharField(_("what is needed"), max_length=300, blank=True)
    needed_from = models.CharField(_("from whom"), max_length=200, blank=True)
    voice = models.CharField(max_length=10, choices=Voice.choices)
    organisation = models.CharField(max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="obstacle_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class DeclarationKind(models.TextChoices):
    """What is declared."""

    DONE = "done", _("declared done")
    SUSPENDED = "suspended", _("suspended")
    ABANDONED = "abandoned", _("abandoned")
    REOPENED = "reopened", _("taken up again")


class Declaration(models.Model):
    """What was declared of an action, by whom, with the reason: rows are only added."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=10, choices=DeclarationKind.choices)
    reason = models.TextField(max_length=1000, blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="the record that an import took it from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")

    def __str__(self) -> str:
        return self.get_kind_display()


class DateChange(models.Model):
    """A date that was moved: what it said, what it says, and why."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    old_starts_on = models.DateField(null=True, blank=True)
    old_starts_words = models.CharField(max_length=60, blank=True)
    old_due_on = models.DateField(null=True, blank=True)
    old_due_words = models.CharField(max_length=60, blank=True)
    new_starts_on = models.DateField(null=True, blank=True)
    new_starts_words = models.CharField(max_length=60, blank=True)
    new_due_on = models.DateField(null=True, blank=True)
    new_due_words = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("date that was moved")
        verbose_name_plural = _("dates that were moved")

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"


class Reporter(models.Model):
    """A person named to tell of what is followed in the voice of an organisation or as a monitor."""

    followed = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="reporters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports_on")
    voice = models.CharField(_("in whose voice"), max_length=10, choices=Voice.choices)
    organisation = models.CharField(_("organisation"), max_length=200)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("person who tells of what is followed up")
        verbose_name_plural = _("people who tell of what is followed up")
        constraints = [
            models.UniqueConstraint(
                fields=["followed", "person"], condition=Q(ended_at__isnull=True), name="reporter_once"
            ),
            models.CheckConstraint(
                condition=Q(voice__in=[Voice.CIVIL_SOCIETY, Voice.MONITOR]), name="reporter_voice_not_government"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation
