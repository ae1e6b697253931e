"""One round: load, a fault in the middle of it, rest, and the count of what was lost."""

import time
from dataclasses import dataclass, field

from bench.faults.audit import check, drain, lost_and_doubled
from bench.faults.house import House
from bench.faults.load import Act, Load
from bench.faults.scenarios import Fault, recovery

ANSWERS = {200, 302}


@dataclass(slots=True)
class Round:
    """What one round showed."""

    fault: str
    acts: int = 0
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    recovery: float = 0.0
    slowest: float = 0.0
    drained: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.lost or self.doubled or self.wrong)


def strike(house: House, fault: Fault, *, actors: int, before: float, down: float, after: float) -> tuple[Round, Load]:
    """Strike once under load; the acts stay to be counted when all is at rest."""
    done = Round(fault.name)
    running = house.alive()
    load = Load(house.port, house.stage, actors=actors)
    with load:
        time.sleep(before)
        fault.strike(house, down)
        done.recovery = recovery(house)
        time.sleep(after)
    load.finish()
    statuses = load.statuses()
    done.acts = len(load.acts)
    done.acknowledged = sum(act.acknowledged for act in load.acts)
    done.refused = sum(count for status, count in statuses.items() if status not in ANSWERS)
    done.slowest = load.slowest
    for what, seen in (("pages", load.pages), ("acts", statuses)):
        strange = {status: count for status, count in seen.items() if status not in ANSWERS | fault.seen}
        if strange:
            done.wrong.append(f"{what} were answered {strange}")
    for name, pid in house.alive().items():
        struck = fault.name in {"worker-killed", "beat-killed", "redis-killed"} and fault.name.startswith(name)
        if running.get(name) != pid and not struck:
            done.wrong.append(f"{name} had to be started again")
    done.wrong += [f"{name} ended" for name in running if name not in house.alive()]
    _said, found, trace = house.log("web").partition("Traceback")
    if found:
        done.wrong.append(f"a traceback in the log of the pages: {trace[:3_000]}")
    return done, load


def settle(house: House, rounds: list[Round], acts: list[list[Act]], *, seconds: float = 40) -> list[str]:
    """Let what waits go out, count every round's acts, and run the checks of what is at rest."""
    took = drain(house, seconds)
    for done, tried in zip(rounds, acts, strict=True):
        done.drained = took
        lost, doubled = lost_and_doubled(house, tried)
        done.lost, done.doubled = len(lost), len(doubled)
    return check(house)
