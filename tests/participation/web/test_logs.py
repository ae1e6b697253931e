"""Log lines: a denial is one line without a traceback, a fault keeps its own."""

import logging

from participation.access.verdict import ActDenied, Denied
from participation.web.middleware import DenialFilter


def line_for(error: Exception) -> logging.LogRecord:
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "Forbidden", None, (type(error), error, None))
    assert DenialFilter().filter(record)
    return record


def test_a_denial_is_logged_without_its_traceback() -> None:
    assert line_for(ActDenied(Denied("closed", "It closed."))).exc_info is None


def test_a_fault_keeps_its_traceback() -> None:
    assert line_for(ValueError("x")).exc_info is not None
