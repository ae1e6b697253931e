"""Where the keys of the tests lie, and in which language they read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from budgets.voting import notices


@pytest.fixture(autouse=True)
def _keys_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.AZOTEA_URN_KEYS = tmp_path / "urn-keys"
    notices.forget()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
