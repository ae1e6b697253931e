"""The database is away: how such an error is told from any other, and how to wait for its end."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error, InterfaceError, OperationalError, connection

Given = TypeVar("Given")

# SQLSTATE classes: the connection failed, the server lacks room or connections, it is stopping or starting, its disk.
AWAY = frozenset({"08", "53", "57", "58"})
CANCELED = "57014"  # this one statement was stopped, not the server
READ_ONLY = "25006"  # a replica, before it is promoted
PAUSE = 0.5


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error means that the database cannot be reached now, whoever asked for what."""
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:  # no answer came: refused, cut off in the middle, no such host
        return True
    return (state[:2] in AWAY and state != CANCELED) or state == READ_ONLY


def outlive(call: Callable[[], Given], *, seconds: float = 60.0) -> Given:
    """Call something that is harmless to repeat until the database takes it; for workers, never for a page.

    Inside a transaction nothing is repeated: it is lost as a whole. Raises the last error when the time is over.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except Error as error:
            if not is_outage(error) or connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(PAUSE)
