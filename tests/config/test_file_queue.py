"""The demo's queue in a folder: who looks while a message is written finds nothing, then the whole message."""

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

import config.celery  # noqa: F401 (names the transport)
from config import file_queue


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    """A channel of a queue in a folder of its own."""
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    with Connection("filesystem://localhost", transport_options=folders) as connection:
        yield connection.default_channel


def test_the_filesystem_transport_is_ours(channel: Any) -> None:
    assert isinstance(channel, file_queue.Channel)


def test_a_message_comes_out_as_it_went_in(channel: Any) -> None:
    channel._put("celery", {"body": "ñ"})
    assert channel._get("celery") == {"body": "ñ"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_half_written_is_not_taken(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker looks between the writing and the naming; Kombu's own transport gave it an empty file there."""
    name, seen = Path.replace, []

    def look(aside: Path, final: Path) -> Path:
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(aside.read_bytes())
        return name(aside, final)

    monkeypatch.setattr(Path, "replace", look)
    channel._put("celery", {"body": 1})
    assert seen == [b'{"body": 1}']
    assert channel._get("celery") == {"body": 1}
