"""The demo's queue in a folder, whose messages appear whole.

Kombu's own transport writes a message under its final name, so that a worker which looks in between takes an empty
file, loses it and ends by the error. Here the file gets its name once it is written.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):  # type: ignore[misc]
    """A channel whose messages are written aside and then named."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Put a message into the queue. Raises ChannelError where the folder cannot be written."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        folder = Path(self.data_folder_out)
        aside = folder / f"{name}.part"  # no queue's name ends so: nobody takes it
        try:
            aside.write_bytes(dumps(payload).encode())
            aside.replace(folder / f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {folder}") from error


class Transport(filesystem.Transport):  # type: ignore[misc]
    """The transport of these channels."""

    Channel = Channel
