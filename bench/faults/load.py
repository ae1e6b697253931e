"""People who act and people who read, over HTTP, and an exact note of what the product said to each."""

import http.client
import itertools
import queue
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOKEN = "a" * 32  # the cookie and the field must agree; both are ours
PATIENCE = 15
OFF = 0  # no answer at all: the connection broke


@dataclass(slots=True)
class Act:
    """One act of one person: what was sent and how it was answered. Sent again only where ``persistent``."""

    kind: str
    person: dict[str, Any]
    target: dict[str, Any]
    persistent: bool
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    acknowledged: bool = False
    statuses: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return the text of a comment, which names the act."""
        return f"De acuerdo con esto ({self.key})."

    def request(self) -> tuple[str, dict[str, str]]:
        """Return address and fields."""
        subject = self.target["subject"]
        if self.kind == "support":
            return f"/propuestas/{self.target['pk']}/respaldar/", {}
        if self.kind == "follow":
            return f"/temas/{subject}/seguir/", {}
        fields = {"text": self.words, "stance": "for", "act_id": str(self.key), "parent": ""}
        return f"/temas/{subject}/comentarios/nuevo/", fields


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Get one page; status OFF where the connection broke."""
    return _exchange(port, "GET", path, None, headers or {})


def _exchange(
    port: int, method: str, path: str, body: str | None, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        link.request(method, path, body, {"Host": f"127.0.0.1:{port}", "Connection": "close", **headers})
        answer = link.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    except (OSError, http.client.HTTPException):
        return OFF, {}, b""
    finally:
        link.close()


def send(port: int, act: Act, *, token: str = TOKEN) -> tuple[int, dict[str, str], bytes]:
    """Send one act as a browser does and note the answer: a redirect to anywhere but the sign-in means it was done."""
    path, fields = act.request()
    status, headers, body = _exchange(
        port,
        "POST",
        path,
        urlencode({**fields, "csrfmiddlewaretoken": token}),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={act.person['session']}; csrftoken={TOKEN}",
        },
    )
    act.statuses.append(status)
    if status == 302 and "/cuenta/entrar" not in headers.get("Location", ""):
        act.acknowledged = True
    return status, headers, body


class Load:
    """Several people who act, one who reads; ``with Load(...)`` lasts as long as the block."""

    def __init__(self, port: int, stage: dict[str, Any], *, actors: int = 4, pause: float = 0.05) -> None:
        self.port = port
        self.stage = stage
        self.pause = pause
        self.acts: list[Act] = []
        self.pages: Counter[int] = Counter()
        self.slowest = 0.0
        self._lock = threading.Lock()
        self._again: queue.SimpleQueue[Act] = queue.SimpleQueue()
        self._over = threading.Event()
        self._next = self._plan()
        self._threads = [threading.Thread(target=self._act) for _n in range(actors)]
        self._threads.append(threading.Thread(target=self._read))

    def __enter__(self) -> "Load":
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)

    def _plan(self) -> Iterator[Act]:
        """Give each person each proposal once to support and once to follow, and as many comments as it takes."""
        dice = random.Random(7)
        pairs = list(itertools.product(self.stage["people"], self.stage["proposals"]))
        once = {kind: dice.sample(pairs, len(pairs)) for kind in ("support", "follow")}
        for number in itertools.count():
            kind = ("comment", "support", "comment", "follow")[number % 4]
            if kind != "comment" and not once[kind]:
                kind = "comment"
            person, target = dice.choice(pairs) if kind == "comment" else once[kind].pop()
            yield Act(kind, person, target, persistent=number % 3 == 0)

    def _take(self) -> Act:
        try:
            return self._again.get_nowait()
        except queue.Empty:
            with self._lock:
                act = next(self._next)
                self.acts.append(act)
                return act

    def _act(self) -> None:
        while not self._over.is_set():
            act = self._take()
            send(self.port, act)
            if not act.acknowledged and act.persistent:
                self._again.put(act)
            time.sleep(self.pause if act.acknowledged else 0.2)

    def _read(self) -> None:
        proposals = [f"/propuestas/{row['pk']}/" for row in self.stage["proposals"]]
        for path in itertools.cycle(["/", self.stage["process"], *proposals, "/api/v1/proposals/", "/en/"]):
            if self._over.is_set():
                return
            began = time.monotonic()
            status, _headers, _body = fetch(self.port, path)
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.pages[status] += 1
            time.sleep(self.pause)

    def finish(self) -> None:
        """Send what was to be sent again until it is acknowledged, now that everything runs."""
        while not self._again.empty():
            act = self._again.get_nowait()
            for _try in range(50):
                send(self.port, act)
                if act.acknowledged:
                    break
                time.sleep(0.2)

    def statuses(self) -> Counter[int]:
        """Return how often each status was answered to an act."""
        return Counter(status for act in self.acts for status in act.statuses)
