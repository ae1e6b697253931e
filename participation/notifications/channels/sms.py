"""Short messages: one small protocol, and the provider that writes them to a folder and the log.

``AZOTEA_SMS_PROVIDER`` names the class, ``AZOTEA_WHATSAPP_PROVIDER`` one of the same shape for WhatsApp. A provider for
a real gateway is a class with one method, ``send``. It raises SmsFailed where nothing left and another try may help
(the gateway was not reached, "later") and SmsRefused where none will (no such number). Anything else that it raises
counts as "may have left" and is never repeated.
"""

import logging
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from participation.people.contacts import mask_phone

logger = logging.getLogger(__name__)
MAX_LENGTH = 320  # two messages; longer texts cost more than they say


class SmsFailed(Exception):  # noqa: N818 (reads as what happened)
    """The message did not leave."""


class SmsRefused(SmsFailed):
    """The message did not leave, and never will: no such number, a number that wants no messages."""


@runtime_checkable
class SmsProvider(Protocol):
    """What a provider of short messages offers."""

    def send(self, *, to: str, text: str) -> None:
        """Send a text to a number in E.164. Raises SmsFailed."""


class ConsoleProvider:
    """Default: writes each message to a readable file under ``var/sms`` and a line without the number to the log."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.VAR_DIR) / "sms"

    def send(self, *, to: str, text: str) -> None:
        """Write the message down. Raises SmsFailed where the folder cannot be written."""
        now = datetime.now(UTC)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / f"{now:%Y-%m-%d}.log").open("a", encoding="utf-8") as file:
                file.write(f"{now:%H:%M:%S} {to} {' '.join(text.split())}\n")
        except OSError as error:
            raise SmsFailed(str(error)) from error
        logger.info("short message to %s written to %s", mask_phone(to), self.folder)


class MemoryProvider:
    """For tests: keeps the messages in ``outbox``."""

    outbox: list[tuple[str, str]] = []

    def send(self, *, to: str, text: str) -> None:
        """Keep the message."""
        self.outbox.append((to, text))


@lru_cache(maxsize=4)
def _make(path: str) -> SmsProvider:
    provider = import_string(path)()
    if not isinstance(provider, SmsProvider):
        raise TypeError(f"{path} has no send(to=, text=)")
    return provider


def send_sms(*, to: str, text: str) -> None:
    """Send a text by the installation's provider of short messages. Raises SmsFailed."""
    send_by(settings.AZOTEA_SMS_PROVIDER, to=to, text=text)


def send_by(provider: str, *, to: str, text: str) -> None:
    """Send a text by a provider that is named by its dotted path. Raises SmsFailed."""
    _make(provider).send(to=to, text=text[:MAX_LENGTH])
