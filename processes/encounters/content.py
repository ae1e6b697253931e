"""What an encounter says of itself, tidied and checked: texts, dates, place, seats; and dates by a rule."""

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from participation.web.richtext import tidy
from processes.actions.shared import clean_translations
from processes.dates import zone
from processes.models import Encounter, EncounterKind, EncounterMode, LinkFor, Sector, Service
from processes.models.encounter import LONGEST

ONE_LINE = ("title", "place", "organisers", "online_url")
LONG = ("description", "place_notes", "agenda")
MOST_SEATS = 100_000
MOST_REPEATED = 52
RULES = ("weekly", "fortnightly", "monthly", "monthly_weekday")
ITEM = re.compile(r"^(\d{1,2})[:.](\d{2})\s*(?:h|hrs?\.?)?\s*[-–—·:]?\s+(.{1,300})$")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of the agenda: its hour, where it has one, and what it is."""

    hour: time | None
    text: str


def agenda_items(text: str) -> list[AgendaItem]:
    """Return the lines of an agenda; a line without an hour belongs to the day as a whole."""
    items = []
    for line in text.splitlines():
        words = " ".join(line.split())
        if not words:
            continue
        found = ITEM.match(words)
        hour = _hour(found) if found else None
        items.append(AgendaItem(hour, found.group(3) if found and hour else words))
    return items


def _hour(found: "re.Match[str]") -> time | None:
    hours, minutes = int(found.group(1)), int(found.group(2))
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as they are kept. Raises ValidationError by field, and TypeError for an unknown one."""
    unknown = set(given) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of an encounter: {sorted(unknown)}")
    wrong: dict[str, Any] = {}
    kept = dict(given)
    for name in (*ONE_LINE, *LONG):
        if name in kept:
            text = tidy(str(kept[name] or "")).strip()
            kept[name] = text if name in LONG else " ".join(text.split())
            most = Encounter._meta.get_field(name).max_length  # type: ignore[union-attr]
            if most and len(kept[name]) > most:
                wrong[name] = _("At most %(limit)s characters.") % {"limit": most}
    if "title" in kept and not kept["title"]:
        wrong["title"] = _("This is missing.")
    if "translations" in kept:
        kept["translations"] = clean_translations(Encounter, kept["translations"], rich=set())
    for name, choices in CHOICES.items():
        if name in kept and kept[name] not in choices:
            wrong[name] = _("Choose one of the options.")
    if kept.get("online_url"):
        wrong |= _checked_link(kept["online_url"])
    if "services" in kept:
        kept["services"] = [name for name in Service.values if name in set(kept["services"])]
    _check_point(kept, wrong)
    _check_seats(kept, wrong)
    if wrong:
        raise ValidationError(wrong)
    return kept


CHOICES = {
    "kind": EncounterKind.values,
    "mode": EncounterMode.values,
    "link_for": LinkFor.values,
}
FIELDS = {
    *ONE_LINE,
    *LONG,
    *CHOICES,
    "services",
    "territory",
    "latitude",
    "longitude",
    "takes_registration",
    "capacity",
    "reserved",
    "held",
    "link_minutes",
    "is_neutral",
    "translations",
}


def _checked_link(address: str) -> dict[str, Any]:
    try:
        URLValidator(schemes=["https", "http"])(address)
        urlsplit(address)
    except (ValidationError, ValueError):
        return {"online_url": _("Write a whole address, with https://.")}
    return {}


def _check_point(kept: dict[str, Any], wrong: dict[str, Any]) -> None:
    if "latitude" not in kept and "longitude" not in kept:
        return
    point = kept.get("latitude"), kept.get("longitude")
    if (point[0] is None) != (point[1] is None):
        wrong["latitude"] = _("Give both coordinates, or none.")
    elif point[0] is not None and not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):  # type: ignore[operator]
        wrong["latitude"] = _("These coordinates are not on the map.")


def _check_seats(kept: dict[str, Any], wrong: dict[str, Any]) -> None:
    if "reserved" in kept:
        rows = {name: int(n) for name, n in (kept["reserved"] or {}).items() if n}
        if set(rows) - set(Sector.values) or any(not 0 < n <= MOST_SEATS for n in rows.values()):
            wrong["reserved"] = _("Choose one of the sectors, with a number of seats.")
        kept["reserved"] = rows
    capacity = kept.get("capacity")
    if capacity is not None and not 0 < capacity <= MOST_SEATS:
        wrong["capacity"] = _("Between 1 and %(limit)s seats, or none for no limit.") % {"limit": MOST_SEATS}
    kept_apart = sum(kept.get("reserved", {}).values()) + (kept.get("held") or 0)
    if "capacity" in kept and kept_apart:
        if capacity is None:
            wrong["capacity"] = _("Say how many seats there are: you keep some of them apart.")
        elif kept_apart > capacity:
            words = _("You keep %(kept)s seats apart, and there are %(n)s in all.")
            wrong["capacity"] = words % {"kept": kept_apart, "n": capacity}


def checked_where(row: Encounter) -> None:
    """Raise ValidationError where an encounter that people are told of has no place, or no way to connect."""
    if row.mode != EncounterMode.ONLINE and not row.place:
        raise ValidationError({"place": _("Say where it is.")})
    if row.mode == EncounterMode.ONLINE and not row.online_url:
        raise ValidationError({"online_url": _("Give the link by which people connect.")})


def checked_times(starts_at: datetime, ends_at: datetime, time_zone: str) -> dict[str, Any]:
    """Return when it is. Raises ValidationError."""
    try:
        zone(time_zone)
    except ValueError as error:
        raise ValidationError({"time_zone": _("Choose one of the time zones.")}) from error
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise ValidationError({"ends_at": _("It must end after it begins, within 15 days.")})
    return {"starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone}


def repeated(row: Encounter, rule: str, times: int) -> list[tuple[datetime, datetime]]:
    """Return the beginnings and ends of the next ones by a rule, at the same hour of the place's own clocks.

    Raises ValidationError for a rule or a number that there is not.
    """
    if rule not in RULES:
        raise ValidationError({"rule": _("Choose one of the options.")})
    if not 1 <= times <= MOST_REPEATED:
        raise ValidationError({"times": _("Between 1 and %(limit)s times.") % {"limit": MOST_REPEATED}})
    first, lasts = row.starts_local.replace(tzinfo=None), row.ends_local.replace(tzinfo=None)
    length = lasts - first
    found = []
    for n in range(1, times + 1):
        begins = _next(first, rule, n)
        found.append((begins.replace(tzinfo=row.zone), (begins + length).replace(tzinfo=row.zone)))
    return found


def _next(first: datetime, rule: str, n: int) -> datetime:
    if rule in {"weekly", "fortnightly"}:
        return first + timedelta(weeks=n * (2 if rule == "fortnightly" else 1))
    years, month = divmod(first.month - 1 + n, 12)
    year, month = first.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    if rule == "monthly":
        return first.replace(year=year, month=month, day=min(first.day, last))
    # The same weekday of the month; the fifth one, where a month has only four, is its last.
    offset = (first.weekday() - calendar.monthrange(year, month)[0]) % 7
    day = 1 + offset + 7 * ((first.day - 1) // 7)
    return first.replace(year=year, month=month, day=day if day <= last else day - 7)
