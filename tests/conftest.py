"""Fixtures of the whole suite."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from participation.web import installation

pytest_plugins = ["tests.personas"]


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """Forget what a process keeps, so that tests do not see each other: the language of the last request, too."""
    translation.activate(settings.LANGUAGE_CODE)
    installation.forget()
    cache.clear()
