"""Header and footer of every page: rendered once for what they show."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from participation.web.fragments import kept, piece
from participation.web.models import Installation
from participation.web.moulds import pour

register = template.Library()

HEADER, FOOTER = "components/header.html", "components/footer.html"
STYLES, SCRIPTS = "components/styles.html", "components/scripts.html"


@register.simple_tag(takes_context=True)
def page_styles(context: Any) -> SafeString:
    """Return the links of the head to styles, font and icon."""
    place = context.get("installation")
    return piece(STYLES, (context.get("brand_css", ""), place.icon_url if place is not None else ""))


@register.simple_tag
def page_scripts() -> SafeString:
    """Return the scripts of every page."""
    return piece(SCRIPTS, ())


@register.simple_tag(takes_context=True)
def page_header(context: Any) -> SafeString:
    """Return the header: it differs from page to page in its addresses, from reader to reader in name and notices."""
    user, place = context.get("user"), context.get("installation")
    if place is None or user is None:
        return context.template.engine.get_template(HEADER).render(context)  # type: ignore[no-any-return]
    menu, languages = context["navigation"], context["other_languages"]
    unread = context["unread_notices"]()
    works_here = bool(context["works_here"])
    facts = (
        _shown(place),
        *((str(entry["label"]), entry["url"], entry["current"]) for entry in menu),
        *((each["lang"], each["name"]) for each in languages),
        (user.is_authenticated, unread, works_here),
    )

    def names(values: dict[str, str]) -> dict[str, Any]:
        return {
            "installation": place,
            "navigation": menu,
            "other_languages": [each | {"url": values[f"to_{each['lang']}"]} for each in languages],
            "signed_in": user.is_authenticated,
            "name": values["name"],
            "works_here": works_here,
            "unread_notices": unread,
            "sign_in_url": values["sign_in_url"],
        }

    links = {f"to_{each['lang']}": each["url"] for each in languages}
    name = user.get_short_name() if user.is_authenticated else ""
    return pour(HEADER, facts, names, sign_in_url=context["sign_in_url"], name=name, **links)


@register.simple_tag(takes_context=True)
def page_footer(context: Any) -> SafeString:
    """Return the footer."""
    place = context.get("installation")
    if place is None:
        return context.template.engine.get_template(FOOTER).render(context)  # type: ignore[no-any-return]
    pages = list(context["footer_pages"])
    facts = (_shown(place), *((page["title"], page["url"]) for page in pages))
    return kept(FOOTER, facts, lambda: get_template(FOOTER).render({"installation": place, "footer_pages": pages}))


def _shown(place: Installation) -> str:
    """Return all that the installation's row says, to tell it from what it said before."""
    told: str | None = place.__dict__.get("_told")
    if told is None:
        values = [getattr(place, field.attname) for field in place._meta.concrete_fields]
        told = place.__dict__["_told"] = repr([*values, place.logo_url if place.logo_id else ""])
    return told
