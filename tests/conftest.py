"""Fixtures of the whole suite."""

import pytest
from django.core.cache import cache

from participation.web import installation

pytest_plugins = ["tests.personas"]


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """Forget what a process keeps, so that tests do not see each other."""
    installation.forget()
    cache.clear()
