"""Signing in to the API: a personal token, or the session of the browser."""

from importlib import import_module
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from participation.models import Person


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer azt_…``. A token that is unknown, expired or revoked is 401, never an anonymous visit."""

    def authenticate(self, request: Request) -> tuple[Person, str] | None:
        """Return the person of the token; None where no bearer token was sent."""
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        try:
            token = header[1].decode("ascii") if len(header) == 2 else ""
        except UnicodeDecodeError:
            token = ""
        tokens: Any = import_module("participation.people.tokens")
        person = tokens.person_of_token(token, at=timezone.now()) if 8 < len(token) < 200 else None
        if person is None:
            raise AuthenticationFailed(_("This token is not in force. Make another one in your account."))
        return person, "token"

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with 401."""
        return 'Bearer realm="api"'
