"""What allauth takes for a session of ``requests``: every request of it goes the guarded way out.

Five seconds and 256 KB for each, no redirects, public addresses alone (``participation.outgoing``).
"""

import base64
import json as as_json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from participation.outgoing import client
from participation.outgoing.errors import BadAnswerError, RefusedError, UnreachableError
from participation.providers.failures import ProviderError

SECONDS = 5.0
SIZE = 256 * 1024


class Reply:
    """An answer, as allauth reads it."""

    def __init__(self, answer: client.Answer) -> None:
        self.status_code = answer.status
        self.headers = {"content-type": "", **answer.headers}
        self.content = answer.body

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> dict[str, Any]:
        """Return the body, which must be an object of JSON. Raises ProviderError."""
        try:
            found = as_json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise ProviderError("untrusted") from error
        if not isinstance(found, dict):
            raise ProviderError("untrusted")
        return found

    def raise_for_status(self) -> None:
        """Raise ProviderError unless the answer is a good one."""
        if self.status_code >= 500:
            raise ProviderError("down")
        if self.status_code >= 300:
            raise ProviderError("refused")


class GuardedSession:
    """The methods of a session that allauth calls."""

    def __enter__(self) -> "GuardedSession":
        return self

    def __exit__(self, *args: object) -> None: ...

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for a document. Raises ProviderError."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Any = None,
        data: Mapping[str, str] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> Reply:
        """Send a form or JSON. Raises ProviderError."""
        assert not params, "what is sent never stands in an address, which logs keep"
        sent = {"Accept": "application/json", **(headers or {})}
        body = b""
        if json is not None:
            sent["Content-Type"], body = "application/json", as_json.dumps(json).encode()
        elif data is not None:
            sent["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(data).encode()
        if auth is not None:
            sent["Authorization"] = basic(auth.username, auth.password)
        try:
            answer = client.request(method, url, headers=sent, body=body, seconds=SECONDS, size=SIZE)
        except RefusedError as error:
            raise ProviderError("refused") from error
        except UnreachableError as error:
            raise ProviderError("down") from error
        except BadAnswerError as error:
            raise ProviderError("untrusted") from error
        return Reply(answer)


def basic(user: str, password: str, *, encoded: bool = True) -> str:
    """Return the header of a client's name and secret; OAuth encodes both before (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(user)}:{quote_plus(password)}" if encoded else f"{user}:{password}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
