"""The API at one moment: the clock stands at NOW."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.events.relay import relay
from participation.models import Person
from participation.people.actions import issue_token
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Api:
    """A caller of the API, with or without a personal token."""

    def __init__(self, person: Person | None = None) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers: dict[str, str] = {}
        if person is not None:
            _token, raw = issue_token(person=person, name="pruebas", expires_at=None, by=person, at=NOW)
            self.headers = {"Authorization": f"Bearer {raw}"}

    def _send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        send = getattr(self.client, method)
        kwargs: dict[str, Any] = {"headers": {**self.headers, **headers}}
        if method == "get" or method == "head":
            return send(f"/api/v1/{path}", data, **kwargs)
        return send(f"/api/v1/{path}", data, content_type="application/json", **kwargs)

    def get(self, path: str, **params: Any) -> Any:
        """Read."""
        return self._send("get", path, params)

    def post(self, path: str, data: Any, **headers: str) -> Any:
        """Write."""
        return self._send("post", path, data, **headers)

    def put(self, path: str, data: Any = None) -> Any:
        """Do."""
        return self._send("put", path, data or {})

    def delete(self, path: str) -> Any:
        """Undo."""
        return self._send("delete", path, {})


@pytest.fixture
def api(db: None) -> Api:
    """Somebody without an account."""
    return Api()


@pytest.fixture
def as_ana(ana: Person) -> Api:
    """Ana's program."""
    return Api(ana)


def relay_all() -> None:
    """Stamp every event."""
    while relay(at=NOW):
        pass
