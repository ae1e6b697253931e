"""The provider of these tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.participation.outgoing.conftest import open_door
from tests.participation.outgoing.receiver import receiving
from tests.participation.providers.fake import Fake


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, db: None) -> Iterator[Fake]:
    """A provider that the server may call."""
    with receiving(tmp_path) as receiver:
        open_door(receiver, monkeypatch, settings)
        found = Fake(receiver)
        receiver.script = found.answer
        settings.AZOTEA_VERIFICATION_RATES = dict.fromkeys(("account", "client", "document"), "1000/h")
        yield found
