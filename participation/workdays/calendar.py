"""Working days: Monday to Friday, without the days off of the federal labour law and those that officials add."""

from collections.abc import Collection
from datetime import date, timedelta

MONDAY, SATURDAY = 0, 5
FIXED = ((1, 1), (5, 1), (9, 16), (12, 25))
MOVED = ((2, 1), (3, 3), (11, 3))  # month, and which of its Mondays
HANDOVER = 2024  # the federal government changes hands on 1 October of every sixth year


def statutory(year: int) -> set[date]:
    """Return the obligatory days of rest of a year."""
    days = {date(year, month, day) for month, day in FIXED}
    for month, which in MOVED:
        first = date(year, month, 1)
        days.add(first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (which - 1)))
    if (year - HANDOVER) % 6 == 0:
        days.add(date(year, 10, 1))
    return days


def is_working(day: date, off: Collection[date]) -> bool:
    """Tell whether the office is open on a day."""
    return day.weekday() < SATURDAY and day not in off and day not in statutory(day.year)


def after_working_days(start: date, days: int, off: Collection[date]) -> date:
    """Return the last day of a term: it begins on the working day after what came in.

    What comes in on a day off counts as received on the next working day.
    """
    day = start
    while not is_working(day, off):
        day += timedelta(days=1)
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working(day, off)
    return day


def working_days_left(today: date, last: date, off: Collection[date]) -> int:
    """Return how many working days are left until a day, that day included; negative once it has passed."""
    step, count, day = (1 if last >= today else -1), 0, today
    while day != last:
        day += timedelta(days=step)
        count += step * is_working(day if step > 0 else day + timedelta(days=1), off)
    return count
