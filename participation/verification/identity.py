"""Identity documents: read and checked where they carry a check digit. Only their digest is kept (``pepper.py``)."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation.verification.models import KeyKind

CURP = re.compile(
    r"^[A-Z][AEIOUX][A-Z]{2}(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}([A-Z\d])\d$"
)
ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
CURP_LENGTH = 18
VOTER = re.compile(r"^[A-ZÑ]{6}\d{8}[HM]\d{3}$")
# Not a document's number: taken as it is, in the words of whoever vouches for it.
AS_GIVEN = {KeyKind.OIDC.value, KeyKind.CHANNEL.value, KeyKind.NAME.value}


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


def document_kind(number: str) -> str:
    """Return the kind that a clean number tells by its look: a CURP, a voter card, or a document of unknown kind."""
    if CURP.match(number):
        return KeyKind.CURP
    return KeyKind.INE if VOTER.match(number) else KeyKind.DOCUMENT


def clean_number(kind: str, text: str) -> str:
    """Return the number of a kind of document as it is sealed. Raises ValidationError, and ValueError for no kind."""
    if kind not in KeyKind.values:
        raise ValueError(f"unknown kind of document {kind!r}")
    if kind in AS_GIVEN:
        words = " ".join(unicodedata.normalize("NFC", text or "").split())
        if not words or len(words) > 400:
            raise ValidationError(_("Write the number as the document has it."), code="document")
        return words
    number = clean_document(text)
    if kind == KeyKind.CURP and not CURP.match(number):
        raise ValidationError(_("A CURP has 18 letters and digits: read it again."), code="curp")
    if kind == KeyKind.INE and not VOTER.match(number):
        raise ValidationError(
            _("Write the voter key of the card (“clave de elector”): 18 letters and digits."), code="ine"
        )
    return number


def kinds_to_compare(kind: str) -> list[str]:
    """Return the kinds under which the same number may be stored: what was taken without its kind is compared too."""
    if kind == KeyKind.DOCUMENT:
        return [other for other in KeyKind.values if other not in AS_GIVEN]
    return [kind] if kind in AS_GIVEN else [kind, KeyKind.DOCUMENT]


def clean_name_key(name: str, birth_date: date) -> str:
    """Return what seals the holder of a letter: their whole name without accents and case, and the date of birth."""
    plain = unicodedata.normalize("NFD", name or "")
    words = re.sub(r"[^A-Z ]", "", "".join(c for c in plain.upper() if not unicodedata.combining(c)))
    parts = words.split()
    if len(parts) < 2 or len(words) > 200:
        raise ValidationError(_("Write the whole name as the letter has it."), code="name")
    return f"{' '.join(parts)} {birth_date:%Y-%m-%d}"
