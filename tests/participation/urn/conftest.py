"""Where the keys of the tests lie, and the database role that serves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from participation.urn import chambers, roles


@pytest.fixture(autouse=True)
def _keys_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.AZOTEA_URN_KEYS = tmp_path / "urn-keys"


@pytest.fixture
def serving(db: None) -> Iterator[str]:
    """Act as the role with which the web processes sign in, for the length of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        name, database = cursor.fetchone()
        if roles.is_superuser(cursor, name):
            name = f"{database}_app"
            roles.set_up(name)
            cursor.execute(roles.said("SET LOCAL SESSION AUTHORIZATION {}", roles.sql.Identifier(name)))
        yield name
        cursor.execute("RESET SESSION AUTHORIZATION")
    chambers.forget()
