"""A mail server of this machine that keeps nothing but a count: who got how many mails."""

import threading
from collections import Counter
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """Takes every mail; ``with Sink() as sink`` starts and stops it."""

    def __init__(self, port: int) -> None:
        self.got: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Count a mail once it has come whole: after this answer it is the server's."""
        with self._lock:
            self.got.update(envelope.rcpt_tos)
        return "250 taken"

    @property
    def total(self) -> int:
        """Return how many mails came."""
        with self._lock:
            return sum(self.got.values())

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
