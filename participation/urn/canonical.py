"""JSON in one spelling (RFC 8785), so that the same choices are the same bytes and have the same fingerprint."""

import hashlib
import json
import math
from typing import Any

LARGEST = 2**53 - 1


class NotCanonicalError(ValueError):
    """The value has no canonical spelling: a type that JSON lacks, a number out of range, half of a character."""


def canonical(value: Any) -> str:
    """Return the canonical JSON text of a value. Raises NotCanonicalError."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonicalError("a whole number beyond 2^53")
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(name)}:{canonical(value[name])}" for name in _sorted(value)) + "}"
    raise NotCanonicalError(type(value).__name__)


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _text(value: str) -> str:
    if not isinstance(value, str) or any(0xD800 <= ord(one) <= 0xDFFF for one in value):
        raise NotCanonicalError("a name or text that is not Unicode")
    return json.dumps(value, ensure_ascii=False)


def _sorted(value: dict[Any, Any]) -> list[str]:
    """Return the names in the order of their UTF-16 units, as the RFC wants them."""
    if not all(isinstance(name, str) for name in value):
        raise NotCanonicalError("a name that is not text")
    return sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _number(value: float) -> str:
    """Write a fraction as ECMAScript does: shortest digits, exponents only below 1e-6 and from 1e21."""
    if not math.isfinite(value):
        raise NotCanonicalError("not a number")
    if value == 0:
        return "0"
    sign, digits, exponent = "-" if value < 0 else "", *_digits(abs(value))
    places = len(digits) + exponent  # where the point stands, counted from the first digit
    if len(digits) <= places <= 21:
        return sign + digits + "0" * (places - len(digits))
    if 0 < places <= 21:
        return f"{sign}{digits[:places]}.{digits[places:]}"
    if -6 < places <= 0:
        return f"{sign}0.{'0' * -places}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if places > 0 else '-'}{abs(places - 1)}"


def _digits(value: float) -> tuple[str, int]:
    """Return the shortest digits of a positive number, and the power of ten of the last one."""
    mantissa, _e, power = repr(value).partition("e")
    whole, _point, part = mantissa.partition(".")
    part = "" if part == "0" else part
    exponent = int(power or 0) - len(part)
    digits = (whole + part).lstrip("0")
    stripped = digits.rstrip("0")
    return stripped, exponent + len(digits) - len(stripped)
