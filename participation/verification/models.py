"""Verifications: what was checked of a person, never the document itself.

``Identity`` is one human being and holds no datum of theirs. ``IdentityKey`` is a keyed hash of one of their documents.
``Verification`` joins an account to an identity, and names the one key that counted. What is limited to once per person
counts by identity, over every account that it ever verified.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 300
METHOD_LENGTH = 60


class KeyKind(models.TextChoices):
    """What a keyed hash was made from. The same number under two kinds gives two hashes that nobody can compare."""

    CURP = "curp", _("CURP")
    INE = "ine", _("voter card (INE)")
    PASSPORT = "passport", _("passport")
    RESIDENCE = "residence", _("residence card")
    CONSULAR = "consular", _("consular card")
    BIRTH = "birth", _("birth certificate")
    LETTER = "letter", _("letter or certificate of an authority")
    NAME = "name", _("name and date of birth of a letter")
    OIDC = "oidc", _("account of an identity provider")
    CHANNEL = "channel", _("record of the municipality")
    DOCUMENT = "document", _("document of unrecorded kind")


# The documents of which everybody has one at most, so that a rule may say: this is the one that counts.
COUNTING = (KeyKind.CURP, KeyKind.INE, KeyKind.PASSPORT, KeyKind.RESIDENCE, KeyKind.CONSULAR)


class Identity(models.Model):
    """One human being, without any datum of theirs: what their documents and accounts have in common."""

    at = models.DateTimeField(_("known since"))
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged on"), null=True, blank=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return f"#{self.pk}"


class IdentityKey(models.Model):
    """A document of an identity, as a keyed hash alone. A corrected one is retired, and counts no more."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(_("kind"), max_length=20, choices=KeyKind)
    digest = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("since"))
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    retired_at = models.DateTimeField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("document of an identity")
        verbose_name_plural = _("documents of identities")
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(retired_at__isnull=True), name="identity_key_one_identity"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PepperState(models.Model):
    """How many secrets every stored hash went through, and a mark of each to notice a wrong setting. One row."""

    one = models.BooleanField(primary_key=True, default=True)
    generation = models.PositiveSmallIntegerField()
    marks = ArrayField(models.CharField(max_length=64))
    rotated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of the identity key")
        verbose_name_plural = _("state of the identity key")
        constraints = [models.CheckConstraint(condition=Q(one=True), name="pepper_state_one_row")]

    def __str__(self) -> str:
        return str(self.generation)


class ResidenceProof(models.TextChoices):
    """How the official saw where the person lives."""

    DOCUMENT = "document", _("the identity document says it")
    BILL = "bill", _("a bill or other proof of address")
    LETTER = "letter", _("letter or certificate of residence")
    KNOWN = "known", _("“domicilio conocido”: a place without street or number, or the person has no fixed home")
    NONE = "none", _("nothing was shown")


class VerificationQuerySet(models.QuerySet["Verification"]):
    """Reads of verifications."""

    def current(self) -> "VerificationQuerySet":
        """Those that nobody ended; their term may be over."""
        return self.filter(revoked_at__isnull=True)

    def in_force(self, at: datetime) -> "VerificationQuerySet":
        """Those that count at a moment: not ended, and their term not over."""
        return self.current().filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))


class Verification(models.Model):
    """An account was verified by a method, as the account of an identity."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="verifications")
    key = models.ForeignKey(
        IdentityKey, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document that counts")
    )
    method = models.CharField(_("method"), max_length=METHOD_LENGTH)
    # Every method that confirmed this identity of this account: {"counter": "2031-05-03T…" or null where without end}.
    confirmed = models.JSONField(default=dict, db_default={}, editable=False)
    # Of before identities had rows; nothing reads it but the adoption of what the former release wrote.
    identity_hash = models.CharField(max_length=64, null=True, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory of residence"),
    )
    residence = models.CharField(
        _("proof of residence"), max_length=20, choices=ResidenceProof, blank=True, default="", db_default=""
    )
    # Every territory whose outline held the point of the address. The point itself is not kept.
    places = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by")
    )
    at = models.DateTimeField(_("verified on"))
    renewed_at = models.DateTimeField(_("renewed on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("ends on"), null=True, blank=True)
    told_of_end_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason to revoke it"), max_length=REASON_LENGTH, blank=True)

    objects = models.Manager.from_queryset(VerificationQuerySet)()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(revoked_at__isnull=True), name="verification_one_account"
            ),
            models.UniqueConstraint(
                fields=["identity_hash"], condition=Q(revoked_at__isnull=True), name="verification_one_identity"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="verification_one_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(revoked_at__isnull=True, expires_at__isnull=False),
                name="verification_by_end",
            )
        ]

    def __str__(self) -> str:
        return self.person.public_name

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether it counts at a moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def is_confirmed_by(self, method: str, at: datetime) -> bool:
        """Tell whether a method confirmed it, and for long enough."""
        if self.revoked_at is not None or (method not in self.confirmed and method != self.method):
            return False
        until: Any = self.confirmed.get(method)
        ends = parse_datetime(until) if until else None
        if method not in self.confirmed:
            ends = self.expires_at
        return ends is None or at < ends

    def methods_in_force(self, at: datetime) -> list[str]:
        """Return the names of the methods that confirmed it and count at a moment, in the order of their names."""
        return sorted(name for name in {*self.confirmed, self.method} if self.is_confirmed_by(name, at))


class GuardianRelation(models.TextChoices):
    """Who consents for a minor."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    TUTOR = "tutor", _("legal guardian")
    INSTITUTION = "institution", _("institution that has the minor in its care")


