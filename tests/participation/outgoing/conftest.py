"""The one door to the loopback: for these tests alone the name of the receiver leads there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from participation.outgoing import addresses, client, wire
from tests.participation.outgoing.receiver import HOST, Receiver, receiving


def open_door(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let the receiver's name lead to the loopback, its port and its authority be good."""
    real = addresses.is_open

    def look_up(host: str, port: int) -> list[str]:
        receiver.looked_up.append(host)
        if host.endswith(HOST):
            return ["127.0.0.1"]
        raise OSError("no such name")

    monkeypatch.setattr(wire, "look_up", look_up)
    monkeypatch.setattr(wire, "is_open", lambda address: address == "127.0.0.1" or real(address))
    monkeypatch.setattr(client, "trusted", lambda: receiver.trust)
    settings.AZOTEA_OUTGOING_PORTS = frozenset({443, receiver.port})


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Receiver]:
    with receiving(tmp_path) as found:
        open_door(found, monkeypatch, settings)
        yield found
