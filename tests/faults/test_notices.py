"""A real worker handing mails to a real mail server, killed twice in the middle: none doubled, none lost unseen.

What it is worth was tried by letting four senders work at a time: a kill then left up to two mails unknown, one for each
process of the worker. ``./script/bench people --only notices`` does the same with 10,000 mails.
"""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.faults.house import throw_away, wait_until
from bench.notices.house import NoticeHouse
from bench.notices.post import Sink

pytestmark = pytest.mark.slow
MAILS, KILLS = 240, 2
STATES = (
    "SELECT p.email, d.state FROM participation_delivery d JOIN participation_notice n ON n.id = d.notice_id"
    " JOIN participation_person p ON p.id = n.person_id"
)


@dataclass(slots=True)
class Result:
    """Who got how many mails, and what the books say."""

    got: Counter[str]
    states: dict[str, str]


@pytest.fixture(scope="module")
def killed(migrated: Path | None) -> Iterator[Result]:
    """Send mails, kill the worker twice and the mail server once, and wait until nothing waits."""
    folder = Path(tempfile.mkdtemp(prefix="azotea-faults-"))
    redis = shutil.which("redis-server") is not None
    try:
        with NoticeHouse(folder, redis=redis, people=1000, some=MAILS, dump=migrated) as house:
            got: Counter[str] = Counter()
            house.script("bench.notices.event", str(house.stage["proposal"]))
            house.work()
            for kill in range(1, KILLS + 1):
                with Sink(house.smtp_port) as sink:
                    wanted = MAILS * kill // (KILLS + 1) - got.total()
                    wait_until(lambda wanted=wanted, sink=sink: sink.total >= wanted, "mails came", 120)
                    house.kill("worker")
                    got += sink.got
                house.start("worker")  # and the mail server is away for a while
                time.sleep(3)
            with Sink(house.smtp_port) as sink:
                house.settle(240, hurry=True)
                got += sink.got
            yield Result(got, dict(house.ask(STATES)))
    finally:
        throw_away(folder)


def test_no_mail_came_twice(killed: Result) -> None:
    assert {email: number for email, number in killed.got.items() if number > 1} == {}


def test_every_mail_came_or_is_shown_as_unknown(killed: Result) -> None:
    assert len(killed.states) == MAILS
    assert {email for email, state in killed.states.items() if not killed.got[email]} <= {
        email for email, state in killed.states.items() if state == "unknown"
    }
    assert set(killed.states.values()) <= {"sent", "unknown"}


def test_each_kill_left_at_most_one_unknown(killed: Result) -> None:
    assert sum(state == "unknown" for state in killed.states.values()) <= KILLS
