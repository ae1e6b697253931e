"""The seals of places: what a file names, and what a person has, become the same keyed digest or not.

Seals of contacts, codes and accounts carry the list's key, so that nobody can tell from two lists that the same address
is on both. A document's seal is the one that verification keeps of it: only by that can it be known again without its
number. All of them go through the secrets of the identity key, and a rotation lays further ones over them.
"""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation.groups.models import PersonGroup, PlaceKind
from participation.people.contacts import clean_email, clean_phone
from participation.people.querysets import is_short_code, short_code
from participation.verification.identity import clean_number, document_kind
from participation.verification.pepper import digester

if TYPE_CHECKING:
    from participation.models import Person

SHORTEST, LONGEST = 8, 60
SIGNS = re.compile(r"[\s\-_.]")


def clean_code(text: str) -> str:
    """Return a code that was handed out, in capitals without blanks and hyphens. Raises ValidationError.

    Eight characters at least: somebody who tries codes is stopped after a few, but not each of a thousand accounts.
    """
    code = SIGNS.sub("", text or "").upper()
    if not SHORTEST <= len(code) <= LONGEST or not code.isascii() or not code.isalnum():
        raise ValidationError(_("A code has from 8 to 60 letters and digits."), code="code")
    return code


def clean_account(text: str) -> str:
    """Return the code of an account as its owner reads it. Raises ValidationError."""
    if not is_short_code(text):
        raise ValidationError(
            _("Write the code of their page “My verification”, for example A1B2-C3D4."), code="account"
        )
    return SIGNS.sub("", text).upper()


def clean_value(column: str, text: str) -> tuple[str, str, str]:
    """Return (kind of place, kind of seal, clean value) of a cell of a column. Raises ValidationError."""
    if column in {"curp", "ine", "document"}:
        given = {"curp": "curp", "ine": "ine"}.get(column, "")
        number = clean_number(given or "document", text)
        return PlaceKind.DOCUMENT.value, given or str(document_kind(number)), number
    clean = {"code": clean_code, "email": clean_email, "phone": clean_phone, "account": clean_account}[column]
    return column, "", clean(text)


class Sealer:
    """Makes the seals of one list; within a transaction that holds the state of the secrets where ``hold`` is set."""

    def __init__(self, group: PersonGroup, *, hold: bool = False) -> None:
        self._group, self._digest = group.pk, digester(hold=hold)

    def seal(self, place: str, kind: str, value: str) -> str:
        """Return the digest of a clean value."""
        if place == PlaceKind.DOCUMENT:
            return self._digest(kind, value)
        return self._digest(f"list-{place}", f"{self._group}:{value}")

    def of_person(self, person: "Person", code: str = "") -> list[str]:
        """Return every seal that could be a person's: of a code that they give, else of what is known to be theirs."""
        if code:
            return [self.seal(PlaceKind.CODE, "", clean_code(code))]
        found = [self.seal(PlaceKind.ACCOUNT, "", SIGNS.sub("", short_code(person)))]
        if _has_email(person):
            found.append(self.seal(PlaceKind.EMAIL, "", str(person.email).lower()))
        if person.phone and person.phone_verified:
            found.append(self.seal(PlaceKind.PHONE, "", person.phone))
        return [*found, *_documents(person)]


def _has_email(person: "Person") -> bool:
    """Tell whether the person's address is known to be theirs; one that waits for its code is not."""
    from allauth.account.models import EmailAddress

    if not person.email:
        return False
    address = EmailAddress.objects.filter(user=person, email=person.email).first()
    return address is None or bool(address.verified)


def _documents(person: "Person") -> list[str]:
    """Return the seals of the documents of the person's verification that nobody ended."""
    from participation.models import IdentityKey

    mine = {"identity__verifications__person": person, "identity__verifications__revoked_at__isnull": True}
    return list(IdentityKey.objects.filter(retired_at__isnull=True, **mine).values_list("digest", flat=True)[:50])
