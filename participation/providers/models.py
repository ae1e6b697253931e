"""Which identity providers an installation trusts, and for what."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PREFIX = "oidc:"
LONGEST_URL = 500


class Protocol(models.TextChoices):
    """How the server and the provider speak."""

    OIDC = "oidc", _("OpenID Connect")
    LLAVEMX = "llavemx", _("Llave MX")


class IdentityProvider(models.Model):
    """A service that says who somebody is. Its method of verification is called by ``method``.

    ``secret`` and ``service_password`` are encrypted (``participation.ciphers``). The four addresses are read from the
    provider's own discovery document where it has one. ``document_claim`` names what holds the CURP; without it the
    account at the provider is itself what counts once.
    """

    Protocol = Protocol

    key = models.SlugField(
        _("short name in addresses"), max_length=40, unique=True, help_text=_("Small letters, digits and hyphens.")
    )
    name = models.CharField(_("name that people read"), max_length=80)
    protocol = models.CharField(_("protocol"), max_length=10, choices=Protocol, default=Protocol.OIDC)
    issuer = models.CharField(
        _("address of the provider"),
        max_length=LONGEST_URL,
        help_text=_("With OpenID Connect its “issuer”: the rest is read from there when you save."),
    )
    client_id = models.CharField(_("client identifier"), max_length=255)
    secret = models.TextField(blank=True, editable=False)
    service_user = models.CharField(_("user of its web services"), max_length=255, blank=True)
    service_password = models.TextField(blank=True, editable=False)
    authorize_url = models.CharField(
        _("address to sign in at"),
        max_length=LONGEST_URL,
        blank=True,
        help_text=_("With OpenID Connect this one and the two below are read from the provider."),
    )
    token_url = models.CharField(_("address of tokens"), max_length=LONGEST_URL, blank=True)
    userinfo_url = models.CharField(_("address of the person's data"), max_length=LONGEST_URL, blank=True)
    keys_url = models.CharField(max_length=LONGEST_URL, blank=True, editable=False)
    basic_auth = models.BooleanField(default=False, editable=False)
    scopes = models.CharField(
        _("scopes"), max_length=200, blank=True, default="openid profile", help_text=_("Separated by blanks.")
    )
    asks_userinfo = models.BooleanField(_("ask for the person's data besides the token"), default=True)
    pkce = models.BooleanField(_("PKCE"), default=True, help_text=_("Leave it on unless the provider refuses it."))
    document_claim = models.CharField(
        _("datum that holds the CURP"),
        max_length=60,
        blank=True,
        default="curp",
        help_text=_("Empty: the account at the provider is itself what counts once."),
    )
    birth_claim = models.CharField(
        _("datum that holds the date of birth"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the CURP says it."),
    )
    level_claim = models.CharField(
        _("datum that says how well the provider knows the person"),
        max_length=60,
        blank=True,
        help_text=_("Empty: every account of the provider is good."),
    )
    level_value = models.CharField(
        _("what that datum must say"), max_length=200, blank=True, help_text=_("Several are separated by commas.")
    )
    lives_in = models.ForeignKey(
        "participation.Territory",
        verbose_name=_("everybody with an account there lives in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Only where the provider checks it. Empty: it says nothing of where somebody lives."),
    )
    signs_in = models.BooleanField(
        _("people may also sign in with it"), default=False, help_text=_("Once they joined it to their account here.")
    )
    made_at = models.DateTimeField(_("made on"))
    checked_at = models.DateTimeField(_("its addresses were read on"), null=True)

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")

    def __str__(self) -> str:
        return self.name

    @property
    def method(self) -> str:
        """Return the name of its method of verification."""
        return f"{PREFIX}{self.key}"

    @property
    def host(self) -> str:
        """Return the machine where people sign in."""
        return urlsplit(self.authorize_url).hostname or ""

    @property
    def is_ready(self) -> bool:
        """Tell whether everything is there that a sign-in needs."""
        addresses = [self.authorize_url, self.token_url]
        addresses.append(self.keys_url if self.protocol == Protocol.OIDC else self.userinfo_url)
        return bool(self.client_id and all(addresses))


class ProviderAccount(models.Model):
    """An account at a provider that its owner joined to theirs here, to sign in: nothing of it but its identifier."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.PROTECT, related_name="accounts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_accounts")
    subject = models.CharField(max_length=191)
    at = models.DateTimeField(_("joined on"))
    used_at = models.DateTimeField(_("last used on"), null=True)

    class Meta:
        verbose_name = _("account at an identity provider")
        verbose_name_plural = _("accounts at identity providers")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="provider_account_one_person"),
            models.UniqueConstraint(fields=["provider", "person"], name="provider_account_one_each"),
        ]

    def __str__(self) -> str:
        return self.provider.name
