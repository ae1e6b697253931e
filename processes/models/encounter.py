"""Encounters: when people meet in a place or online, who has a seat, who came, and what was said."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.contribution import Contribution
from participation.web.translation import Translated
from processes.encounters.querysets import EncounterQuerySet

LONGEST = timedelta(days=15)  # so that what is coming is found from that many days before, by the index
ONLINE, HELD = "online", "held"  # names of pools beside those of sectors and "", the seats for anybody


class EncounterKind(models.TextChoices):
    """What kind of encounter it is."""

    ENCOUNTER = "encounter", _("Encounter")
    DIALOGUE = "dialogue", _("Dialogue")
    COUNCIL = "council", _("Open council session")
    TABLE = "table", _("Co-creation table")
    WORKSHOP = "workshop", _("Workshop")
    INFORMAL = "informal", _("Informal session")
    ASSEMBLY = "assembly", _("Assembly")


class EncounterMode(models.TextChoices):
    """Where people meet."""

    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online only")
    HYBRID = "hybrid", _("in person and online")


class EncounterState(models.TextChoices):
    """Where an encounter stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", pgettext_lazy("encounter", "published")
    CANCELLED = "cancelled", pgettext_lazy("encounter", "cancelled")
    CLOSED = "closed", pgettext_lazy("encounter", "with minutes")


class Sector(models.TextChoices):
    """For whom somebody comes."""

    PUBLIC = "public", _("In my own name")
    ORGANISATIONS = "organisations", _("Civil organisation or collective")
    ACADEMY = "academy", _("University or school")
    BUSINESS = "business", _("Company or chamber")
    GOVERNMENT = "government", _("Public institution")
    OTHER = "other", _("Another sector")


class Service(models.TextChoices):
    """What the place offers to whoever needs it."""

    RAMP = "ramp", _("Ramp or lift")
    TOILET = "toilet", _("Accessible toilet")
    SIGN_LANGUAGE = "sign_language", _("Sign language interpreter")
    LOOP = "loop", _("Captions or hearing loop")
    BRAILLE = "braille", _("Documents in braille or large print")
    LANGUAGES = "languages", _("Interpreter of indigenous languages")
    CHILDCARE = "childcare", _("Childcare")
    TRANSPORT = "transport", _("Transport")
    PARKING = "parking", _("Reserved parking")


class LinkFor(models.TextChoices):
    """To whom the online link is shown."""

    REGISTERED = "registered", _("whoever registered and has a seat")
    EVERYONE = "everyone", _("everybody")


