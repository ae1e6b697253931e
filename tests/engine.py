"""Starts the embedded database for the tests, without durability, in a folder of its own."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("AZOTEA_VAR", str(ROOT / "var" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

_owner = False


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that controls the others."""
    global _owner
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    from config import embedded

    _owner = embedded.start(fsync=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started here."""
    if _owner:
        from config import embedded

        embedded.stop()
