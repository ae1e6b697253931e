"""How an attempt to send can end, told apart by what may have left the house."""


class NotSentError(Exception):
    """Nothing left and it is worth trying again: the server was not reached, or said "later"."""


class UnreachableError(NotSentError):
    """The server was not reached at all: trying the next message at once is of no use."""


class RefusedError(Exception):
    """Nothing left and it never will: no such address, no consent any more, a message that cannot be made."""
