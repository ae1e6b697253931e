"""What can go wrong with a request that the server makes."""


class OutgoingError(Exception):
    """A request that got no answer. ``code`` is for programs; ``sent`` says whether the other side may have got it."""

    def __init__(self, code: str, *, sent: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent


class RefusedError(OutgoingError):
    """The guard said no: scheme, port, host or address. The same again is refused again."""


class UnreachableError(OutgoingError):
    """No such name, no connection, no valid certificate, no answer in time: it may work later."""


class BadAnswerError(OutgoingError):
    """There was an answer that cannot be used: too large, broken, packed in an unknown way, too many redirects."""
