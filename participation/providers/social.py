"""allauth's side of a sign-in at a provider: rows instead of its own tables, our way out, our checks.

allauth keeps the state (single use, ten minutes, in the session), makes the PKCE verifier, exchanges the code and calls
the adapters here. It stores nothing: what it would do with an account is answered by ``returning.py``.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.fernet import InvalidToken
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from participation.ciphers import cipher
from participation.people.models import Person
from participation.providers.claims import Claims, claims_of
from participation.providers.failures import ProviderError
from participation.providers.guarded import GuardedSession, basic
from participation.providers.models import IdentityProvider, Protocol
from participation.providers.tokens import read_token
from participation.web.addresses import absolute, plain

PURPOSE = "providers"
STATE_LENGTH = 43
SAID = {"access_denied": "denied", "server_error": "down", "temporarily_unavailable": "down"}


def unsealed(text: str) -> str:
    """Return a stored secret. Raises ProviderError where it was sealed with a key that is not known any more."""
    if not text:
        return ""
    try:
        return cipher(PURPOSE).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise ProviderError("refused") from error


def return_url(provider: IdentityProvider) -> str:
    """Return the address that the provider is told to lead back to, the same in every language."""
    return absolute(plain(reverse("providers:return", args=[provider.key])), "es-mx")


class _Client(OAuth2Client):
    """OAuth with the messages of OpenID Connect."""

    row: IdentityProvider
    verifier = ""


class _LlaveClient(_Client):
    """OAuth with the messages of Llave MX: other names, JSON, and a user of its web services."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, str]) -> str:
        """Return where the person signs in."""
        address: str = super().get_redirect_url(authorization_url, [], extra_params)
        return address.replace("redirect_uri=", "redirect_url=", 1).replace("scope=&", "", 1)

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> dict[str, Any]:
        """Exchange the code. Raises ProviderError."""
        asked = {
            "grantType": "authorization_code",
            "code": code,
            "redirectUri": self.callback_url,
            "clientId": self.consumer_key,
            "clientSecret": self.consumer_secret,
            "codeVerifier": pkce_code_verifier or "",
        }
        headers = service_headers(self.row)
        sent = {name: value for name, value in asked.items() if value}
        reply = GuardedSession().request("POST", self.access_token_url, json=sent, headers=headers)
        reply.raise_for_status()
        return {"access_token": reply.json().get("accessToken")}


def service_headers(row: IdentityProvider) -> dict[str, str]:
    """Return what names the installation to web services that ask for a user of theirs."""
    if not row.service_user:
        return {}
    return {"Authorization": basic(row.service_user, unsealed(row.service_password), encoded=False)}


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """A sign-in at one provider. ``state`` is what was kept of its beginning."""

    client_class = _Client

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        self.state: dict[str, Any] = {}
        super().__init__(request, row.key)

    @property
    def openid_config(self) -> dict[str, str]:
        """Return the addresses that were read when the provider was set up."""
        row = self.row
        return {
            "authorization_endpoint": row.authorize_url,
            "token_endpoint": row.token_url,
            "userinfo_endpoint": row.userinfo_url,
        }

    @property
    def basic_auth(self) -> bool:
        """Tell whether the secret goes into a header."""
        return self.row.basic_auth

    def get_provider(self) -> "CityProvider":
        """Return allauth's provider of the row."""
        return CityProvider(self.request, app=_app(self.row))

    def get_client(self, request: HttpRequest, app: SocialApp) -> _Client:
        """Return the client with its row."""
        client: _Client = super().get_client(request, app)
        client.row = self.row
        return client

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address to lead back to."""
        return return_url(self.row)

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Exchange the code; what is not an answer of OAuth is no answer. Raises ProviderError."""
        try:
            found = super().get_access_token_data(*args, **kwargs)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ProviderError("untrusted") from error
        if not isinstance(found.get("access_token"), str) or not _is_plain(found["access_token"]):
            raise ProviderError("untrusted")
        return found  # type: ignore[no-any-return]

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Return the token of an answer; it is never stored."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return who the provider says that it is. Raises ProviderError."""
        claims = self.read_claims(token.token, kwargs["response"])
        return self.get_provider().sociallogin_from_response(request, claims)

    def read_claims(self, access_token: str, answer: dict[str, Any]) -> Claims:
        """Return what the identity token says, and beside it the person's data where they are asked for."""
        said = read_token(self.row, answer.get("id_token"), str((self.state.get("data") or {}).get("nonce", "")))
        if self.row.asks_userinfo and self.row.userinfo_url:
            more = self._fetch_user_info(access_token)
            if more.get("sub") != said["sub"]:  # data of another person must not be joined to this token
                raise ProviderError("untrusted")
            said = {**more, **said}
        return claims_of(said["sub"], said)


