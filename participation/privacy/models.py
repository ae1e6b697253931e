"""Consents, privacy notices, requests on personal data (ARCO), blocked identities, breaches, and what a unit sets."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated

DAYS = [MinValueValidator(1), MaxValueValidator(3650)]


class RetentionState(models.Model):
    """When a rule of the retention table last ran, and what it erased. The table itself is in the code."""

    rule = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField()
    erased = models.PositiveIntegerField(default=0)
    erased_in_all = models.PositiveBigIntegerField(default=0)
    failed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("run of a retention rule")
        verbose_name_plural = _("runs of retention rules")

    def __str__(self) -> str:
        return self.rule


class Consent(models.Model):
    """A person agreed to a purpose, and perhaps withdrew: one row per agreement, never changed back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60)
    given_at = models.DateTimeField(_("given on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    notice = models.PositiveIntegerField(_("version of the notice"), default=0)
    channel = models.CharField(max_length=20, default="web")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]
        indexes = [
            models.Index(fields=["purpose", "person"], name="consent_by_purpose", condition=Q(withdrawn_at=None))
        ]

    def __str__(self) -> str:
        return self.purpose


class PrivacySettings(models.Model):
    """Who answers for personal data here, and the days of the legal clock. One row; without it the defaults hold."""

    one = models.BooleanField(primary_key=True, default=True)
    responsible = models.CharField(
        _("who is responsible"), max_length=200, blank=True, help_text=_("Empty: the government of the installation.")
    )
    address = models.CharField(_("address of whoever is responsible"), max_length=300, blank=True)
    unit = models.CharField(_("name of the transparency unit"), max_length=200, blank=True)
    unit_address = models.CharField(_("address and hours of the unit"), max_length=300, blank=True)
    unit_email = models.EmailField(_("e-mail of the unit"), blank=True)
    unit_phone = models.CharField(_("telephone of the unit"), max_length=40, blank=True)
    authority = models.CharField(
        _("authority to complain to"),
        max_length=200,
        blank=True,
        help_text=_("The guarantor authority to which a person turns when an answer does not satisfy them."),
    )
    answer_days = models.PositiveSmallIntegerField(_("working days to answer"), default=20, validators=DAYS)
    extension_days = models.PositiveSmallIntegerField(_("working days of one extension"), default=10, validators=DAYS)
    execute_days = models.PositiveSmallIntegerField(_("working days to carry out"), default=15, validators=DAYS)
    ask_days = models.PositiveSmallIntegerField(
        _("working days to ask for what is missing"), default=5, validators=DAYS
    )
    complete_days = models.PositiveSmallIntegerField(
        _("working days the person has to complete it"), default=10, validators=DAYS
    )
    blocking_days = models.PositiveSmallIntegerField(
        _("days that an identity stays blocked after the account was closed"),
        default=365,
        validators=DAYS,
        help_text=_("Afterwards the seal of the document is erased for good."),
    )
    request_days = models.PositiveSmallIntegerField(
        _("days that a closed request keeps its personal data"), default=730, validators=DAYS
    )
    updated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("privacy settings")
        verbose_name_plural = _("privacy settings")
        constraints = [models.CheckConstraint(condition=Q(one=True), name="privacy_settings_one_row")]

    def __str__(self) -> str:
        return str(_("privacy settings"))


class NoticeVersion(Translated, models.Model):
    """A published version of the privacy notice of one purpose. What was shown to people stays readable."""

    TEXTS = ("title", "data", "uses", "optional_uses", "basis", "transfers", "refusal")
    TRANSLATABLE = TEXTS

    purpose = models.CharField(_("purpose"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=150)
    data = models.TextField(_("which data"), max_length=5000)
    uses = models.TextField(_("what they are needed for"), max_length=5000)
    optional_uses = models.TextField(_("what they are used for only with consent"), max_length=5000, blank=True)
    basis = models.TextField(_("legal basis"), max_length=5000)
    transfers = models.TextField(_("to whom they are transferred"), max_length=5000)
    refusal = models.TextField(_("how to refuse the uses that need consent"), max_length=5000, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    responsible = models.JSONField(default=dict, editable=False)
    reason = models.CharField(_("why it changes"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published on"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="privacy_notice_number")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ArcoRight(models.TextChoices):
    """What a person may ask about their data."""

    ACCESS = "access", _("access: know which data you have of me")
    RECTIFY = "rectify", _("rectification: correct my data")
    CANCEL = "cancel", _("cancellation: erase my data")
    OPPOSE = "oppose", _("opposition: stop using my data for something")


class ArcoState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("received")
    ASKED = "asked", _("something is missing")
    ANSWERED = "answered", _("answered")
    DONE = "done", _("carried out")
    LAPSED = "lapsed", _("closed, since it was not completed")


class ArcoOutcome(models.TextChoices):
    """What the unit answered."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused, with reasons")


class ArcoRequest(models.Model):
    """A request of access, rectification, cancellation or opposition, of somebody with or without an account."""

    OPEN = (ArcoState.RECEIVED, ArcoState.ASKED)

    folio = models.CharField(_("folio"), max_length=24, unique=True)
    code_digest = models.CharField(max_length=64, editable=False)
    right = models.CharField(_("right"), max_length=10, choices=ArcoRight)
    state = models.CharField(_("state"), max_length=10, choices=ArcoState, default=ArcoState.RECEIVED)
    channel = models.CharField(max_length=10, default="web")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    representative = models.CharField(_("representative"), max_length=150, blank=True)
    description = models.TextField(_("what is asked"), max_length=4000)
    received_at = models.DateTimeField(_("received on"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    identified_at = models.DateTimeField(_("identity seen on"), null=True)
    asked_at = models.DateTimeField(null=True)
    complete_by = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    answer_by = models.DateField(_("answer by"))
    answered_at = models.DateTimeField(_("answered on"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ArcoOutcome, blank=True)
    execute_by = models.DateField(_("carry out by"), null=True)
    closed_at = models.DateTimeField(_("closed on"), null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request on personal data")
        verbose_name_plural = _("requests on personal data")
        indexes = [
            models.Index(fields=["answer_by"], name="arco_waiting", condition=Q(state__in=("received", "asked"))),
            models.Index(fields=["person", "-received_at"], name="arco_of_person"),
        ]

    def __str__(self) -> str:
        return self.folio


class ArcoStep(models.Model):
    """One step of a request as both sides read it. Its text may hold personal data, and goes with the request's."""

    request = models.ForeignKey(ArcoRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by_unit = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")

    def __str__(self) -> str:
        return self.kind


class Blocking(models.Model):
    """An account was closed: its keyed identity answers only for duties already born, until it is erased."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocking")
    since = models.DateTimeField(_("blocked since"))
    until = models.DateTimeField(_("blocked until"), db_index=True)
    erased_at = models.DateTimeField(_("erased on"), null=True)

    class Meta:
        verbose_name = _("blocked identity")
        verbose_name_plural = _("blocked identities")

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"

    def is_over(self, at: datetime) -> bool:
        """Tell whether the time of blocking has passed."""
        return at >= self.until


class Breach(models.Model):
    """A breach of security of personal data: what happened, what was done, who was told."""

    found_at = models.DateTimeField(_("found on"))
    happened_at = models.DateTimeField(_("happened on"), null=True, blank=True)
    what = models.TextField(_("what happened and why"), max_length=4000)
    data = models.TextField(_("which data and whose"), max_length=2000)
    people = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    immediate = models.TextField(_("what was done at once"), max_length=4000)
    lasting = models.TextField(_("what was done so that it does not happen again"), max_length=4000, blank=True)
    people_told_at = models.DateTimeField(_("people were told on"), null=True, blank=True)
    authority_told_at = models.DateTimeField(_("the authority was told on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted on"))

    class Meta:
        verbose_name = _("breach of security")
        verbose_name_plural = _("breaches of security")

    def __str__(self) -> str:
        return f"{self.found_at:%Y-%m-%d}"

    def facts(self) -> dict[str, Any]:
        """Return what the log keeps of it: moments and counts, no texts."""
        return {"people": self.people, "closed": self.closed_at is not None}
