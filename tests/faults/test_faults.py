"""The running product, struck while people act and read: nothing acknowledged is lost or doubled, and it recovers.

A real PostgreSQL, gunicorn with two processes, a Celery worker, beat and (where it is installed) Redis, each killed or
restarted by itself under load; ``./script/faults`` strikes longer and harder, and prints a table. What each of these
tests is worth was tried by taking the mechanism away:

- without ``CONN_HEALTH_CHECKS``, 8 of the 32 pages after the sessions of idle connections ended answered 503;
- without telling an outage from a fault (``participation.outage``), pages and acts answered 500 (82 and 170 times in
  one strike), and the log held a traceback for each;
- without the cache that survives Redis (``config.cache``), the page of similar proposals answered 500 while it was away;
- without beat's sweep, the 37 events of the time without a queue were never relayed, and `settle` gave up;
- without looking for its ``act_id``, a comment that was sent again still counted once, by its constraint; without the
  constraint too, it was there twice.
"""

import html
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench.faults.house import House, throw_away
from bench.faults.load import TOKEN, Act, _exchange, fetch, send
from bench.faults.run import Round, settle, strike
from bench.faults.scenarios import FAULTS, Fault

pytestmark = pytest.mark.slow
REDIS = shutil.which("redis-server") is not None
STRUCK = ["database-immediate", "sessions-ended", "worker-killed", "redis-killed", "web-killed"]
BY_NAME = {fault.name: fault for fault in FAULTS}
Answer = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Seen:
    """What was seen while something was away."""

    answers: dict[str, Answer]
    comment: Act | None = None


@dataclass(slots=True)
class Result:
    """Every round, and what is wrong once all is at rest."""

    house: House
    rounds: dict[str, Round]
    seen: dict[str, Seen]
    wrong: list[str]


def look(house: House) -> dict[str, Answer]:
    """Ask for one page of each kind, as somebody with a session (kept pages are for those without)."""
    cookie = {"Cookie": f"sessionid={house.stage['people'][0]['session']}"}
    paths = [
        "/",
        house.stage["similar"],
        f"/en{house.stage['process']}",
        "/api/v1/proposals/",
        "/salud/",
        "/salud/listo/",
    ]
    return {path: fetch(house.port, path, cookie) for path in paths}


def watched(fault: Fault, seen: dict[str, Seen]) -> Fault:
    """Return the same fault with a look at the pages in the middle of it."""

    def hit(house: House, down: float) -> None:
        if fault.name == "database-immediate":
            house.database("stop immediate")
            comment = Act("comment", house.stage["people"][1], house.stage["proposals"][0], persistent=False)
            seen[fault.name] = Seen({**look(house), "comment": send(house.port, comment)}, comment)
            time.sleep(down)
            house.database("start")
        elif fault.name == "redis-killed":
            house.kill("redis")
            time.sleep(down)
            seen[fault.name] = Seen(look(house))
            house.start("redis")
        else:
            fault.strike(house, down)

    return replace(fault, strike=hit)


@pytest.fixture(scope="module")
def struck(migrated: Path | None) -> Iterator[Result]:
    """Start everything, strike once with each fault, let it come to rest, and count."""
    folder = Path(tempfile.mkdtemp(prefix="azotea-faults-"))
    try:
        with House(folder, redis=REDIS, dump=migrated) as house:
            rounds: dict[str, Round] = {}
            seen: dict[str, Seen] = {}
            acts: list[list[Act]] = []
            for name in STRUCK:
                fault = BY_NAME[name]
                if fault.redis and not REDIS:
                    continue
                rounds[name], load = strike(house, watched(fault, seen), actors=4, before=0.6, down=0.6, after=0.4)
                acts.append(load.acts)
            # What was on the page while the database was away is sent as it stood there.
            again = seen["database-immediate"]
            assert again.comment is not None
            again.answers["again"] = send_page(house, again.comment, again.answers["comment"][2].decode())
            again.answers["twice"] = send_page(house, again.comment, again.answers["comment"][2].decode())
            acts.append([again.comment])
            rounds["sent again"] = Round("sent again")
            yield Result(house, rounds, seen, settle(house, list(rounds.values()), acts))
    finally:
        throw_away(folder)


