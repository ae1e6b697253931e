"""Fixtures of processes: the clock of the views stands still."""

from collections.abc import Iterator
from datetime import datetime
from unittest import mock

import pytest

from tests.personas import NOW


@pytest.fixture
def clock() -> Iterator[mock.Mock]:
    """Stop the clock of the views at NOW; ``clock.return_value = …`` moves it."""
    with mock.patch("django.utils.timezone.now", return_value=NOW) as now:
        yield now


def utc(*parts: int) -> datetime:
    """Return a moment in UTC."""
    from datetime import UTC

    return datetime(*parts, tzinfo=UTC)
