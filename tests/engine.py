"""What surrounds the suite: the embedded database, without durability, in a folder of its own; and Chromium, or not."""

import os
import re
from pathlib import Path

import pytest

from tests import chromium

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("AZOTEA_VAR", str(ROOT / "var" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

# WhiteNoise warns of a missing folder, and warnings are errors here.
Path(os.environ["AZOTEA_VAR"], "staticfiles").mkdir(parents=True, exist_ok=True)

# Each process of the suite has a Redis database of its own: they empty it between their tests.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = re.sub(
        r"(?<=[^/])(/\d*)?$", f"/{int(_worker.removeprefix('gw')) + 1}", os.environ["REDIS_URL"], count=1
    )

_counted_in = False


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that controls the others."""
    global _counted_in
    if hasattr(config, "workerinput"):
        return
    if chromium.is_required() and not chromium.find():
        raise pytest.UsageError("AZOTEA_REQUIRE_BROWSER=1, but Chromium was not found: apt-get install chromium.")
    if os.environ.get("DATABASE_URL"):
        return
    from config import embedded

    embedded.start(fsync=False)
    _counted_in = True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server if nobody else uses it."""
    if _counted_in:
        from config import embedded

        embedded.leave()


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser or Redis, and skip it where there is none."""
    browser = chromium.find()
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
        if "city" in getattr(item, "fixturenames", ()):
            # One running city serves them all: they must land on one worker.
            item.add_marker(pytest.mark.xdist_group("city"))
        if item.get_closest_marker("browser") and not browser:
            item.add_marker(pytest.mark.skip(reason=chromium.SKIPPED))
        if item.get_closest_marker("redis") and not os.environ.get("REDIS_URL"):
            item.add_marker(pytest.mark.skip(reason="Needs a Redis server: set REDIS_URL."))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one sentence that browser tests did not run."""
    if any(chromium.SKIPPED in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(chromium.SKIPPED, yellow=True)