class LlaveAdapter(ProviderAdapter):
    """A sign-in at Llave MX, which has no identity token: its data come from its own server alone."""

    client_class = _LlaveClient

    def read_claims(self, access_token: str, answer: dict[str, Any]) -> Claims:
        """Return the person's data. Raises ProviderError."""
        headers = {**service_headers(self.row), "accessToken": access_token}
        reply = GuardedSession().get(self.row.userinfo_url, headers=headers)
        reply.raise_for_status()
        said = reply.json()
        if said.get("error"):
            raise ProviderError("untrusted")
        return claims_of(said.get("idUsuario"), said)


ADAPTERS: dict[str, type[ProviderAdapter]] = {Protocol.OIDC: ProviderAdapter, Protocol.LLAVEMX: LlaveAdapter}


def adapter_of(request: HttpRequest, row: IdentityProvider) -> ProviderAdapter:
    """Return the adapter of a row's protocol."""
    return ADAPTERS[row.protocol](request, row)


class CityProvider(OpenIDConnectProvider):
    """A row of ours as allauth sees it. Of the person nothing but the account's identifier is handed on."""

    def get_oauth2_adapter(self, request: HttpRequest) -> ProviderAdapter:
        """Return the adapter of the row."""
        return adapter_of(request, self.app.row)

    def extract_uid(self, data: Claims) -> str:
        """Return the account's identifier."""
        return data.subject

    def extract_extra_data(self, data: Claims) -> dict[str, Any]:
        """Return nothing: claims are not stored."""
        return {}

    def extract_common_fields(self, data: Claims) -> dict[str, Any]:
        """Return nothing: names and contacts are not taken over."""
        return {}

    def extract_email_addresses(self, data: Claims) -> list[Any]:
        """Return nothing: an address that a provider says joins no accounts."""
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: Claims) -> SocialLogin:
        """Return allauth's login with the claims beside it, for this request alone."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login  # type: ignore[no-any-return]


def _app(row: IdentityProvider) -> SocialApp:
    """Return the row as allauth's application; it is never stored."""
    settings = {"server_url": row.issuer, "scope": row.scopes.split(), "oauth_pkce_enabled": row.pkce}
    app = SocialApp(
        provider="openid_connect",
        provider_id=row.key,
        name=row.name,
        client_id=row.client_id,
        secret=unsealed(row.secret),
        settings=settings,
    )
    app.row = row
    return app


def _is_plain(text: str) -> bool:
    """Tell whether a token can stand in a header."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= 16_384


class SocialAdapter(DefaultSocialAccountAdapter):
    """allauth's hooks: how to ask, and what to do with an answer."""

    def get_requests_session(self) -> GuardedSession:
        """Return the guarded way out."""
        return GuardedSession()

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CityProvider:
        """Return the provider of a key. Raises Http404."""
        row = IdentityProvider.objects.filter(key=provider).first()
        if row is None:
            raise Http404
        return CityProvider(request, app=_app(row))

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Return a state that nobody guesses."""
        return get_random_string(STATE_LENGTH)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """Take nothing over."""
        return sociallogin.user  # type: ignore[no-any-return]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts are opened with a contact of their own."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Answer instead of allauth, which would sign in, sign up or join by itself."""
        from participation.providers.returning import answer

        raise ImmediateHttpResponse(answer(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Answer what went wrong with our own page."""
        from participation.providers.returning import failed

        said = str(request.GET.get("error", ""))
        raise ImmediateHttpResponse(failed(request, provider.app.row, _code(exception, extra_context or {}, said)))


def _code(exception: Any, context: dict[str, Any], said: str) -> str:
    """Return our word for what allauth says; ``said`` is the error that the provider gave its name."""
    if isinstance(exception, ProviderError):
        return exception.code
    if "state_id" in context:
        return "state"
    if exception is not None:
        return "untrusted"
    return SAID.get(said, "refused" if said else "denied")
