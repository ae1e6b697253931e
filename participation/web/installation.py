"""The installation's own row, and other rows that seldom change, kept for a few seconds in each process."""

import time
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language

from participation.outage import is_outage
from participation.web.addresses import localized
from participation.web.models import Installation, Page

SECONDS = 2  # part of the age that pages are promised to have at most (page_cache.py)
_kept: dict[str, tuple[float, Any]] = {}


def keep(name: str, make: Any) -> Any:
    """Return what ``make`` reads, or what it read within the last two seconds; ``make`` reads what is public anyway.

    What acts decide by is read by themselves.
    """
    now = time.monotonic()
    if name not in _kept or _kept[name][0] < now:
        try:
            _kept[name] = (now + SECONDS, make())
        except Exception as error:
            # While the database is away the name and hue of a minute ago are better than none.
            if name not in _kept or not is_outage(error) or connection.in_atomic_block:
                raise
    return _kept[name][1]


def forget() -> None:
    """Drop what is kept, after a change (this process) and between tests."""
    _kept.clear()


def changed() -> None:
    """Drop what is kept, for an act that wrote it: now, and once more when what it wrote is there for everybody."""
    forget()
    transaction.on_commit(forget)


def installation() -> Installation:
    """Return the installation; one with defaults where nothing was set up yet."""
    return keep("installation", lambda: Installation.objects.select_related("logo").first() or Installation())  # type: ignore[no-any-return]


def footer_pages() -> list[dict[str, str]]:
    """Return title and address of the pages that the footer links to, in the reader's language."""
    pages = keep(
        "pages",
        lambda: list(
            Page.objects.filter(in_footer=True, subject__state="published")
            .order_by("position", "pk")
            .only("slug", "title", "translations")
        ),
    )
    code = (get_language() or "es").split("-")[0]
    return [
        {
            "title": page.translations.get(code, {}).get("title") or page.title,
            "url": localized(f"/paginas/{page.slug}/"),
        }
        for page in pages
    ]
