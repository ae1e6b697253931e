"""When and where an encounter is, in words, by the clocks of its place."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from processes.models import Encounter, EncounterMode


def day_words(moment: datetime) -> str:
    """Return the day with its weekday, without the year where it is in the title of a list anyway."""
    return _("%(weekday)s, %(day)s") % {"weekday": date_format(moment, "l"), "day": date_format(moment, "DATE_FORMAT")}


def when_words(row: Encounter) -> str:
    """Return day and hours, with the name of the time zone where it is not that of the capital."""
    starts, ends = row.starts_local, row.ends_local
    zone = "" if row.time_zone == "America/Mexico_City" else f" ({starts:%Z})"
    hours = {"from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}
    if starts.date() == ends.date():
        words = _("%(day)s, from %(from)s to %(to)s")
        return words % {"day": day_words(starts), **hours} + zone
    words = _("from %(first)s, %(from)s, to %(last)s, %(to)s")
    return words % {"first": day_words(starts), "last": day_words(ends), **hours} + zone


def where_words(row: Encounter) -> str:
    """Return the place, or that it is online."""
    if row.mode == EncounterMode.ONLINE:
        return _("Online")
    return _("%(place)s, and online") % {"place": row.place} if row.mode == EncounterMode.HYBRID else row.place
