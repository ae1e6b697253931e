"""Templates poured: rendered once for each of their variants, afterwards only the values are put in.

A row that repeats on a page differs from the next in a few texts. Its template is rendered once for what decides its
shape (``facts``: flags, words of a short list, the language) with a marker in the place of each text; the
pieces between the markers are kept, and each row is those pieces with its texts between them, escaped as a template
would. The template stays the only description: nothing of its HTML is written a second time.

A template to be poured writes each value as it is, ``{{ name }}``: never through a filter, in a condition or in a tag;
what needs one is worked out before, or belongs to the facts.
"""

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 4_000
# Nobody can type a marker: its number is drawn anew by each process.
_SECRET = secrets.token_hex(12)
_MARK = re.compile(f"\ue000{_SECRET}:(\\w+)\ue001")

Parts = tuple[str, ...]
Names = Callable[[dict[str, str]], dict[str, Any]]
_poured: OrderedDict[Hashable, Parts] = OrderedDict()
_lock = threading.Lock()


def pour(template: str, facts: Hashable, names: Names | None = None, /, **values: str | int) -> SafeString:
    """Return a template rendered with ``facts`` and these values.

    ``names`` may return what the template calls the facts and the values; it must follow from the facts alone.
    Raises ValueError where the template does more with a value than write it.
    """
    key = (template, get_language(), facts, tuple(values))
    parts = _poured.get(key)
    if parts is None:
        parts = _keep(key, _make(template, facts, tuple(values), names))
    made, ready = list(parts), dict[str, str]()
    # Even places hold HTML of the template, odd ones the name of a value.
    for place in range(1, len(parts), 2):
        name = parts[place]
        if name not in ready:
            value = values[name]
            safe = type(value) in (SafeString, int) or value == ""
            ready[name] = str(value) if safe else escape(str(value))
        made[place] = ready[name]
    return SafeString("".join(made))


def _make(template: str, facts: Hashable, values: tuple[str, ...], names: Names | None) -> Parts:
    marked = {name: f"\ue000{_SECRET}:{name}\ue001" for name in values}
    html = str(get_template(template).render(names(marked) if names else {"facts": facts, **marked}))
    parts = tuple(_MARK.split(html))
    if any(_SECRET[:8] in part for part in parts):
        raise ValueError(f"{template} changes a value instead of writing it")
    return parts


def _keep(key: Hashable, parts: Parts) -> Parts:
    with _lock:
        _poured[key] = parts
        while len(_poured) > MOST:
            _poured.popitem(last=False)
    return parts


def join(pieces: Iterable[SafeString]) -> SafeString:
    """Return pieces one after the other."""
    return SafeString("".join(pieces))
