"""Fixtures of accounts."""

import pytest
from django.utils import translation

from participation.notifications.channels.sms import MemoryProvider


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Forget the messages of other tests, and the language that they left behind."""
    MemoryProvider.outbox.clear()
    translation.activate("es-mx")
