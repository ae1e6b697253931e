"""What surrounds the suite: the embedded database, without durability, in a folder of its own; and Chromium, or not."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests import chromium, template

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

# One running city serves three files of browser tests, one house the faults, one port the courier. They begin: none of
# them empties the database, as other browser tests do, after which the rows that migrations brought are gone.
TOGETHER = {
    "tests/browser/test_admin_pages.py": "city",
    "tests/browser/test_every_page.py": "city",
    "tests/browser/test_journeys.py": "city",
    "tests/faults/": "faults",
    "tests/participation/web/test_courier.py": "courier",
}

_counted_in = False


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that controls the others."""
    global _counted_in
    if hasattr(config, "workerinput"):
        return
    if chromium.is_required() and not chromium.find():
        raise pytest.UsageError("AZOTEA_REQUIRE_BROWSER=1, but Chromium was not found: apt-get install chromium.")
    if not os.environ.get("DATABASE_URL"):
        from config import embedded

        embedded.start(fsync=False)
        _counted_in = True
    if config.getoption("dist", "no") != "no" and not config.getoption("reuse_db", False):
        with config.stash[blocking_manager_key].unblock():
            template.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the template; stop the server if nobody else uses it."""
    if not hasattr(config, "workerinput"):
        with config.stash[blocking_manager_key].unblock():
            template.end()
    if _counted_in:
        from config import embedded

        embedded.leave()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep on one process what shares something that is dear or cannot be had twice; the largest of them begin."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler.loadgroup import LoadGroupScheduling

    class Scheduling(LoadGroupScheduling):
        # The marker xdist_group would say the same, but is lost with this pytest, which keeps the ids of tests elsewhere.
        def _split_scope(self, nodeid: str) -> str:
            return next((name for place, name in TOGETHER.items() if nodeid.startswith(place)), nodeid)

    return Scheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser or Redis, and skip it where there is none."""
    browser = chromium.find()
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and not browser:
            item.add_marker(pytest.mark.skip(reason=chromium.SKIPPED))
        if item.get_closest_marker("redis") and not os.environ.get("REDIS_URL"):
            item.add_marker(pytest.mark.skip(reason="Needs a Redis server: set REDIS_URL."))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one sentence that browser tests did not run."""
    if any(chromium.SKIPPED in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(chromium.SKIPPED, yellow=True)
