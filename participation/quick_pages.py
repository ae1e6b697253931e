"""Django's own answers for pages, sooner: variables and texts of templates, escaping, translations, JSON columns.

A page looks up some hundred and fifty variables, escapes as many texts and translates half of them. Django reaches each
answer by way of exceptions, generators and chains of catalogues that pages almost never need. Here the plain case is
answered at once and every other one is Django's own. Tests compare; where Django changes its own, this module goes.
"""

from html import escape as html_escape
from typing import Any

from django.db.models import JSONField
from django.template import base
from django.template.context import Context
from django.templatetags.i18n import TranslateNode
from django.utils import html, translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

django_lookup = base.Variable._resolve_lookup  # type: ignore[attr-defined]
django_written = base.render_value_in_context
django_escape = html.escape
django_gettext = trans_real.gettext
django_translated = TranslateNode.render
django_from_json = JSONField.from_db_value

# What a type may give for its [] without anything being found under a name.
NO_NAMES = (None, tuple.__getitem__)
EMPTY_JSON: dict[str, type] = {"{}": dict, "[]": list}
MOST_TEXTS = 20_000


def lookup(self: base.Variable, context: Any) -> Any:
    """Return what a variable of a template stands for; Django finds from the start what is not found at once."""
    names: Any = self.lookups
    try:
        for layer in reversed(context.dicts):
            if names[0] in layer:
                current = layer[names[0]]
                break
        else:
            return django_lookup(self, context)
        if callable(current):
            current = _called(current)
        for name in names[1:]:
            kind = type(current)
            if kind is dict and name in current:
                current = current[name]
            # A dictionary's methods and a tuple's names: [] has nothing under a name there.
            elif kind is dict or getattr(kind, "__getitem__", None) in NO_NAMES:
                current = getattr(current, name)
            else:
                return django_lookup(self, context)
            if callable(current):
                current = _called(current)
    except Exception:  # (each has its own meaning to Django, which meets it again)
        return django_lookup(self, context)
    return current


class _UnusualError(Exception):
    """Something that Django treats in a way of its own."""


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise _UnusualError
    return value()


def written(value: Any, context: Context) -> str:
    """Return a value as a template writes it."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is str and context.autoescape:
        return SafeString(html_escape(value))
    return django_written(value, context)


def escape(text: Any) -> Any:
    """Return a text escaped for HTML; of one that is translated later, one that is escaped later."""
    if isinstance(text, Promise):
        return django_escape(text)
    return SafeString(html_escape(str(text)))


def gettext(message: str) -> str:
    """Return a text in the language in force, remembered with its catalogue."""
    catalogue = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    if type(message) is not str or not isinstance(catalogue, trans_real.DjangoTranslation):
        return django_gettext(message)
    known: dict[str, str] = catalogue.__dict__.setdefault("_said", {})
    found = known.get(message)
    if found is None:
        found = django_gettext(message)
        if len(known) < MOST_TEXTS:
            known[message] = found
    return found


def translated(self: TranslateNode, context: Context) -> str:
    """Return what ``{% translate %}`` says; a text that stands in the template is remembered with its catalogue."""
    key = self.__dict__.get("_constant")
    if key is None:
        key = self.__dict__["_constant"] = _constant(self)
    catalogue = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    if not key or not isinstance(catalogue, trans_real.DjangoTranslation):
        return django_translated(self, context)
    known: dict[Any, str] = catalogue.__dict__.setdefault("_said", {})
    found = known.get(key)
    if found is None:
        found = django_translated(self, context)
        known[key] = context[self.asvar] if self.asvar else found
        return found
    if self.asvar:
        context[self.asvar] = found
        return ""
    return found


def _constant(node: TranslateNode) -> tuple[str, str | None] | tuple[()]:
    """Return the text of a template and its context; empty where something of either varies."""
    said, told = node.filter_expression, node.message_context
    text = None if said.filters else getattr(said.var, "literal", None)
    about = None if told is None else told.var
    if node.noop or not isinstance(text, str) or (told is not None and (told.filters or not isinstance(about, str))):
        return ()
    return str(text), about


def from_json(self: JSONField, value: Any, expression: Any, connection: Any) -> Any:
    """Return what a column of JSON holds; most hold nothing."""
    empty = EMPTY_JSON.get(value) if self.decoder is None else None
    return django_from_json(self, value, expression, connection) if empty is None else empty()


def install() -> None:
    """Put them in the place of Django's (in ``apps.ready()``)."""
    base.Variable._resolve_lookup = lookup  # type: ignore[attr-defined]
    base.render_value_in_context = written
    html.escape = escape
    TranslateNode.render = translated  # type: ignore[method-assign]
    JSONField.from_db_value = from_json  # type: ignore[method-assign]
    trans_real.gettext = gettext
    translation._trans.__dict__.pop("gettext", None)  # type: ignore[attr-defined]  # (it keeps what it was asked first)
