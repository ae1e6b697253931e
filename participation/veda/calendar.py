"""Which electoral period touches what, and when. The calendar decides by itself: nobody switches anything on or off.

A period of a territory touches that territory and everything in it; one without a territory touches the whole
installation. What has no territory belongs to the whole installation: the periods of its outermost territories touch
it. Acts ask the database; pages ask what this process read within the last two seconds (web/installation.py).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from participation.veda.models import ElectoralPeriod
from participation.web.installation import SmallTable

if TYPE_CHECKING:
    from participation.models import Subject, Territory


known = SmallTable(ElectoralPeriod.objects.standing)  # as pages know them


def touches(period: ElectoralPeriod, territory: "Territory | None") -> bool:
    """Tell whether a period is of this territory or of one around it."""
    if period.territory is None:
        return True
    if territory is None:
        return period.territory.parent_id is None
    return period.territory_id == territory.pk or period.territory_id in territory.ancestors


def reaches(period: ElectoralPeriod, territory: "Territory | None") -> bool:
    """Tell whether what goes to everybody of a territory (None: to everybody) also goes to those of the period."""
    if period.territory is None or territory is None:
        return True
    return touches(period, territory) or territory.pk in period.territory.ancestors


def in_force(
    territory: "Territory | None", at: datetime, *, periods: Iterable[ElectoralPeriod] | None = None
) -> ElectoralPeriod | None:
    """Return the period that touches a territory at a moment; of several, the last to end."""
    found = ElectoralPeriod.objects.standing() if periods is None else periods
    return _last(period for period in found if period.withholds and period.holds(at) and touches(period, territory))


def reaching(
    territory: "Territory | None", at: datetime, *, periods: Iterable[ElectoralPeriod] | None = None
) -> ElectoralPeriod | None:
    """Return the period that what goes to a whole territory would reach at a moment; of several, the last to end."""
    found = ElectoralPeriod.objects.standing() if periods is None else periods
    return _last(period for period in found if period.withholds and period.holds(at) and reaches(period, territory))


def overlapping(
    territory: "Territory | None",
    opens_at: datetime,
    closes_at: datetime | None,
    *,
    periods: Iterable[ElectoralPeriod] | None = None,
) -> list[ElectoralPeriod]:
    """Return the periods that touch a territory within ``[opens_at, closes_at)`` (None: without end)."""
    found = ElectoralPeriod.objects.standing() if periods is None else periods
    return [
        period
        for period in found
        if period.withholds
        and opens_at < period.ends_at
        and (closes_at is None or period.starts_at < closes_at)
        and touches(period, territory)
    ]


def shown_in_force(subject: "Subject | None", at: datetime) -> ElectoralPeriod | None:
    """Return the period that a page about a subject is in. Where none runs, the territory is not even looked at."""
    running = [period for period in known() if period.withholds and period.holds(at)]
    if not running:
        return None
    return in_force(subject.territory if subject is not None else None, at, periods=running)


def next_turn(after: datetime) -> datetime | None:
    """Return the next moment at which a period begins or ends: no page made before it is shown after it."""
    turns = (turn for period in known() for turn in (period.starts_at, period.ends_at) if turn > after)
    return min(turns, default=None)


def _last(found: Iterable[ElectoralPeriod]) -> ElectoralPeriod | None:
    return max(found, key=lambda period: (period.ends_on, period.pk), default=None)
