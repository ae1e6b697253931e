"""Messages of the demo: nothing leaves the machine; each is a readable file and a line on the terminal, with its code.

Only the demo's settings name these. They print addresses, numbers and codes on purpose: whoever tries the product must
find the code. The logs of a real installation never hold them.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from participation.notifications.channels.sms import ConsoleProvider

CODE = re.compile(r"(?<![\w/-])(\d{6})(?![\w/-])")


def show(to: str, text: str, file: Path) -> None:
    """Print the code of a message and where the whole of it is; notices, which hold none, only fill the folder."""
    code = CODE.search(text)
    if code:
        print(f"Código para {to}: {code[1]}   ({file})", file=sys.stderr, flush=True)


class ReadableBackend(BaseEmailBackend):
    """Writes each mail as plain text to the folder ``EMAIL_FILE_PATH``, a file each, named by time and address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails down; return how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            to = ", ".join(message.to)
            name = re.sub(r"[^\w.@-]+", "_", to)[:80]
            file = folder / f"{timezone.localtime():%Y-%m-%d %H.%M.%S.%f} {name}.txt"
            file.write_text(
                f"Para: {to}\nDe: {message.from_email}\nAsunto: {message.subject}\n\n{message.body}\n", encoding="utf-8"
            )
            show(to, f"{message.subject}\n{message.body}", file)
        return len(email_messages)


class DemoSmsProvider(ConsoleProvider):
    """Writes short messages down as the default provider does, and shows them."""

    def send(self, *, to: str, text: str) -> None:
        """Write the message down and show it."""
        super().send(to=to, text=text)
        show(to, text, self.folder)
