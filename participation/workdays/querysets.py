"""Reads of the calendar."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def days_off() -> Collection[date]:
    """Return the days off that officials added."""
    from participation.workdays.models import Holiday

    return frozenset(Holiday.objects.values_list("day", flat=True))


def local_day(moment: datetime) -> date:
    """Return the day of a moment where the installation is."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
