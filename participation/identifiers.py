"""Identifiers that sort by time."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562): time first, then random bits.

    48 bits of Unix milliseconds and 12 of their fraction (section 6.2, method 3); within one process each is greater
    than the one before, also within a microsecond, so that the events of one act keep their order.
    """
    global _last
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _lock:
        stamp = (milliseconds << 12) | (rest * 4096 // 1_000_000)
        # A clock that was set back by more than a second is believed; the last identifier is not followed for ever.
        if stamp <= _last < stamp + (1000 << 12):
            stamp = _last + 1
        _last = stamp
    random = int.from_bytes(os.urandom(8))
    value = (stamp >> 12) << 80
    value |= 0x7 << 76
    value |= (stamp & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return uuid.UUID(int=value)