class Encounter(Translated, models.Model):
    """A dated meeting of people in a place or online, within an activity of a process.

    ``reserved`` keeps seats by sector, ``held`` those that officials give by hand; both are part of ``capacity``.
    ``agenda`` has a line for each item: "10:00 Welcome". ``attendance`` is who came, by sector, as officials closed it.
    """

    TRANSLATABLE = ("title", "description", "place_notes", "agenda")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="encounter")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="encounters")
    kind = models.CharField(_("kind"), max_length=12, choices=EncounterKind.choices, default=EncounterKind.ENCOUNTER)
    state = models.CharField(max_length=10, choices=EncounterState.choices, default=EncounterState.DRAFT)
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("what it is about"), max_length=6000, blank=True)
    mode = models.CharField(max_length=10, choices=EncounterMode.choices, default=EncounterMode.IN_PERSON)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Mexico_City")
    moved_from = models.DateTimeField(null=True, blank=True, help_text="when it was to begin before it was moved")
    series = models.UUIDField(null=True, blank=True, help_text="the same for those made together by a rule")
    place = models.CharField(_("place and address"), max_length=300, blank=True)
    place_notes = models.TextField(_("how to get there"), max_length=1000, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    services = models.JSONField(_("services"), default=list, blank=True)
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    institutions = models.ManyToManyField("participation.Institution", blank=True, related_name="encounters")
    organisers = models.CharField(_("who else organises it"), max_length=300, blank=True)
    agenda = models.TextField(_("agenda"), max_length=6000, blank=True)
    takes_registration = models.BooleanField(default=True)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text="none: without a limit")
    reserved = models.JSONField(default=dict, blank=True, help_text="sector to seats")
    held = models.PositiveIntegerField(default=0)
    online_url = models.URLField(max_length=500, blank=True)
    link_for = models.CharField(max_length=10, choices=LinkFor.choices, default=LinkFor.REGISTERED)
    link_minutes = models.PositiveIntegerField(default=60, help_text="minutes before; 0: as soon as it is published")
    is_neutral = models.BooleanField(default=False)
    cancel_reason = models.CharField(max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    live_notes = models.TextField(max_length=6000, blank=True)
    attendance = models.JSONField(null=True, blank=True, help_text="sector to people and organisations")
    translations = models.JSONField(default=dict, blank=True)
    lang = models.CharField(max_length=8, default="es")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = EncounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="encounter_ends_after"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="encounter_point_whole",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="encounter_says_why"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="encounter_by_day"),
            models.Index(fields=["component", "starts_at", "id"], name="encounter_of_component"),
            models.Index(
                fields=["starts_at"], name="encounter_to_remind", condition=Q(state="published", reminded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def zone(self) -> ZoneInfo:
        """Return its time zone, which the act checked."""
        return ZoneInfo(self.time_zone)

    @property
    def starts_local(self) -> datetime:
        """Return when it begins, by the clocks of the place."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_local(self) -> datetime:
        """Return when it ends, by the clocks of the place."""
        return self.ends_at.astimezone(self.zone)

    @property
    def service_labels(self) -> list[str]:
        """Return the services of the place in words."""
        labels = dict(Service.choices)
        return [str(labels[name]) for name in self.services if name in labels]

    def is_over(self, at: datetime) -> bool:
        """Tell whether it ended."""
        return self.ends_at <= at

    def pools(self) -> dict[str, int | None]:
        """Return how many seats each pool has (None: without a limit); "" is the pool for anybody."""
        found: dict[str, int | None] = {sector: seats for sector, seats in self.reserved.items() if seats}
        if self.held:
            found[HELD] = self.held
        taken = sum(seats or 0 for seats in found.values())
        found[""] = None if self.capacity is None else self.capacity - taken
        if self.mode == EncounterMode.HYBRID:
            found[ONLINE] = None
        return found


class SeatPool(models.Model):
    """The seats of one kind in an encounter and how many are taken: the database refuses one seat too many."""

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="seat_pools")
    name = models.CharField(max_length=15, blank=True, help_text="a sector, online, held, or empty: for anybody")
    seats = models.PositiveIntegerField(null=True, help_text="none: without a limit")
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["encounter", "name"], name="seat_pool_once"),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(taken__lte=models.F("seats")), name="seat_pool_not_beyond"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'anybody'}: {self.taken} of {self.seats}"

    @property
    def room(self) -> bool:
        """Tell whether a seat is free."""
        return self.seats is None or self.taken < self.seats


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    SEATED = "seated", _("has a seat")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Registration(Contribution):
    """Somebody who wants to come. Keys rise in the order of arrival, since each is drawn under the encounter's lock.

    Who has no account is in ``sealed_name``; ``sealed_needs`` says what they need. Both are encrypted and erased later.
    """

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    pool = models.CharField(max_length=15, blank=True, help_text="the pool of its seat")
    online = models.BooleanField(default=False)
    sector = models.CharField(max_length=15, choices=Sector.choices, default=Sector.PUBLIC)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    answers = models.JSONField(default=list, blank=True, help_text="to the questions of the activity, in their order")
    sealed_name = models.TextField(blank=True)
    sealed_needs = models.TextField(blank=True)
    code = models.CharField(max_length=8, unique=True)
    act_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="a replayed post is recognised")
    at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "person"], name="registration_once", condition=~Q(state="withdrawn")
            ),
        ]
        indexes = [
            models.Index(fields=["encounter", "id"], name="registration_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "-at"], name="registration_of_person"),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class WalkIn(models.Model):
    """One person who came to the door without registering: their sector, and nothing else of them."""

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="walk_ins")
    sector = models.CharField(max_length=15, choices=Sector.choices)
    act_id = models.UUIDField(unique=True, help_text="made by the phone: sent again after a lost line, it counts once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("walk-in")
        verbose_name_plural = _("walk-ins")

    def __str__(self) -> str:
        return f"walk-in {self.pk}"


class Minutes(Translated, models.Model):
    """What was said and decided in an encounter; corrected as a new version with its reason.

    ``items`` is a list of ``{"title", "said", "decided"}`` in the order of the agenda.
    """

    TRANSLATABLE = ("summary",)

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    summary = models.TextField(max_length=6000)
    items = models.JSONField(default=list, blank=True)
    transcript = models.TextField(max_length=200_000, blank=True)
    recording_url = models.URLField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    lang = models.CharField(max_length=8, default="es")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [models.UniqueConstraint(fields=["encounter", "number"], name="minutes_number_once")]

    def __str__(self) -> str:
        return f"minutes {self.number} of encounter {self.encounter_id}"


class CalendarKey(models.Model):
    """The secret of a person's own calendar link: only its digest is kept, and a new one revokes the old."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return f"calendar link of {self.person_id}"
