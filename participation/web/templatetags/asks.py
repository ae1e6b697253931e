"""What the pages of asks need: the way here, the state, how much was answered."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from participation.asks.models import Ask
from participation.asks.tags import StateTag, state_tag
from participation.web.templatetags.ui import num

register = template.Library()


@register.inclusion_tag("components/crumbs.html")
def ask_crumbs(way: list[Any], here: str = "", here_url: str = "") -> dict[str, Any]:
    """Return the way here; the last step of a list leads nowhere, that of a page within it does."""
    pairs = [(way[i], way[i + 1]) for i in range(0, len(way), 2)]
    if here:
        pairs.append((here, ""))
    elif pairs:
        pairs[-1] = (pairs[-1][0], "")
    return {"steps": pairs}


@register.simple_tag
def ask_tag(ask: Ask) -> StateTag:
    """Return the state in words and its key."""
    return state_tag(ask, timezone.now())


@register.simple_tag
def ask_bar(figures: dict[str, int]) -> SafeString:
    """Return the bar of what was answered, waits and is late."""
    from participation.web.templatetags.ui import bar

    answered, late = figures["answered"], figures["late"]
    waiting = figures["all"] - answered - late
    parts = [
        ("k1", answered, ngettext("%(n)s answered", "%(n)s answered", answered)),
        ("k2", waiting, ngettext("%(n)s in time", "%(n)s in time", waiting)),
        ("k3", late, ngettext("▲ %(n)s overdue", "▲ %(n)s overdue", late)),
    ]
    return bar(parts=[(key, n, words % {"n": num(n)}) for key, n, words in parts if n])
