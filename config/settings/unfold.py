"""The officials' admin: hue, logo, font and menu."""

from typing import Any

from django.templatetags.static import static


def _style(request: Any) -> str:
    return static("css/admin.css")


def _script(request: Any) -> str:
    return static("js/admin.js")


def _icon(request: Any) -> str:
    from participation.web.installation import installation

    return installation().icon_url


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "config.admin_menu.site_name",
    "SITE_HEADER": "config.admin_menu.site_name",
    "SITE_SUBHEADER": "config.admin_menu.site_government",
    "SITE_URL": "config.admin_menu.site_address",
    "SITE_ICON": _icon,
    "SITE_FAVICONS": [{"rel": "icon", "href": _icon}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "ENVIRONMENT": "config.admin_menu.environment",
    "COLORS": {"primary": "config.admin_menu.brand"},
    "STYLES": [_style],
    "SCRIPTS": [_script],
    "ACCOUNT": {"navigation": "config.admin_menu.account_links"},
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": "config.admin_menu.navigation"},
}
