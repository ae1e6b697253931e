"""What the pages say of time: the phases as a line, with what is past, what runs now and what comes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from processes.dates import closing_words, local_closing, local_opening, opening_words
from processes.models import Phase, Process, ProcessState


@dataclass(frozen=True, slots=True)
class Step:
    """One phase on the line."""

    number: int
    phase: Phase
    state: str  # past, now or coming
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a process stands: ``kind`` is the class of its tag (open, soon, plain), ``words`` what the tag says."""

    kind: str
    words: str


def ordered(process: Process) -> list[Phase]:
    """Return the phases in their order, from what was fetched before where it was."""
    return sorted(process.phases.all(), key=lambda phase: phase.position)


def steps(process: Process, at: datetime) -> list[Step]:
    """Return the phases as the line of the process page shows them."""
    return [
        Step(number=number, phase=phase, state=state_of(process, phase, at), words=step_words(process, phase, at))
        for number, phase in enumerate(ordered(process), start=1)
    ]


def state_of(process: Process, phase: Phase, at: datetime) -> str:
    """Return past, now or coming; nothing runs in a closed process."""
    if phase.closes_at is not None and phase.closes_at <= at:
        return "past"
    if process.state == ProcessState.CLOSED:
        return "past" if phase.opens_at <= at else "coming"
    return "now" if phase.opens_at <= at else "coming"


def step_words(process: Process, phase: Phase, at: datetime) -> str:
    """Return what stands below a phase: its dates, and how long it still runs."""
    state = state_of(process, phase, at)
    if state == "now" and process.state != ProcessState.CLOSED:
        if phase.closes_at is None:
            return _("Without an end date")
        return _("Closes %(date)s, %(left)s") % {
            "date": short_closing(phase.closes_at, process.time_zone, at),
            "left": time_left(phase.closes_at, at),
        }
    dates = date_range(phase, process.time_zone, at)
    return _("%(dates)s · ended") % {"dates": dates} if state == "past" else dates


def time_left(moment: datetime, at: datetime) -> str:
    """Return the time left in words ("in 6 days"); the last day in hours."""
    seconds = max(0, int((moment - at).total_seconds()))
    if seconds < 3600:
        minutes = max(1, seconds // 60)
        return ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}
    if seconds < 86400:
        hours = seconds // 3600
        return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}
    days = seconds // 86400
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _short(day: date, this_year: int) -> str:
    return _short_day(day, with_year=day.year != this_year)


def _short_day(day: date, *, with_year: bool) -> str:
    """Return a day with its month cut short: in lower case, but for English."""
    month = "M" if (get_language() or "").startswith("en") else "b"
    return formats.date_format(day, f"j {month} Y" if with_year else f"j {month}")


def short_closing(moment: datetime, zone_name: str, at: datetime) -> str:
    """Return the last day in its short form ("10 dec"), with the hour where there is one."""
    day, hour = local_closing(moment, zone_name)
    words = _short(day, local_opening(at, zone_name)[0].year)
    return words if hour is None else _("%(day)s, %(hour)s") % {"day": words, "hour": hour.strftime("%H:%M")}


def date_range(phase: Phase, zone_name: str, at: datetime) -> str:
    """Return the days of a phase in their short form: "1–15 sep", "16 sep–31 oct", "from 3 may"."""
    this_year = local_opening(at, zone_name)[0].year
    first = local_opening(phase.opens_at, zone_name)[0]
    if phase.closes_at is None:
        return _("from %(date)s") % {"date": _short(first, this_year)}
    last = local_closing(phase.closes_at, zone_name)[0]
    if first == last:
        return _short(first, this_year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_short(last, this_year)}"
    if first.year == last.year:
        return f"{_short_day(first, with_year=False)}–{_short(last, this_year)}"
    return f"{_short_day(first, with_year=True)}–{_short_day(last, with_year=True)}"


def standing(process: Process, at: datetime) -> Standing:
    """Return where a process stands, from its state and its dates."""
    if process.state == ProcessState.DRAFT:
        return Standing("plain", _("Draft"))
    if process.state == ProcessState.CLOSED:
        return Standing("plain", _("Closed"))
    phases = ordered(process)
    running = [str(number) for number, phase in enumerate(phases, start=1) if phase.is_open(at)]
    if running:
        return Standing("open", _running_words(running, len(phases)))
    coming = sorted(phase.opens_at for phase in phases if phase.opens_at > at)
    if coming:
        return Standing("soon", _("Opens on %(date)s") % {"date": opening_words(coming[0], process.time_zone, at=at)})
    return Standing("plain", _("Ended"))


def _running_words(numbers: list[str], count: int) -> str:
    """Return "Open · phase 3 of 7"; of phases that overlap, all of those that run."""
    if count == 1:
        return _("Open")
    if len(numbers) == 1:
        return _("Open · phase %(number)s of %(count)s") % {"number": numbers[0], "count": count}
    *first, last = numbers
    words = {"first": ", ".join(first), "last": last, "count": count}
    return _("Open · phases %(first)s and %(last)s of %(count)s") % words


def deadline(process: Process, until: datetime | None, at: datetime) -> str:
    """Return the words of an open act's tag: "Open · closes in 6 days"."""
    if until is None:
        return _("Open, without an end date")
    return _("Open · closes %(left)s") % {"left": time_left(until, at)}


def until_words(process: Process, until: datetime | None, at: datetime) -> str:
    """Return until when something is open, in words."""
    if until is None:
        return _("Without an end date")
    return _("Until %(date)s") % {"date": closing_words(until, process.time_zone, at=at)}


def phase_number(process: Process, phase: Phase) -> dict[str, Any]:
    """Return the number of a phase and how many there are."""
    phases = ordered(process)
    return {"number": next((n for n, other in enumerate(phases, 1) if other.pk == phase.pk), 0), "count": len(phases)}
