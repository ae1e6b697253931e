"""Identity documents: read, checked where they carry a check digit, and kept only as a keyed hash."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CURP = re.compile(
    r"^[A-Z][AEIOUX][A-Z]{2}(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}([A-Z\d])\d$"
)
ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
CURP_LENGTH = 18


def clean_document(text: str) -> str:
    """Return a document number in capitals without blanks and signs; a CURP must be a true one.

    Raises ValidationError.
    """
    plain = "".join(
        c if c in "Ññ" else unicodedata.normalize("NFD", c)[:1] for c in unicodedata.normalize("NFC", text or "")
    ).upper()
    number = re.sub(r"[^A-Z0-9Ñ]", "", plain)
    if not 6 <= len(number) <= 30 or not any(c.isdigit() for c in number):
        raise ValidationError(
            _("Write the number as the document has it: six to thirty letters and digits."), code="document"
        )
    if len(number) == CURP_LENGTH and number[:4].isalpha() and number[4:10].isdigit():
        _check_curp(number)
    return number


def _check_curp(number: str) -> None:
    if not CURP.match(number) or number[-1] != curp_digit(number[:17]):
        raise ValidationError(_("This CURP has a mistake: read it again, letter by letter."), code="curp")
    if curp_birth_date(number) is None:
        raise ValidationError(_("This CURP has a mistake: its date does not exist."), code="curp")


def curp_digit(first: str) -> str:
    """Return the check digit of a CURP's first 17 characters (RENAPO's rule, modulus 10)."""
    total = sum(ALPHABET.index(character) * (18 - place) for place, character in enumerate(first))
    return str(-total % 10)


def curp_birth_date(number: str) -> date | None:
    """Return the birth date that a CURP carries; None where the number is not a CURP or the date does not exist.

    The 17th character tells the century: a digit for those born until 1999, a letter afterwards.
    """
    found = CURP.match(number)
    if not found:
        return None
    century = 1900 if found[4].isdigit() else 2000
    try:
        return date(century + int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def identity_hash(document: str) -> str:
    """Return the keyed hash (HMAC-SHA-256) of a clean document number, the only trace of it that is kept."""
    key = settings.AZOTEA_IDENTITY_KEY.encode()
    return hmac.new(key, b"azotea.identity:" + document.encode(), hashlib.sha256).hexdigest()
