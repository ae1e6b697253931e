"""Notices: one event to 100,000 followers, and 10,000 mails while the worker is killed three times."""

import argparse
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import FaultError, throw_away, wait_until
from bench.notices.house import NoticeHouse
from bench.notices.post import Sink
from bench.people import Outcome

TITLE = "Notices: followers and mails"
FOLLOWERS, MAILS, KILLS = 100_000, 10_000, 3
RELAY_SECONDS, RELAY_GROWTH = 60.0, 32 * 1024 * 1024


def measure(options: argparse.Namespace) -> Outcome:
    """Measure both in one city. Raises BenchError where the run cannot go on."""
    followers, mails = max(1000, int(FOLLOWERS * options.scale)), max(200, int(MAILS * options.scale))
    redis = shutil.which("redis-server") is not None
    folder = Path(tempfile.mkdtemp(prefix="azotea-notices-"))
    outcome = Outcome()
    say(f"    {followers:,} people; queue: {'Redis' if redis else 'files'}")
    try:
        with NoticeHouse(folder, redis=redis, people=followers, some=mails) as house:
            relayed(house, followers, outcome)
            house.ask("TRUNCATE participation_delivery, participation_notice CASCADE")
            sent(house, mails, outcome)
    except FaultError as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(folder)
    return outcome


def relayed(house: NoticeHouse, followers: int, outcome: Outcome) -> None:
    """One event to everybody who follows a process: into stored notices and mails that wait."""
    done = house.script("bench.notices.relaying", str(house.stage["process"]))
    whole = (done["notices"], done["deliveries"]) == (followers, followers)
    outcome.add(
        "notices and mails of one event",
        f"{done['notices']:,} and {done['deliveries']:,}",
        f"{followers:,}",
        well=whole,
    )
    took = done["seconds"]
    say(f"    relayed {done['notices']:,} in {done['seconds']:.1f} s ({done['processor']:.1f} s of processor time)")
    outcome.add("processor time of the relay", f"{done['processor']:.1f} s")
    outcome.add("relayed in", f"{took:.1f} s", f"{RELAY_SECONDS:.0f} s", well=took < RELAY_SECONDS)
    outcome.add(
        "memory grew by", f"{done['growth'] / 1e6:.1f} MB", f"{RELAY_GROWTH / 1e6:.0f} MB",
        well=done["growth"] < RELAY_GROWTH,
    )  # fmt: skip


def sent(house: NoticeHouse, mails: int, outcome: Outcome) -> None:
    """Mails to a counting server while the worker is killed three times."""
    with Sink(house.smtp_port) as sink:
        house.script("bench.notices.event", str(house.stage["proposal"]))
        began = time.monotonic()
        house.work()
        at_kill: list[int] = []
        for number in range(1, KILLS + 1):
            wanted = mails * number // (KILLS + 1)
            wait_until(lambda wanted=wanted: sink.total >= wanted, f"{wanted} mails at the server", 300)  # type: ignore[misc]
            house.kill("worker")
            at_kill.append(house.states().get("sending", 0) - sum(at_kill))
            say(f"    killed after {sink.total:,} mails; {at_kill[-1]} in its hands")
            house.start("worker")
        house.settle(600)
        took = time.monotonic() - began
        judge(house, sink.got, mails, at_kill, outcome)
        outcome.add("mails with all kills, in", f"{took:.0f} s ({mails / took:,.0f} a second)")


def judge(house: NoticeHouse, got: Counter[str], mails: int, at_kill: list[int], outcome: Outcome) -> None:
    """Compare what came with what the deliveries say, one by one."""
    rows = house.ask(
        "SELECT p.email, d.state FROM participation_delivery d JOIN participation_notice n ON n.id = d.notice_id"
        " JOIN participation_person p ON p.id = n.person_id WHERE d.channel = 'email'"
    )
    doubled = sum(number - 1 for number in got.values())
    states = dict(rows)
    unknown = sum(state == "unknown" for state in states.values())
    untold = sum(got[email] == 0 and state != "unknown" for email, state in states.items())
    false = sum(got[email] == 1 and state not in {"sent", "unknown"} for email, state in states.items())
    outcome.add("deliveries", f"{len(rows):,}", f"{mails:,}", well=len(rows) == len(states) == mails)
    outcome.add(
        "at the mail server, different", f"{len(got):,}", f"{mails:,} less unknown", well=len(got) >= mails - unknown
    )
    outcome.add("doubled", str(doubled), "0", well=doubled == 0)
    outcome.add("neither there nor unknown", str(untold), "0", well=untold == 0)
    outcome.add("there and said to have failed", str(false), "0", well=false == 0)
    outcome.add(f"unknown after {KILLS} kills", str(unknown), str(KILLS), well=unknown <= KILLS)
    outcome.add("in hand at each kill", ", ".join(map(str, at_kill)), "1 each", well=max(at_kill) <= 1)
