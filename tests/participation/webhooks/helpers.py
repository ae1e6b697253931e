"""A program that gets messages, in the place of the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from participation.models import Person, WebhookEndpoint
from participation.outgoing import client
from participation.outgoing.client import Answer
from participation.webhooks import actions

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
URL = "https://programa.example.org/azotea"


def add(person: Person, *events: str, at: datetime = NOW, **fields: Any) -> tuple[WebhookEndpoint, str]:
    given = {"name": "Mi mapa", "url": URL, "events": events or ("*",), "by": person, "at": at, **fields}
    return actions.add_endpoint(**given)


@dataclass
class Program:
    """Answers with the next of its statuses, the last one for ever; remembers what it got."""

    statuses: list[Any] = field(default_factory=lambda: [200])
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def request(self, method: str, url: str, *, headers: Any, body: bytes, seconds: float, read: bool) -> Answer:
        assert (method, seconds, read) == ("POST", 10.0, False)
        self.got.append((url, headers, body))
        said = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if callable(said):
            said = said()
        if isinstance(said, BaseException):
            raise said
        status, more = said if isinstance(said, tuple) else (said, {})
        return Answer(status, more, b"", url)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Program:
    made = Program()
    monkeypatch.setattr(client, "request", made.request)
    return made
