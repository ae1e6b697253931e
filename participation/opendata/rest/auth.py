"""Signing in to the API: a personal token, or the session of the browser."""

from importlib import import_module
from typing import Any

from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from participation.models import Person
from participation.people.api_acts import KeyInUse


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer azt_…``. A token that is unknown, expired or revoked is 401, never an anonymous visit."""

    def authenticate(self, request: Request) -> tuple[Person, KeyInUse] | None:
        """Return the person of the token and what it was made for; None where no bearer token was sent."""
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        try:
            token = header[1].decode("ascii") if len(header) == 2 else ""
        except UnicodeDecodeError:
            token = ""
        tokens: Any = import_module("participation.people.tokens")
        host = split_domain_port(request.get_host())[0]
        found = tokens.token_in_force(token, timezone.now(), host) if 8 < len(token) < 200 else None
        if found is None:
            raise AuthenticationFailed(_("This token is not in force. Make another one in your account."))
        return found.person, KeyInUse(None if found.acts is None else frozenset(found.acts))

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with 401."""
        return 'Bearer realm="api"'
