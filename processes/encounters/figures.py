"""Who came and who is registered, by sector: what officials count, and what of it is told."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from participation.opendata.cells import tellable
from processes.models import Encounter, Registration, RegistrationState, SeatPool, Sector, WalkIn
from processes.models.encounter import HELD


@dataclass(frozen=True, slots=True)
class Came:
    """How many people and organisations of a sector came; None where that is not told."""

    sector: str
    label: str
    people: int | None
    organisations: int | None


def counted_at_door(encounter: Encounter) -> dict[str, dict[str, int]]:
    """Return who was checked in or counted, by sector: people, and the different organisations that they named."""
    rows = Registration.objects.filter(encounter=encounter, checked_in_at__isnull=False).order_by()
    named = Count("organisation", filter=~Q(organisation=""), distinct=True)
    found = {
        sector: {"people": people, "organisations": organisations}
        for sector, people, organisations in rows.values("sector")
        .annotate(people=Count("pk"), organisations=named)
        .values_list("sector", "people", "organisations")
    }
    walked = WalkIn.objects.filter(encounter=encounter).order_by().values("sector").annotate(n=Count("pk"))
    for sector, n in walked.values_list("sector", "n"):
        found.setdefault(sector, {"people": 0, "organisations": 0})["people"] += n
    return found


def told_attendance(encounter: Encounter) -> dict[str, Any] | None:
    """Return who came as it may be told: a sector with few people has no number, and the total stays.

    A total of fewer than ten is told: it says how many met, and of nobody who they are.
    """
    kept = encounter.attendance
    if not kept:
        return None
    told = tellable({sector: counts["people"] for sector, counts in kept.items()})
    sectors = {
        sector: {
            "people": n,
            "organisations": kept[sector]["organisations"] if n is not None else None,
        }
        for sector, n in told.items()
    }
    return {"people": sum(counts["people"] for counts in kept.values()), "sectors": sectors}


def came(encounter: Encounter) -> list[Came]:
    """Return the lines of the table of who came."""
    told = told_attendance(encounter)
    if told is None:
        return []
    rows = told["sectors"]
    return [
        Came(name, str(label), rows[name]["people"], rows[name]["organisations"])
        for name, label in Sector.choices
        if name in rows
    ]


@dataclass(frozen=True, slots=True)
class Seats:
    """How many seats there are and are taken.

    ``left`` are for anybody (None: no limit), ``kept`` are free and only for a sector.
    """

    seats: int | None
    taken: int
    left: int | None
    kept: int


def seats_of(encounter: Encounter, pools: list[SeatPool] | None = None) -> Seats:
    """Return how full an encounter is; seats that officials give by hand are not offered."""
    found = list(SeatPool.objects.filter(encounter=encounter)) if pools is None else pools
    taken = sum(pool.taken for pool in found)
    free = {pool.name: pool.seats - pool.taken for pool in found if pool.seats is not None}
    left = free.pop("", 0) if encounter.capacity is not None else None
    free.pop(HELD, None)
    return Seats(encounter.capacity, taken, left, sum(free.values()))


def waiting_count(encounter: Encounter) -> int:
    """Return how many wait."""
    return Registration.objects.filter(encounter=encounter, state=RegistrationState.WAITING).count()
