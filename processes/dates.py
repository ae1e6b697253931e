"""Local dates of a process: its time zone decides, and the last day counts whole."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

END_OF_DAY = time(0, 0)


def zone(name: str) -> ZoneInfo:
    """Return a time zone. Raises ValueError for an unknown name."""
    try:
        return ZoneInfo(name)
    except Exception as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def opening_instant(day: date, zone_name: str, hour: time | None = None) -> datetime:
    """Return the moment at which something opens: at the given hour, else when the local day begins."""
    return datetime.combine(day, hour or time(0, 0), tzinfo=zone(zone_name)).astimezone(UTC)


def closing_instant(day: date, zone_name: str, hour: time | None = None) -> datetime:
    """Return the moment at which something closes: at the given hour, else when the local day has ended."""
    if hour is not None and hour != END_OF_DAY:
        return datetime.combine(day, hour, tzinfo=zone(zone_name)).astimezone(UTC)
    return datetime.combine(day + timedelta(days=1), time(0, 0), tzinfo=zone(zone_name)).astimezone(UTC)


def local_opening(moment: datetime, zone_name: str) -> tuple[date, time | None]:
    """Return the local day and, unless the day's beginning, the hour at which something opens."""
    local = moment.astimezone(zone(zone_name))
    return local.date(), None if local.time() == time(0, 0) else local.time()


def local_closing(moment: datetime, zone_name: str) -> tuple[date, time | None]:
    """Return the last local day and, unless the day's end, the hour at which something closes."""
    local = moment.astimezone(zone(zone_name))
    if local.time() == time(0, 0):
        return local.date() - timedelta(days=1), None
    return local.date(), local.time()


def _words(day: date, hour: time | None, this_year: int | None) -> str:
    text = formats.date_format(day, "MONTH_DAY_FORMAT" if day.year == this_year else "DATE_FORMAT")
    if hour is None:
        return text
    return _("%(day)s, %(hour)s") % {"day": text, "hour": hour.strftime("%H:%M")}


def opening_words(moment: datetime, zone_name: str, *, at: datetime) -> str:
    """Return the day (and hour) of an opening in words; the year only where it is not the year of ``at``."""
    return _words(*local_opening(moment, zone_name), at.astimezone(zone(zone_name)).year)


def closing_words(moment: datetime, zone_name: str, *, at: datetime) -> str:
    """Return the last day (and hour) of something that closes, in words."""
    return _words(*local_closing(moment, zone_name), at.astimezone(zone(zone_name)).year)


def keep_wall_clock(moment: datetime, before: str, after: str) -> datetime:
    """Return the moment that has, in another time zone, the same local date and hour."""
    return moment.astimezone(zone(before)).replace(tzinfo=zone(after)).astimezone(UTC)
