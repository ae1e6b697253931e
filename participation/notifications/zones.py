"""Time zones as people choose them, and the hour at which a digest leaves."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from participation.models import MailPlan, Person

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def zone_of(person: "Person") -> ZoneInfo:
    """Return the time zone of a person: the one they chose, else the installation's."""
    return get_zone(person.time_zone) or ZoneInfo(settings.TIME_ZONE)


@lru_cache(maxsize=256)
def get_zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its name; None for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # not in the list, a path, a folder
        return None


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the time zones in groups: those of Mexico first, in everyday words, then all by continent."""
    mexico = [
        ("America/Mexico_City", _("Centre (Mexico City, Guadalajara, Monterrey, Mérida)")),
        ("America/Cancun", _("Quintana Roo (Cancún)")),
        ("America/Mazatlan", _("Pacific (Mazatlán, La Paz, Tepic)")),
        ("America/Hermosillo", _("Sonora (Hermosillo)")),
        ("America/Chihuahua", _("Chihuahua")),
        ("America/Ciudad_Juarez", _("Ciudad Juárez")),
        ("America/Ojinaga", _("Ojinaga")),
        ("America/Matamoros", _("Northern border in the east (Reynosa, Matamoros, Nuevo Laredo)")),
        ("America/Tijuana", _("Baja California (Tijuana, Mexicali)")),
    ]
    return [(_("Mexico"), mexico), *_others(frozenset(name for name, _label in mexico))]


@lru_cache(maxsize=2)
def _others(without: frozenset[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones() - without):
        continent, _slash, place = name.partition("/")
        if place and continent not in {"Etc", "SystemV", "posix", "right"}:
            groups.setdefault(continent, []).append((name, place.replace("_", " ")))
    return list(groups.items())


def next_due(plan: "MailPlan", zone: ZoneInfo, after: datetime) -> datetime:
    """Return the next moment after another at which a plan's digest leaves, on the clock of that time zone."""
    return _next(plan.rhythm == plan.Rhythm.WEEKLY, plan.hour, plan.weekday, zone, after)


@lru_cache(maxsize=1024)
def _next(weekly: bool, hour: int, weekday: int, zone: ZoneInfo, after: datetime) -> datetime:
    day, step = after.astimezone(zone).date(), WEEK if weekly else DAY
    if weekly:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    while (due := _moment(day, hour, zone)) <= after:
        day += step
    return due


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return an hour of a day as a moment: one that the clock skips counts from before, the first of two alike."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(ZoneInfo("UTC"))
