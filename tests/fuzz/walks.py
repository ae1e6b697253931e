"""Walks: requests of the API that follow from one another, and visitors who press whatever the pages offer."""

import random
from typing import Any
from urllib.parse import quote, urlsplit

from django.test import Client

from tests.fuzz.contract import described, undone
from tests.fuzz.html import Form, read_page
from tests.fuzz.pages import fingerprint, markup_in
from tests.fuzz.values import ALL, BROKEN, as_sent

STARTS = {
    "nobody": ["/", "/procesos/", "/en/", "/datos/", "/buscar/?q=agua", "/territorios/", "/cuenta/registro/"],
    "citizen": ["/", "/cuenta/", "/procesos/", "/cuenta/notificaciones/", "/cuenta/seguridad/", "/cuenta/claves/"],
    "steward": ["/admin/", "/mesa/moderacion/", "/mesa/verificacion/", "/admin/processes/process/", "/admin/proposals/proposal/"],
}  # fmt: skip
STEPS = 12
WALKS = 20
KEPT_AS_THEY_ARE = {"csrfmiddlewaretoken", "next"}
ENDINGS = ("/cuenta/salir/", "/en/cuenta/salir/", "/admin/logout/", "/en/admin/logout/")


def chained_requests(run: Any, people: dict[str, Any], turn: int) -> None:
    """Write, then read, repeat and undo what was written, with keys taken from earlier answers."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from schemathesis.generation.stateful import run_state_machine_as_test  # type: ignore[attr-defined]

    from tests.fuzz.__main__ import token_of

    for name in ("citizen", "steward"):
        headers = token_of(people[name])
        found: dict[str, str] = {}

        class Chain(described().as_state_machine()):  # type: ignore[misc]
            def setup(self) -> None:
                self.block = undone()
                self.block.__enter__()

            def teardown(self) -> None:
                self.block.__exit__(None, None, None)

            def call(self, case: Any, headers: dict[str, str] = headers, **kwargs: Any) -> Any:
                run.count("links")
                return super().call(case, headers={**headers, "Accept-Encoding": "identity"})

            def validate_response(self, response: Any, case: Any, found: dict[str, str] = found, **kwargs: Any) -> None:
                if response.status_code >= 500:
                    found.setdefault(f"{case.operation.label} answered {response.status_code}", case.as_curl_command())

        settings_of_run = settings(
            max_examples=run.options.examples, stateful_step_count=8, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        seeded(run.number + turn)(Chain)
        run_state_machine_as_test(Chain, settings=settings_of_run)
        run.note("links", name, found)
        if run.over():
            return


def walk_pages(run: Any, people: dict[str, Any], turn: int) -> None:
    """Let each reader follow links, bend addresses and send forms, wherever the pages lead."""
    for name, person in people.items():
        for place in range(WALKS):
            if run.over():
                return
            draw = random.Random(f"{run.number}-{turn}-{name}-{place}")
            with undone():
                Walk(run, name, person, draw).go()


class Walk:
    """One visitor: where they are and how they came there."""

    def __init__(self, run: Any, name: str, person: Any, draw: random.Random) -> None:
        from tests.journeys.test_every_address import browser

        self.run, self.name, self.draw = run, name, draw
        self.client: Client = browser(person)
        self.trail: list[str] = []

    def go(self) -> None:
        """Take some steps; where a page offers nothing more, begin anew."""
        links: list[str] = []
        forms: list[Form] = []
        for _step in range(STEPS):
            if self.run.over():
                return
            links, forms = self.step(links, forms)

    def step(self, links: list[str], forms: list[Form]) -> tuple[list[str], list[Form]]:
        """Take one step; return what the page reached offers."""
        forms = [form for form in forms if urlsplit(form.action).path not in ENDINGS]
        chance = self.draw.random()
        if forms and chance < 0.5:
            return self.send(self.draw.choice(forms))
        address = self.draw.choice(links) if links and chance < 0.9 else self.draw.choice(STARTS[self.name])
        if self.draw.random() < 0.4:
            address = self.bent(address)
        return self.read("get", address, None)

    def value(self) -> str:
        """Return something that nobody should send."""
        return as_sent(self.draw.choice(ALL))

    def bent(self, address: str) -> str:
        """Return an address with a parameter or a piece of its path replaced."""
        path, _mark, query = address.partition("?")
        pieces = path.split("/")
        broken = self.draw.choice(BROKEN) if self.draw.random() < 0.3 else quote(self.value()[:3_000], safe="")
        if query and self.draw.random() < 0.7:
            pairs = [pair.partition("=")[0] for pair in query.split("&")]
            return f"{path}?{self.draw.choice(pairs)}={broken}"
        if len(pieces) > 3 and self.draw.random() < 0.5:
            pieces[self.draw.randrange(1, len(pieces) - 1)] = broken or "x"
            return "/".join(pieces)
        return f"{path}?{self.draw.choice(['q', 'after', 'before', 'order', 'territory', 'state', 'p', 'o', 'next'])}={broken}"

    def send(self, form: Form) -> tuple[list[str], list[Form]]:
        """Fill a form in, some of it as nobody should, and send it."""
        body = {key: list(values) for key, values in form.values().items()}
        for one in form.fields:
            if one.name in KEPT_AS_THEY_ARE or self.draw.random() < 0.4:
                continue
            body[one.name] = [
                self.draw.choice(one.choices) if one.choices and self.draw.random() < 0.5 else self.value()
            ]
        if form.buttons:
            button, value = self.draw.choice(form.buttons)
            body[button] = [value]
        return self.read(form.method, form.action, body)

    def read(self, method: str, address: str, body: dict[str, Any] | None) -> tuple[list[str], list[Form]]:
        """Send one request, judge the answer, and return what it offers."""
        shown = f" {body!r}"[:600] if body else ""
        self.trail.append(f"{method.upper()} {address[:300]}{shown}")
        before = fingerprint() if method == "post" else None
        self.run.count("pages")
        response = self.client.post(address, body) if method == "post" else self.client.get(address, body)
        self.run.statuses[response.status_code] += 1
        wrong = []
        if response.status_code >= 500:
            wrong.append(f"answered {response.status_code}")
        if markup_in(response):
            wrong.append("a text became markup")
        if before is not None and 400 <= response.status_code < 500 and fingerprint() != before:
            wrong.append(f"refused with {response.status_code}, and yet written")
        where = f"{method.upper()} {urlsplit(address).path[:120]} ({self.name})"
        self.run.note("pages", where, {text: "\n".join(self.trail) for text in wrong})
        if 300 <= response.status_code < 400 and response.headers.get("Location", "").startswith("/"):
            return [response.headers["Location"]], []
        if response.status_code >= 500 or response.streaming or "html" not in response.get("Content-Type", ""):
            return [], []
        return read_page(response.content.decode(), urlsplit(address).path)
