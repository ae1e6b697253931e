"""What every page knows: the installation, the menu, the languages, the unread notices."""

import functools
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from participation.access import roles
from participation.web.addresses import localized, plain
from participation.web.installation import footer_pages, installation

NAMES = {"es-mx": "Español", "en": "English"}


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the main menu: url name and the path prefix under which it is current."""

    label: Any
    url_name: str
    prefix: str
    position: int


_navigation: list[NavEntry] = []


def register_navigation(*entries: NavEntry) -> None:
    """Add entries to the main menu (in ``apps.ready()``)."""
    for entry in entries:
        if entry not in _navigation:
            _navigation.append(entry)
    _navigation.sort(key=lambda entry: entry.position)


def _menu(path: str) -> list[dict[str, Any]]:
    menu = []
    for entry in _navigation:
        try:
            url = address_of(entry.url_name, get_language())
        except NoReverseMatch:
            continue
        menu.append({"label": entry.label, "url": url, "current": path.startswith(entry.prefix)})
    return menu


@functools.lru_cache(maxsize=200)
def address_of(name: str, language: str | None) -> str:
    """Return the address of a page that has one alone, in the language in force. Raises NoReverseMatch."""
    return reverse(name)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of base.html."""
    path = plain(request.path)
    query = request.META.get("QUERY_STRING", "")
    code = get_language() or settings.LANGUAGE_CODE
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    place = installation()

    def unread() -> int:
        return int(roles.beside(user, "unread") or 0) if signed_in else 0  # type: ignore[arg-type]

    def works() -> bool:
        if not signed_in or not user.is_staff:  # type: ignore[union-attr]
            return False
        # Whose role sleeps finds the office all the same: it says how to wake it.
        return bool(user.is_superuser or roles.roles_of(user) or roles.lacks_second_step(user))  # type: ignore[union-attr,arg-type]

    suffix = f"?{query}" if query else ""
    next_path = request.get_full_path() if request.method == "GET" else localized("/")
    return {
        "installation": place,
        "brand_css": f"/marca.css?v={place.hue}",
        "navigation": _menu(path),
        "footer_pages": SimpleLazyObject(footer_pages),
        "html_lang": "es-MX" if code == "es-mx" else code,
        "other_languages": [
            {"url": localized(path, other) + suffix, "lang": other.split("-")[0], "name": NAMES.get(other, other)}
            for other, _name in settings.LANGUAGES
            if other != code
        ],
        "alternates": [
            ("es-MX" if other == "es-mx" else other, settings.AZOTEA_BASE_URL + localized(path, other))
            for other, _name in settings.LANGUAGES
        ],
        "next_path": next_path,
        "sign_in_url": f"{address_of('account_login', get_language())}?next={quote(next_path, safe='/')}",
        "is_home": path == "/",
        "unread_notices": unread,  # called where a template shows it
        "works_here": SimpleLazyObject(works),
    }
