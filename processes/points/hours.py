"""The hours of a point: read from what somebody types, told in words, and asked whether it is open now.

A day is written as ``9:00-14:00, 16:00-19:00``; empty means closed. A day that differs is a line
``2026-12-24 cerrado Nochebuena`` or ``24/12/2026 10:00-12:00 Solo por la mañana``. All hours are local.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from processes.models import Point

Hours = list[list[str]]
SPAN = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*(?:h|hrs?\.?)?\s*(?:-|–|a|to)\s*(\d{1,2})(?::(\d{2}))?\s*(?:h|hrs?\.?)?$")
LINE = re.compile(r"^(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\s+(.*)$")
TIMES = re.compile(r"^((?:\d{1,2}(?::\d{2})?\s*(?:-|–|a|to)\s*\d{1,2}(?::\d{2})?\s*(?:,\s*)?)+)(.*)$")
CLOSED = ("cerrado", "closed")
MOST_SPANS, MOST_DAYS, AHEAD = 4, 60, 60


def read_hours(text: str) -> Hours:
    """Return the hours of a day as typed. Raises ValueError, in words."""
    spans: Hours = []
    text = text.strip().casefold()
    if not text or text in CLOSED:
        return []
    for part in text.split(","):
        found = SPAN.match(part.strip())
        if found is None:
            raise ValueError(_("Write the hours as 9:00-14:00, 16:00-19:00. Leave it empty where it is closed."))
        opens, closes = _clock(found[1], found[2]), _clock(found[3], found[4])
        if opens >= closes or (spans and opens < spans[-1][1]):
            raise ValueError(_("The hours must go forward and not overlap."))
        spans.append([opens, closes])
    if len(spans) > MOST_SPANS:
        raise ValueError(_("At most %(n)s stretches in a day.") % {"n": MOST_SPANS})
    return spans


def _clock(hour: str, minute: str | None) -> str:
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(_("There is no such hour: write it from 0:00 to 23:59."))
    return f"{int(hour):02d}:{int(minute or 0):02d}"


def read_days(text: str) -> dict[str, dict[str, Any]]:
    """Return the days that differ from the week, one in each line. Raises ValueError, in words."""
    found: dict[str, dict[str, Any]] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_DAYS:
        raise ValueError(_("At most %(n)s days.") % {"n": MOST_DAYS})
    for line in lines:
        parts = LINE.match(line)
        day = _day(parts[1]) if parts else None
        if parts is None or day is None:
            words = _("Write each day in a line, as: 24/12/2026 closed Christmas Eve. This is none: “%(line)s”")
            raise ValueError(words % {"line": line[:60]})
        rest = parts[2].strip()
        word = rest.split(" ", 1)
        if word[0].casefold() in CLOSED:
            hours, why = [], word[1] if len(word) > 1 else ""
        else:
            times = TIMES.match(rest)
            if times is None:
                raise ValueError(_("Say “closed” or the hours of %(day)s.") % {"day": parts[1]})
            hours, why = read_hours(times[1].strip().rstrip(",")), times[2]
        found[day.isoformat()] = {"hours": hours, "why": why.strip()[:120]}
    return found


def _day(text: str) -> date | None:
    try:
        if "/" in text:
            day, month, year = (int(each) for each in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def written_hours(hours: Hours) -> str:
    """Return hours as somebody types them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in hours)


def written_days(days: dict[str, dict[str, Any]]) -> str:
    """Return the days that differ as somebody types them."""
    lines = ((day, written_hours(one["hours"]) or _("closed"), one.get("why", "")) for day, one in sorted(days.items()))
    return "\n".join(" ".join(part for part in line if part) for line in lines)


def hours_on(point: "Point", day: date) -> Hours:
    """Return the hours of one day; none where it is closed."""
    if (point.opens_on and day < point.opens_on) or (point.closes_on and day > point.closes_on):
        return []
    other = point.days.get(day.isoformat())
    hours: Hours = other["hours"] if other is not None else point.week[day.weekday()]
    return hours


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a point is open, and until when; or when it opens next."""

    is_open: bool
    until: datetime | None = None
    opens: datetime | None = None

    @property
    def words(self) -> str:
        """Return it in one sentence."""
        if self.is_open and self.until:
            return _("Open now, until %(time)s") % {"time": date_format(timezone.localtime(self.until), "TIME_FORMAT")}
        if self.opens is None:
            return _("Closed")
        local, today = timezone.localtime(self.opens), timezone.localdate()
        at = date_format(local, "TIME_FORMAT")
        if local.date() == today:
            return _("Closed now; it opens today at %(time)s") % {"time": at}
        if local.date() == today + timedelta(days=1):
            return _("Closed now; it opens tomorrow at %(time)s") % {"time": at}
        day = date_format(local, "DATE_FORMAT")
        return _("Closed now; it opens on %(day)s at %(time)s") % {"day": day, "time": at}


def standing(point: "Point", at: datetime) -> Standing:
    """Return whether a point is open at a moment, and what comes next."""
    if point.closed_at is not None:
        return Standing(False)
    today = max(timezone.localdate(at), point.opens_on or date.min)
    for ahead in range(AHEAD):
        for opens, closes in spans_on(point, today + timedelta(days=ahead)):
            if opens <= at < closes:
                return Standing(True, until=closes)
            if opens > at:
                return Standing(False, opens=opens)
    return Standing(False)


def spans_on(point: "Point", day: date) -> list[tuple[datetime, datetime]]:
    """Return the hours of a day as moments."""
    return [(_moment(day, opens), _moment(day, closes)) for opens, closes in hours_on(point, day)]


def _moment(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def week_in_words(point: "Point") -> list[tuple[str, str]]:
    """Return the week as lines of days and hours; neighbouring days with the same hours are told together."""
    lines: list[tuple[list[int], Hours]] = []
    for number, hours in enumerate(point.week):
        if lines and lines[-1][1] == hours:
            lines[-1][0].append(number)
        else:
            lines.append(([number], hours))
    return [(_days(numbers), _told(hours)) for numbers, hours in lines]


def days_in_words(point: "Point", at: datetime) -> list[tuple[str, str, str]]:
    """Return the days to come that differ, each with its hours and why."""
    today = timezone.localdate(at).isoformat()
    coming = [(day, one) for day, one in sorted(point.days.items()) if day >= today]
    return [
        (date_format(date.fromisoformat(day), "DATE_FORMAT"), _told(one["hours"]), one.get("why", ""))
        for day, one in coming
    ]


def _days(numbers: list[int]) -> str:
    first = capfirst(str(WEEKDAYS[numbers[0]]))
    if len(numbers) == 1:
        return first
    last = str(WEEKDAYS[numbers[-1]])
    if len(numbers) == 2:
        return _("%(first)s and %(last)s") % {"first": first, "last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _told(hours: Hours) -> str:
    spans = [_("%(opens)s to %(closes)s") % {"opens": one, "closes": other} for one, other in hours]
    return _(" and ").join(spans) or _("closed")