class GuardianConsent(models.Model):
    """Somebody consented that a minor take part; their document is kept as a keyed hash alone."""

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="consents")
    relation = models.CharField(_("relation"), max_length=20, choices=GuardianRelation)
    digest = models.CharField(max_length=64, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("consented on"))

    class Meta:
        verbose_name = _("consent of a guardian")
        verbose_name_plural = _("consents of guardians")

    def __str__(self) -> str:
        return str(self.get_relation_display())


class MinorRules(models.Model):
    """What holds for minors in this installation. One row; without it the defaults hold."""

    one = models.BooleanField(primary_key=True, default=True)
    youngest = models.PositiveSmallIntegerField(
        _("youngest age that is verified"), default=0, help_text=_("Below it nobody is verified. 0 means no limit.")
    )
    guardian_below = models.PositiveSmallIntegerField(
        _("age below which a guardian consents"),
        default=0,
        help_text=_("For example 16. Such a person is verified at a counter, with their guardian. 0 means nobody."),
    )
    pseudonym_below = models.PositiveSmallIntegerField(
        _("age below which a pseudonym is shown"),
        default=18,
        help_text=_("Until that birthday pages show a name that the platform gives, never their own."),
    )

    class Meta:
        verbose_name = _("rules for minors")
        verbose_name_plural = _("rules for minors")
        constraints = [models.CheckConstraint(condition=Q(one=True), name="minor_rules_one_row")]

    def __str__(self) -> str:
        return str(_("rules for minors"))


class MethodSetting(models.Model):
    """How an installation offers a method of verification; without a row the method's own defaults hold."""

    name = models.CharField(_("method"), max_length=METHOD_LENGTH, unique=True)
    enabled = models.BooleanField(_("offered"), default=False)
    position = models.SmallIntegerField(_("position"), default=0, help_text=_("Lower numbers are shown first."))
    validity_days = models.PositiveIntegerField(
        _("days that a verification lasts"), null=True, blank=True, help_text=_("Empty: it has no end.")
    )
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("method of verification")
        verbose_name_plural = _("methods of verification")

    def __str__(self) -> str:
        return self.name


class FailedAttempt(models.Model):
    """A try to be verified that failed: by which method and why; no document, no date, no address. Purged by age."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="failed_verifications"
    )
    method = models.CharField(_("method"), max_length=METHOD_LENGTH)
    code = models.CharField(_("why"), max_length=40)
    at = models.DateTimeField(_("on"), db_index=True)

    class Meta:
        verbose_name = _("failed attempt")
        verbose_name_plural = _("failed attempts")

    def __str__(self) -> str:
        return f"{self.method}: {self.code}"


class ConflictKind(models.TextChoices):
    """Why an official has to look."""

    TAKEN = "taken", _("the document already verifies another account")
    TWO = "two", _("the documents belong to two identities")


class ConflictOutcome(models.TextChoices):
    """What an official decided."""

    KEEP = "keep", _("leave everything as it is")
    MOVE = "move", _("verify the new account, and end the verification of the other one")
    MERGE = "merge", _("both identities are one person: merge them")
    APART = "apart", _("they are two people")


class Conflict(models.Model):
    """A verification that was refused since the document is of an identity with another account; officials decide.

    What was checked of the person (date of birth, territory) waits here, so that a decision can finish the
    verification, and is erased with it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ConflictKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who asked")
    )
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="conflicts")
    other = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("method"), max_length=METHOD_LENGTH)
    birth_date = models.DateField(null=True, blank=True)
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    residence = models.CharField(max_length=20, choices=ResidenceProof, blank=True)
    places = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened on"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=ConflictOutcome, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("conflict of identity")
        verbose_name_plural = _("conflicts of identity")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "identity"], condition=Q(decided_at__isnull=True), name="conflict_open_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AssistedCode(models.Model):
    """The code on a printed sheet, by which somebody without e-mail or mobile signs in the first time; its hash."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assisted_codes")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made on"))
    expires_at = models.DateTimeField(_("ends on"))
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of a sheet")
        verbose_name_plural = _("codes of sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True, voided_at__isnull=True), name="assisted_code_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.made_at:%Y-%m-%d})"


def turns(birth_date: date, age: int) -> date:
    """Return the day on which somebody completes an age; born on a 29 February, the 1 March of other years."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)
