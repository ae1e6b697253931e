"""What the houses of both files begin with."""

from pathlib import Path
from typing import Any

import pytest

from tests import template


@pytest.fixture(scope="session")
def migrated(django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A dump of a migrated database, where one was made for this run: else each house migrates its own."""
    with django_db_blocker.unblock():
        return template.dump(tmp_path_factory.mktemp("template") / "migrated.sql")
