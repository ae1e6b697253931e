"""People and their access tokens."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are compared in lower case."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "Person":
        """Create a person; without a password they sign in by code."""
        person = self.model(email=email.lower() if email else None, **fields)
        person.set_password(password) if password else person.set_unusable_password()
        person.save(using=self._db)  # writes: the manager that Django's own commands call
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a technical administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find by e-mail address without regard to case."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """An account. ``key`` is the pseudonym that open data shows in the place of a name."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("public name"), max_length=80, help_text=_("Shown beside what you write. It may be a nickname.")
    )
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(_("mobile number"), max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(_("mobile number confirmed"), default=False)
    lang = models.CharField(_("language"), max_length=8, default="es-mx")
    # Empty: the installation's. Mails, and when a digest leaves, follow it.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="", db_default="")
    is_staff = models.BooleanField(_("official"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Made by officials for a few days of field work (access/field): it does that and nothing else.
    is_field = models.BooleanField(_("field account"), default=False, db_default=False)
    is_sample = models.BooleanField(_("made up for a demonstration"), default=False)
    joined_at = models.DateTimeField(_("signed up on"), auto_now_add=True)
    erased_at = models.DateTimeField(_("account deleted on"), null=True, blank=True)
    # Copies that moderation keeps, so that asking for them costs no query: see moderation.models.Block.
    name_hidden_at = models.DateTimeField(_("name hidden on"), null=True, blank=True)
    blocked_at = models.DateTimeField(_("blocked since"), null=True, blank=True)
    blocked_until = models.DateTimeField(_("blocked until"), null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """Return the name that pages show."""
        if self.erased_at:
            return str(_("deleted account"))
        return str(_("name hidden by moderation")) if self.name_hidden_at else self.name

    def get_full_name(self) -> str:
        """Return the public name (the admin and allauth ask for it)."""
        return self.public_name

    def get_short_name(self) -> str:
        """Return the first word of the public name."""
        return self.public_name.split(" ")[0]


class ApiToken(models.Model):
    """A personal access token for the API; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    # Names of acts of the API (participation.opendata.rest.acts); none at all only reads. Null: made before keys were
    # limited to acts, good for all of them.
    acts = models.JSONField(null=True, blank=True)
    # The host for which it was made; empty on keys from before, which work on every host of the installation.
    audience = models.CharField(max_length=253, blank=True, default="", db_default="")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("key of the API")
        verbose_name_plural = _("keys of the API")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Session(AbstractBaseSession):
    """A browser's session, with what its owner may know of it. Neither address nor place is kept."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    # Names the session on its owner's page: made from the secret key of the cookie, which cannot be found from it.
    handle = models.UUIDField(unique=True)
    device = models.CharField(_("device"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("signed in on"), null=True)
    used_at = models.DateTimeField(_("last used"))

    objects = BaseSessionManager["Session"]()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that reads and writes these rows."""
        from participation.people.sessions import SessionStore

        return SessionStore
