"""Where Chromium is, and how it is started."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SKIPPED = "Browser tests were skipped: Chromium was not found (install it, or name it in AZOTEA_CHROMIUM)."
# A container has little shared memory, and root cannot use the sandbox; the pages are our own.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]


def find() -> str | None:
    """Return the path of Chromium, or None."""
    named = os.environ.get("AZOTEA_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def is_required() -> bool:
    """Tell whether a missing Chromium must fail the run (continuous integration)."""
    return os.environ.get("AZOTEA_REQUIRE_BROWSER", "0") == "1"