def send_page(house: House, act: Act, page: str) -> Answer:
    """Press the button of the page that answered 503."""
    action = re.search(r'<form method="post" action="([^"]+)">', page)
    assert action, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    answer = _exchange(
        house.port,
        "POST",
        action[1],
        urlencode([(name, html.unescape(value)) for name, value in fields]),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={act.person['session']}; csrftoken={TOKEN}",
        },
    )
    act.acknowledged = act.acknowledged or answer[0] == 302
    return answer


@pytest.mark.parametrize("name", STRUCK)
def test_nothing_is_lost_or_doubled_and_the_pages_come_back_by_themselves(struck: Result, name: str) -> None:
    if name not in struck.rounds:
        pytest.skip("Needs redis-server.")
    done = struck.rounds[name]
    assert done.acknowledged >= 5
    assert (done.lost, done.doubled, done.wrong) == (0, 0, [])
    assert done.recovery < 10


def test_at_rest_counters_notices_mails_and_feed_agree(struck: Result) -> None:
    assert struck.wrong == []


def test_while_the_database_is_away_everybody_gets_a_clear_answer(struck: Result) -> None:
    seen = struck.seen["database-immediate"].answers
    status, headers, body = seen["/"]
    page = body.decode()
    assert (status, headers["Retry-After"]) == (503, "10")
    assert "El sitio no está disponible por el momento" in page
    status, _headers, body = seen[f"/en{struck.house.stage['process']}"]
    assert (status, "The site is not available for a moment" in body.decode()) == (503, True)
    status, headers, _body = seen["/api/v1/proposals/"]
    assert (status, headers["Content-Type"], headers["Retry-After"]) == (503, "application/problem+json", "10")
    assert seen["/salud/"][0] == 200
    assert seen["/salud/listo/"][0] == 503


def test_what_was_typed_is_sent_again_from_that_page_and_counts_once(struck: Result) -> None:
    seen = struck.seen["database-immediate"]
    assert seen.comment is not None
    assert seen.comment.statuses[0] == 503
    assert seen.comment.words in seen.answers["comment"][2].decode()
    assert (seen.answers["again"][0], seen.answers["twice"][0]) == (302, 302)
    done = struck.rounds["sent again"]
    assert (done.lost, done.doubled) == (0, 0)


@pytest.mark.skipif(not REDIS, reason="Needs redis-server.")
def test_while_redis_is_away_every_page_answers_and_the_health_check_says_so(struck: Result) -> None:
    seen = struck.seen["redis-killed"].answers
    assert {path: answer[0] for path, answer in seen.items()} == dict.fromkeys(seen, 200)
    assert b'"redis": "unreachable"' in seen["/salud/listo/"][2]
    assert b'"database": "ok"' in seen["/salud/listo/"][2]


def test_idle_connections_that_died_are_noticed_before_a_page_is(struck: Result) -> None:
    """Eight threads hold a connection each; all sessions end at once, and the next sixteen pages know nothing of it."""
    together(struck.house, 16)
    assert struck.house.terminate_sessions() >= 4
    assert together(struck.house, 16) == [200] * 16


def together(house: House, number: int) -> list[int]:
    """Ask for pages at the same moment; return their statuses."""
    cookie = {"Cookie": f"sessionid={house.stage['people'][0]['session']}"}
    found: list[int] = []
    path = f"/propuestas/{house.stage['proposals'][0]['pk']}/"
    threads = [
        threading.Thread(target=lambda: found.append(fetch(house.port, path, cookie)[0])) for _n in range(number)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
