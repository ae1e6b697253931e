"""The bench's arithmetic, its client and what it prints; no timing, which no shared machine repeats."""

import itertools
import json
import threading
from argparse import Namespace
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import pages, report
from bench.__main__ import main
from bench.client import Client, Link, ask, unchunked
from bench.errors import BenchError
from bench.limits import Limit, limit_of
from bench.measure import Figure, answers_of, ratio_of
from bench.scenes import TOKEN, Scene, Visit
from bench.stage import pairs


def figure(name: str = "home", state: str = "warm", **fields: object) -> Figure:
    values = {
        "audience": "anonymous",
        "requests_per_second": 812.345,
        "ratio": 3.456,
        "queries": 0,
        "limit": Limit(ratio=4),
        **fields,
    }
    return Figure(name=name, state=state, **values)  # type: ignore[arg-type]


class Pages(BaseHTTPRequestHandler):
    """A server with each kind of answer that the product gives."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["Host"]))
        if self.path == "/broken/":
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("X-Bench-Queries", "7")
        self.send_header("X-Bench-Worker", "41")
        if self.path == "/streamed/":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", "5")
        if self.path == "/last/":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"Hello")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Pages.seen = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_ratio_compares_each_round_with_the_hellos_around_it() -> None:
    # The machine halves its speed after the first round: the ratio stays what it is.
    assert ratio_of([1000, 1000, 500, 500], [100, 75, 50]) == 10
    assert ratio_of([3000, 1000], [500]) == 4


def test_a_figure_says_what_it_misses() -> None:
    assert figure().misses == []
    assert figure(ratio=4.04, queries=13, limit=Limit(ratio=4, queries=12)).misses == [
        "ratio 4.0 > 4",
        "queries 13 > 12",
    ]
    assert figure(ratio=900.0, limit=Limit(queries=10)).misses == []


def test_limits_are_those_of_the_page_or_its_audience() -> None:
    assert limit_of("home", "anonymous", "warm") == Limit(ratio=4)
    assert limit_of("home", "anonymous", "cold") == Limit(ratio=20)
    assert limit_of("inbox", "signed-in", "warm") == Limit(ratio=25, queries=12)
    assert limit_of("support", "signed-in", "cold") == Limit(queries=10)
    assert limit_of("map-data", "anonymous", "warm") == Limit(ratio=20)


def test_first_and_last_page_are_compared() -> None:
    near = [figure("list-first-page", "cold", ratio=10.0, limit=Limit()), figure("list-last-page", "cold", ratio=14.9)]
    far = [near[0], figure("list-last-page", "cold", ratio=15.2, limit=Limit())]
    assert report.misses([near[0]]) == []
    assert report.misses([near[0], figure("list-last-page", "cold", ratio=14.9, limit=Limit())]) == []
    assert report.misses(far) == ["list-first-page and list-last-page: 1.52 times apart, at most 1.5"]


def test_the_table_names_what_misses() -> None:
    lines = report.pages(
        [figure(), figure("proposal", "cold", ratio=21.0, queries=9, limit=Limit(ratio=20), effort=8.0)]
    )
    assert lines[0].split() == ["page", "audience", "state", "req/s", "cpu", "ratio", "limit", "queries", "limit"]
    assert lines[2].split() == ["home", "anonymous", "warm", "812", "0.0", "3.5", "4", "0"]
    assert lines[3].split("  ")[-1].strip() == "MISSES ratio 21.0 > 20"


def test_json_is_exactly_what_is_promised(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(pages, "both", lambda *_given: (None, None))
    monkeypatch.setattr(pages, "hello_round", lambda _server: Namespace(rate=1000.0, effort=0.0003))
    monkeypatch.setattr(
        pages, "_figures", lambda *_given: [figure(), figure(state="cold", ratio=20.5, limit=Limit(20))]
    )
    options = Namespace(only=["home"], json=True, no_fail=False, port=1)
    assert pages._measured(options, tmp_path) == 1  # the second one misses its limit
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "pages": [
            {
                "name": "home",
                "audience": "anonymous",
                "state": state,
                "requests_per_second": 812.3,
                "ratio": ratio,
                "queries": 0,
            }
            for state, ratio in (("warm", 3.46), ("cold", 20.5))
        ]
    }
    assert "home (anonymous, cold): ratio 20.5 > 20" in said.err
    options.no_fail = True
    assert pages._measured(options, tmp_path) == 0


def test_cold_requests_never_ask_for_the_same_page_twice_and_warm_ones_do() -> None:
    scene = Scene("process", "anonymous", (Visit("/a/"), Visit("/b/")))
    cold = [asked.wire.split(b"\r\n")[:2] for asked in itertools.islice(scene.cold(), 6)]
    assert [line for line, _host in cold] == [b"GET /a/ HTTP/1.1", b"GET /b/ HTTP/1.1"] * 3
    assert len({host for _line, host in cold}) == 6
    assert scene.warm() == scene.warm()


def test_each_act_happens_once() -> None:
    visits = tuple(Visit(f"/propuestas/{n}/respaldar/", f"key{n}", f"csrfmiddlewaretoken={TOKEN}") for n in range(3))
    scene = Scene("support", "signed-in", visits, states=("cold",), act=True)
    first, second, third = scene.cold()
    assert list(scene.cold()) == []
    assert first.status == 302
    assert first.path == "/propuestas/0/respaldar/"
    assert b"Cookie: sessionid=key1; csrftoken=" + TOKEN.encode() in second.wire
    assert third.wire.endswith(b"\r\n\r\ncsrfmiddlewaretoken=" + TOKEN.encode())


def test_an_act_has_somebody_for_each_of_any_number_of_rounds() -> None:
    asked: list[tuple[int, str]] = []

    def may(person: int, row: str) -> bool:
        asked.append((person, row))
        return row != "closed to all" and (row != "of the verified" or person % 40 == 0)

    rows = ["closed to all", "of the verified", "a", "b"]
    for rounds in (1, 2, 5, 9):
        asked.clear()
        found = pairs(rows, range(4000), may, answers_of(rounds))
        assert len(found) == answers_of(rounds) == 96 * (rounds + 1)
        assert len({person for _row, person in found}) == len(found)  # nobody does it twice
        assert {row for row, _person in found} == {"of the verified", "a", "b"}
        assert len(asked) < 40 * len(found)
    assert len(pairs(["a"], range(7), may, 96)) == 7  # as many as there are
    assert pairs(["closed to all"], range(7), may, 96) == pairs([], range(7), may, 96) == pairs(rows, [], may, 96) == []


def test_the_client_reads_whole_answers_over_kept_connections(port: int) -> None:
    link = Link(port)
    assert link.whole(ask("/")) == b"Hello"
    assert link.whole(ask("/streamed/")) == b"Hello, world"
    assert link.whole(ask("/last/")) == b"Hello"  # the server closes: the next request opens again
    assert link.whole(ask("/", host="b1.localhost")) == b"Hello"
    assert link.worker == 41
    link.sock.close()
    assert Pages.seen[-1] == ("/", "b1.localhost")


def test_a_round_counts_answers_queries_and_waits(port: int) -> None:
    with Client(port, connections=3, workers=1, probe="/") as client:
        done = client.run(itertools.cycle([ask("/"), ask("/streamed/"), ask("/last/")]), seconds=30, most=12)
        few = client.run(iter([ask("/"), ask("/")]), seconds=30)
    assert (done.answers, done.queries, len(done.spent)) == (12, [7] * 12, 12)
    assert few.answers == 2
    assert done.rate == 12 / done.seconds


def test_a_wrong_status_stops_the_measurement(port: int) -> None:
    with (
        Client(port, connections=1, workers=1, probe="/") as client,
        pytest.raises(BenchError, match="/broken/ answered"),
    ):
        client.run(iter([ask("/broken/")]), seconds=30)


def test_chunks_arrive_in_pieces() -> None:
    whole = b"5\r\nHello\r\n4;note\r\n you\r\n0\r\n\r\n"
    assert unchunked(whole) == b"Hello you"
    assert [unchunked(whole[:length]) for length in range(len(whole) - 1)] == [None] * (len(whole) - 1)


def test_an_unknown_name_or_a_senseless_number_is_refused(capsys: pytest.CaptureFixture) -> None:
    assert main(["pages", "--rounds", "0"]) == 2
    assert capsys.readouterr().err == "script/bench: --rounds must be at least 1.\n"
    with pytest.raises(SystemExit) as stopped:
        main(["nothing-of-the-kind"])
    assert stopped.value.code == 2
