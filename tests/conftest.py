"""Fixtures of the whole suite."""

import gc
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import client as test_client
from django.test.utils import ContextList
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from participation.web import installation, memo
from tests import template
from tests.database import empty_quickly
from tests.journeys import standing

pytest_plugins = ["tests.personas"]


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Name files by their length: their bytes may hold the time, and each process must name a test the same."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Undo the standing city before a test that would find it in its way."""
    if item.path not in standing.files:
        with item.config.stash[blocking_manager_key].unblock():
            standing.end()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the garbage collector leave alone what stays until the end: looking at it again and again took a tenth."""
    standing.files |= {item.path for item in session.items if "_standing" in getattr(item, "fixturenames", ())}
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _keep_the_page(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
    """Keep the page's own template and context alone: copying one for each part of it took a third of every page."""
    if "context" not in store:
        store["templates"], store["context"] = [template], ContextList([copy(context)])


test_client.store_rendered_templates = _keep_the_page


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Copy the template where there is one, instead of migrating."""
    with django_db_blocker.unblock():
        template.copy()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End what still holds the test database before it is dropped: a kept-alive connection of the live server."""
    empty_quickly()
    yield
    with django_db_blocker.unblock():
        standing.end()
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
