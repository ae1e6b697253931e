"""The menu as pages show it, kept for a few seconds like the installation's own row, so that it costs no query."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from participation.subjects.models import Subject
from participation.web.addresses import localized
from participation.web.installation import SmallTable, keep
from participation.web.models import Menu


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A section of the site: url name, and the path prefix under which it is current.

    One that is not ``shown`` stands in the menu only where officials put it there.
    """

    label: Any
    url_name: str
    prefix: str
    position: int
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that officials put into the menu: its titles by language, its address without language, its prefix."""

    titles: dict[str, str]
    label: Any
    path: str
    url_name: str = ""
    prefix: str = ""


_navigation: list[NavEntry] = []


def register_navigation(*entries: NavEntry) -> None:
    """Add sections of the site (in ``apps.ready()``)."""
    for entry in entries:
        if entry not in _navigation:
            _navigation.append(entry)
    _navigation.sort(key=lambda entry: entry.position)


def sections() -> dict[str, NavEntry]:
    """Return the sections that can stand in the menu, by url name."""
    return {entry.url_name: entry for entry in _navigation}


def default() -> list[dict[str, Any]]:
    """Return the entries of the menu as the product brings it."""
    return [{"section": entry.url_name} for entry in _navigation if entry.shown]


def _newest_menu() -> QuerySet[Menu]:
    return Menu.objects.order_by("-pk")[:1]


_known = SmallTable(_newest_menu)


def in_force() -> list[dict[str, Any]]:
    """Return the entries that are in force, as they are stored."""
    return _entries_of(_newest_menu())


def _entries_of(rows: Iterable[Menu]) -> list[dict[str, Any]]:
    saved = next(iter(rows), None)
    return default() if saved is None or saved.entries is None else list(saved.entries)


@functools.lru_cache(maxsize=200)
def address_of(name: str, language: str | None) -> str:
    """Return the address of a page that has one alone, in the language in force. Raises NoReverseMatch."""
    return reverse(name)


def menu(path: str) -> list[dict[str, Any]]:
    """Return title and address of each entry in the reader's language; the nearest to a path is current."""
    code = (get_language() or "es").split("-")[0]
    found, prefixes = [], []
    for entry in _entries():
        try:
            url = address_of(entry.url_name, get_language()) if entry.url_name else _localized(entry.path)
        except NoReverseMatch:
            continue
        found.append({"label": entry.titles.get(code) or entry.label or entry.titles.get("es", ""), "url": url})
        prefixes.append(entry.prefix if entry.prefix and path.startswith(entry.prefix) else "")
    nearest = max(prefixes, key=len, default="")
    return [each | {"current": bool(p) and p == nearest} for each, p in zip(found, prefixes, strict=True)]


def _localized(path: str) -> str:
    return localized(path) if path.startswith("/") else path


def _subjects(keys: list[int]) -> dict[int, Subject]:
    """Return the things that the menu leads to and everybody may see; most menus lead to none."""
    if not keys:
        return {}
    rows = keep("subjects of the menu", lambda: list(Subject.objects.public().filter(pk__in=keys).defer("search")))
    return {row.pk: row for row in rows}


def _entries() -> list[Kept]:
    known, entries = sections(), _entries_of(_known())
    subjects = _subjects([entry["subject"] for entry in entries if "subject" in entry])
    found = []
    for entry in entries:
        titles = entry.get("titles") or {}
        if entry.get("section") in known:
            section = known[entry["section"]]
            found.append(Kept(titles, section.label, "", section.url_name, section.prefix))
        elif entry.get("subject") in subjects:
            subject = subjects[entry["subject"]]
            told = {"es": subject.title, **(subject.titles or {}), **titles}
            found.append(Kept(told, subject.title, subject.path, "", subject.path))
        elif entry.get("url"):
            url = entry["url"]
            found.append(Kept(titles, "", url, "", url if url.startswith("/") and url != "/" else ""))
    return found
