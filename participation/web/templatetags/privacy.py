"""The simple form of a privacy notice, where data are asked for."""

from typing import Any

from django import template

from participation.privacy.notices import shown

register = template.Library()


@register.inclusion_tag("participation/privacy/short.html")
def privacy_notice(name: str) -> dict[str, Any]:
    """Return the simple form of the notice of a purpose; nothing for a name that nobody registered."""
    return {"notice": shown(name)}
