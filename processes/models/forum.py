"""Forums: bodies of government and society with seats, members, calls, sessions, and a declaration that others join."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated
from processes.forums.querysets import CandidacyQuerySet, ForumQuerySet, MemberQuerySet


class ForumKind(models.TextChoices):
    """What kind of body it is."""

    STL = "stl", _("Local Technical Secretariat (STL)")
    COUNCIL = "council", _("Council")
    COMMITTEE = "committee", _("Committee")
    WORKING_GROUP = "working_group", _("Working group")


class ForumState(models.TextChoices):
    """Where a forum stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("at work")
    CLOSED = "closed", _("closed")


class ForumSector(models.TextChoices):
    """Whom a seat stands for."""

    GOVERNMENT = "government", _("Government")
    LEGISLATURE = "legislature", _("Legislature")
    JUDICIARY = "judiciary", _("Judiciary")
    AUTONOMOUS = "autonomous", _("Autonomous body")
    ORGANISATIONS = "organisations", _("Civil society")
    ACADEMY = "academy", _("Academy")
    BUSINESS = "business", _("Private sector")
    PUBLIC = "public", _("Neighbours and citizens")
    OTHER = "other", _("Another sector")


class Forum(Translated, models.Model):
    """A body that sits in public. Its rules are files beside its subject; its sessions are encounters."""

    TRANSLATABLE = ("title", "remit", "declaration")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="forum")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=ForumKind.choices)
    state = models.CharField(max_length=10, choices=ForumState.choices, default=ForumState.DRAFT)
    title = models.CharField(_("name"), max_length=150)
    remit = models.TextField(_("remit"), max_length=6000)
    institution = models.ForeignKey(
        "participation.Institution", on_delete=models.PROTECT, related_name="forums", verbose_name=_("institution")
    )
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    component = models.ForeignKey(
        "processes.Component", null=True, blank=True, on_delete=models.PROTECT, related_name="forums",
        help_text="the activity of encounters where its sessions are announced",
    )  # fmt: skip
    installed_on = models.DateField(_("installed on"), help_text="from this day on it has to meet")
    declaration = models.TextField(_("joint declaration"), max_length=8000, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    lang = models.CharField(max_length=8, default="es")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        constraints = [
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(close_reason=""), name="forum_says_why_closed")
        ]
        indexes = [models.Index(fields=["title", "id"], name="forum_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Seats(models.Model):
    """How many seats a sector has and how many are taken: the database refuses one member too many."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="seats")
    sector = models.CharField(max_length=14, choices=ForumSector.choices)
    seats = models.PositiveSmallIntegerField()
    alternates = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0)
    alternates_taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("seats of a forum")
        verbose_name_plural = _("seats of forums")
        constraints = [
            models.UniqueConstraint(fields=["forum", "sector"], name="forum_seats_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")) & Q(alternates_taken__lte=F("alternates")),
                name="forum_seats_not_beyond",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector}: {self.taken} of {self.seats}"


class ForumCall(models.Model):
    """An open call: until when people and organisations may offer themselves for the free seats."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what it asks for and how it is decided"), max_length=8000)
    rules = models.JSONField(default=list, blank=True, help_text="who may hand one in (eligibility)")
    sectors = models.JSONField(default=list, help_text="the sectors that it is for")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    lang = models.CharField(max_length=8, default="es")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text="when its result was published")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("open call")
        verbose_name_plural = _("open calls")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="forum_call_closes_after"),
            models.UniqueConstraint(
                fields=["forum"], condition=Q(decided_at__isnull=True), name="forum_call_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(decided_at__isnull=True), name="forum_call_open")]

    def __str__(self) -> str:
        return self.title

    def is_open(self, at: datetime) -> bool:
        """Tell whether candidacies are taken at a moment."""
        return self.decided_at is None and self.opens_at <= at < self.closes_at

    @property
    def sector_labels(self) -> list[str]:
        """Return the sectors that it is for, in words."""
        return [str(label) for name, label in ForumSector.choices if name in self.sectors]


class CandidacyState(models.TextChoices):
    """Where a candidacy stands; until the result is published its author knows only that it was received."""

    RECEIVED = "received", _("received")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SELECTED = "selected", _("selected")
    ALTERNATE = "alternate", _("selected as alternate")
    NOT_SELECTED = "not_selected", _("not selected")


class Candidacy(models.Model):
    """Somebody, in their own name or an organisation's, offers themselves for a seat. Public only once selected."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="candidacy")
    call = models.ForeignKey(ForumCall, on_delete=models.PROTECT, related_name="candidacies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidacies")
    organisation = models.ForeignKey(
        "participation.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    sector = models.CharField(_("sector"), max_length=14, choices=ForumSector.choices)
    name = models.CharField(_("name"), max_length=120, help_text="public once selected; they agreed to it")
    motivation = models.TextField(_("why they want the seat and what they bring"), max_length=4000)
    conflict = models.TextField(_("conflicts of interest"), max_length=3000, blank=True)
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=12, choices=CandidacyState.choices, default=CandidacyState.RECEIVED)
    reason = models.CharField(_("reasons"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="candidacy_act_once"),
            models.UniqueConstraint(
                fields=["call", "author"], condition=~Q(state="withdrawn"), name="candidacy_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=~Q(state="withdrawn") & Q(organisation__isnull=False),
                name="candidacy_once_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "withdrawn"]) | ~Q(reason=""), name="candidacy_decided_with_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"candidacy {self.pk}"

    @property
    def is_decided(self) -> bool:
        """Tell whether an official wrote a decision."""
        return self.state in {CandidacyState.SELECTED, CandidacyState.ALTERNATE, CandidacyState.NOT_SELECTED}

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Member(models.Model):
    """Who has a seat from when until when, and for whom they speak. They agreed to be named, or only the office is."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="members")
    seats = models.ForeignKey(Seats, on_delete=models.PROTECT, related_name="members")
    alternate = models.BooleanField(_("alternate"), default=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="forum_memberships"
    )
    candidacy = models.OneToOneField(Candidacy, null=True, blank=True, on_delete=models.PROTECT, related_name="member")
    name = models.CharField(_("name"), max_length=120, blank=True, help_text="empty: not named in public")
    role = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        "participation.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    institution = models.ForeignKey(
        "participation.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    body = models.CharField(_("for whom they speak"), max_length=150, blank=True)
    chosen = models.CharField(_("how they were chosen"), max_length=300, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    conflict = models.TextField(_("conflicts of interest"), max_length=3000, blank=True)
    conflict_at = models.DateTimeField(null=True, blank=True, help_text="when the declaration was given")
    exit_reason = models.CharField(max_length=500, blank=True)
    exit_statement = models.TextField(max_length=4000, blank=True)
    left_alone = models.BooleanField(default=False, help_text="they left by themselves")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a forum")
        verbose_name_plural = _("members of forums")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | (Q(until__gte=F("since")) & ~Q(exit_reason="")),
                name="forum_member_leaves_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(institution__isnull=True), name="forum_member_speaks_for_one"
            ),
            models.UniqueConstraint(
                fields=["forum", "person"],
                condition=Q(until__isnull=True, person__isnull=False),
                name="forum_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"

    @property
    def speaks_for(self) -> str:
        """Return in words for whom they speak; empty for who speaks for themselves."""
        if self.organisation is not None:
            return self.organisation.public_name
        return self.institution.name if self.institution is not None else self.body


class Adherence(models.Model):
    """An organisation or institution that joined the declaration, from when until it withdrew."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="adherences")
    organisation = models.ForeignKey(
        "participation.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="adherences"
    )
    institution = models.ForeignKey(
        "participation.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="adherences"
    )
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    statement = models.CharField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("adherence to a declaration")
        verbose_name_plural = _("adherences to declarations")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, institution__isnull=False)
                | Q(organisation__isnull=False, institution__isnull=True),
                name="adherence_of_one",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | ~Q(statement=""), name="adherence_leaves_with_statement"
            ),
            models.UniqueConstraint(
                fields=["forum", "organisation"],
                condition=Q(left_at__isnull=True, organisation__isnull=False),
                name="adherence_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["forum", "institution"],
                condition=Q(left_at__isnull=True, institution__isnull=False),
                name="adherence_once_per_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"adherence {self.pk}"

    @property
    def who(self) -> str:
        """Return who joined, in words."""
        if self.organisation is not None:
            return self.organisation.public_name
        return self.institution.name if self.institution is not None else ""

    @property
    def path(self) -> str:
        """Return the page of who joined."""
        body = self.organisation or self.institution
        return body.get_absolute_url() if body is not None else ""


class ForumSession(models.Model):
    """An encounter that is a session of a forum."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="sessions")
    encounter = models.OneToOneField("processes.Encounter", on_delete=models.PROTECT, related_name="forum_session")
    shows_results = models.BooleanField(default=False, help_text="results are presented and comments collected")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("session of a forum")
        verbose_name_plural = _("sessions of forums")

    def __str__(self) -> str:
        return f"session {self.pk}"
