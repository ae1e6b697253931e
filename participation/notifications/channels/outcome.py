"""How an attempt to send can end, told apart by what may have left the house."""

import re

CONTACTS = re.compile(r"[^\s<>'\"(){}:;,]+@[^\s<>'\"(){}:;,]+|\+?\d{8,}")


class NotSentError(Exception):
    """Nothing left and it is worth trying again: the server was not reached, or said "later"."""


class UnreachableError(NotSentError):
    """The server was not reached at all: trying the next message at once is of no use."""


class RefusedError(Exception):
    """Nothing left and it never will: refused for good, or a message that cannot be made. A person should look."""


class BadAddressError(RefusedError):
    """The mail server says that there is no such address."""


class NotWantedError(RefusedError):
    """Nothing left and nobody misses it: the account is closed, the person said no, the address is suppressed."""


def without_contacts(text: str) -> str:
    """Return what a server said as it may be kept and shown: servers like to repeat addresses and numbers."""
    return CONTACTS.sub("…", text)[:300]
