"""Where the keys of the tests lie."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _keys_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.AZOTEA_URN_KEYS = tmp_path / "urn-keys"
    settings.AZOTEA_SIGNING_KEYS = tmp_path / "signing-keys"
