"""Values of open data: one plain form for JSON, one cell for CSV, one pseudonym for people."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from participation.models import Organisation, Person

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def moment(value: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond where it has them."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; what is unknown or empty is None, never 0 and never an empty text."""
    if value is None or value == "":
        return None
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return str(value)


def cell(value: Any) -> str:
    """Return a plain value as a CSV cell.

    A text that a spreadsheet would run as a formula gets a leading apostrophe; whoever reads the file with a program
    takes exactly one away. Lists and objects are JSON, so that a comma in a name stays a comma in a name.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def json_line(row: dict[str, Any]) -> str:
    """Return a row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def pseudonym(person: "Person | Organisation | None") -> str | None:
    """Return the key that stands for a person, or an organisation, in open data.

    It is a keyed hash of the account's random key: the same in every dataset and at all times, so that one can see what
    one author wrote, and of no use to find the account, a name or an address without the installation's secret.
    """
    if person is None:
        return None
    digest = hmac.new(settings.AZOTEA_IDENTITY_KEY.encode(), b"open-data-author:" + person.key.bytes, hashlib.sha256)
    return f"p-{digest.hexdigest()[:24]}"


def address(path: str | None) -> str | None:
    """Return the full address of a path without language prefix."""
    return f"{settings.AZOTEA_BASE_URL}{path}" if path else None
