"""Starts the embedded database for the tests, without durability, in a folder of its own."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("AZOTEA_VAR", str(ROOT / "var" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

_counted_in = False


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that controls the others."""
    global _counted_in
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    from config import embedded

    embedded.start(fsync=False)
    _counted_in = True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server if nobody else uses it."""
    if _counted_in:
        from config import embedded

        embedded.leave()
