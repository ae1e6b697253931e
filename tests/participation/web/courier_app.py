"""A small application behind the real server, for the tests of the courier: no database, one thread."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from typing import Any

from participation.web.courier import HandingOver, courier

BIG = b"".join(hashlib.sha256(str(n).encode()).hexdigest().encode() for n in range(100_000))  # 6.4 MB


class Body:
    """A body in memory, as Django's plain answers are."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Any:
        return iter([self.content])

    def close(self) -> None:
        """Nothing is held."""


def _file(environ: dict[str, Any]) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the server closes it)
    file.write(b"not this" + BIG)
    file.seek(8)
    return environ["wsgi.file_wrapper"](file, 8192)


def plain(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer: big ones from memory and from a file, and a small one that says what is on its way."""
    path = environ["PATH_INFO"]
    big = path in ("/memory", "/file")
    content = BIG if big else str(courier._carried.total()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return _file(environ) if path == "/file" else Body(content)


application = HandingOver(plain)
