"""E-mail addresses and mobile numbers: read from what people type, shown without giving them away."""

from dataclasses import dataclass
from typing import Literal

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from participation.web.richtext import tidy

REGION = "MX"
MOBILE_PREFIX = "+521"  # the old way to write a Mexican mobile number from abroad; dialled without the 1 since 2019


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address in lower case, or a telephone number in E.164."""

    kind: Literal["email", "phone"]
    value: str


def clean_email(text: str) -> str:
    """Return an e-mail address in lower case. Raises ValidationError."""
    value = tidy(text).lower()
    if len(value) > 254:
        raise ValidationError(_("This address is too long."), code="email")
    try:
        validate_email(value)
    except ValidationError as error:
        raise ValidationError(
            _("Write a complete e-mail address, for example ana@example.org."), code="email"
        ) from error
    return value


def clean_phone(text: str) -> str:
    """Return a telephone number in E.164; ten digits are a Mexican number. Raises ValidationError."""
    complaint = ValidationError(
        _("Write the ten digits of your mobile number. From another country, begin with + and the country's code."),
        code="phone",
    )
    value = tidy(text)
    if not value or len(value) > 40:
        raise complaint
    digits = "".join(c for c in value if c.isdigit() or c == "+")
    if digits.startswith(MOBILE_PREFIX) and len(digits) == len(MOBILE_PREFIX) + 10:
        value = "+52" + digits[len(MOBILE_PREFIX) :]
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException as error:
        raise complaint from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise complaint
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_contact(text: str) -> Contact:
    """Return what the person typed as an e-mail address or a mobile number. Raises ValidationError."""
    value = tidy(text)
    if "@" in value:
        return Contact("email", clean_email(value))
    if not any(character.isdigit() for character in value):
        raise ValidationError(_("Write an e-mail address, or a mobile number of ten digits."), code="contact")
    return Contact("phone", clean_phone(value))


def show_phone(phone: str | None) -> str:
    """Return a number as people write it."""
    if not phone:
        return ""
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return phone
    national = number.country_code == phonenumbers.country_code_for_region(REGION)
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def mask_phone(phone: str | None) -> str:
    """Return a number with all but its last four digits hidden, for logs and for people at a counter."""
    return f"••• ••• {phone[-4:]}" if phone else ""


def mask_email(email: str | None) -> str:
    """Return an address with most of its first part hidden."""
    if not email or "@" not in email:
        return ""
    name, _at, host = email.partition("@")
    return f"{name[:2]}•••@{host}"
