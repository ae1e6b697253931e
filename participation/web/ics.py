"""Calendars (RFC 5545) that other programs read: one way to write an event and to answer with a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from icalendar import Calendar, Event

from participation.web.addresses import absolute


@dataclass(frozen=True, slots=True)
class Dated:
    """One event of a calendar. ``changed`` is when it was written last; ``path`` leads to its page."""

    key: str
    changed: datetime
    starts_at: datetime
    ends_at: datetime | None
    title: str
    text: str
    path: str
    place: str = ""
    point: tuple[float, float] | None = None
    cancelled: bool = False
    busy: bool = True


def calendar(name: str, rows: Iterable[Dated], *, filename: str) -> HttpResponse:
    """Return a calendar to be taken along or subscribed to."""
    made = Calendar()
    made.add("prodid", "-//Azotea//Calendario//ES")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "UTC")
    for row in rows:
        made.add_component(_event(row))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return response


def _event(row: Dated) -> Event:
    event = Event()
    event.add("uid", f"{row.key}@{urlsplit(settings.AZOTEA_BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", row.changed)
    event.add("dtstart", row.starts_at)
    if row.ends_at:
        event.add("dtend", row.ends_at)
    language = {"language": (get_language() or "es").split("-")[0]}
    event.add("summary", row.title, parameters=language)
    address = absolute(row.path)
    event.add("description", "\n\n".join(part for part in (row.text, address) if part), parameters=language)
    event.add("url", address)
    if row.place:
        event.add("location", row.place)
    if row.point:
        event.add("geo", row.point)
    event.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if row.busy else "TRANSPARENT")
    return event
