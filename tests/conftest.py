"""Fixtures of the whole suite."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from participation.web import installation, memo

pytest_plugins = ["tests.personas"]


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Name files by their length: their bytes may hold the time, and each process must name a test the same."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays until the end: looking at it again and again took a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End what still holds the test database before it is dropped: a kept-alive connection of the live server."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """Forget what a process keeps, so that tests do not see each other: the language of the last request, too."""
    translation.activate(settings.LANGUAGE_CODE)
    installation.forget()
    memo.forget()
    installation.SECONDS = 3600  # on a slow machine it would be asked for again in the middle of a test
    cache.clear()
