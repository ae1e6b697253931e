"""What a provider says of a person, and what of it is taken: read, used at once, never kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from participation.providers.failures import ProviderError
from participation.providers.models import IdentityProvider
from participation.verification.identity import clean_number, curp_birth_date
from participation.verification.models import KeyKind

LONGEST_SUBJECT = 191
DAY_FIRST = re.compile(r"^(\d{2})/(\d{2})/(\d{4})$")


@dataclass(frozen=True, slots=True)
class Claims:
    """Who the provider says that somebody is: ``subject`` is their account there, ``said`` everything as it came."""

    subject: str
    said: Mapping[str, Any]


def claims_of(subject: Any, said: Mapping[str, Any]) -> Claims:
    """Return the claims of an account. Raises ProviderError where it cannot be the name of one."""
    if isinstance(subject, int) and not isinstance(subject, bool):
        subject = str(subject)
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise ProviderError("untrusted")
    return Claims(subject, said)


def enforce_level(provider: IdentityProvider, claims: Claims) -> None:
    """Raise ProviderError where the provider does not know the person as well as the installation asks."""
    if not provider.level_claim:
        return
    said = _value(claims.said, provider.level_claim)
    found = {_word(one) for one in (said if isinstance(said, list) else [said])}
    if found.isdisjoint(_word(one) for one in provider.level_value.split(",")):
        raise ProviderError("level")


def documents_of(provider: IdentityProvider, claims: Claims) -> list[tuple[str, str]]:
    """Return what counts once: the CURP first, where the provider gives it, and the account there. Raises."""
    account = (KeyKind.OIDC.value, f"{provider.issuer} {claims.subject}")
    if not provider.document_claim:
        return [account]
    said = _value(claims.said, provider.document_claim)
    if not isinstance(said, str) or not said.strip():
        raise ProviderError("no_document")
    try:
        return [(KeyKind.CURP.value, clean_number(KeyKind.CURP.value, said)), account]
    except ValidationError as error:
        raise ProviderError("bad_document") from error


def birth_date_of(provider: IdentityProvider, claims: Claims, documents: list[tuple[str, str]]) -> date | None:
    """Return the date of birth that the provider says, or that the CURP carries."""
    said = _value(claims.said, provider.birth_claim) if provider.birth_claim else None
    if isinstance(said, str) and said.strip():
        return _day(said.strip())
    return next((curp_birth_date(number) for kind, number in documents if kind == KeyKind.CURP), None)


def _value(said: Mapping[str, Any], path: str) -> Any:
    """Return a datum by its name; a dot leads into another one."""
    found: Any = said
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _word(value: Any) -> str:
    return str(value).strip().lower()


def _day(text: str) -> date:
    """Return a day written 1990-05-21 or 21/05/1990. Raises ProviderError."""
    if found := DAY_FIRST.match(text):
        text = f"{found[3]}-{found[2]}-{found[1]}"
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise ProviderError("bad_document") from error
