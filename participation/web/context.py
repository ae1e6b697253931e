"""What every page knows: the installation, the menu, the languages, the unread notices."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from participation.access import roles
from participation.web.addresses import localized, plain
from participation.web.installation import footer_pages, installation
from participation.web.menu.shown import NavEntry, address_of, menu, register_navigation

__all__ = ["NavEntry", "register_navigation", "site"]

NAMES = {"es-mx": "Español", "en": "English"}


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
        "navigation": menu(path),
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
