"""Where an address leads, sooner: only the patterns are tried that could lead there.

Django tries each of some hundred patterns and includes in turn and raises an exception for each that does not match: a
page that stands near the end costs it a twentieth of the whole answer. Which patterns begin with which first word is
known beforehand; of those that could match an address, Django's own resolver still decides, in the same order.

And the address of a page that is told apart by whole numbers is written from the one that Django wrote first.
"""

import re
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.urls.resolvers import LocalePrefixPattern, ResolverMatch, RoutePattern
from django.utils.translation import get_language

CODES = frozenset(code for code, _name in settings.LANGUAGES)


def words(path: str) -> tuple[str, str]:
    """Return the first word of an address below ``/``, and the second where the first may be a language's code."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return first, rest.partition("/")[0] if first in CODES else ""


def _begins(pattern: Any) -> str | None:
    """Return the text with which what a pattern matches begins; None where that is not known."""
    route = getattr(pattern, "_route", None)
    if type(pattern) is not RoutePattern or not isinstance(route, str) or re.search(r"\s", route):
        return None
    return route.partition("<")[0]


def could_match(entry: URLPattern | URLResolver, first: str, second: str) -> URLPattern | URLResolver | None:
    """Return a pattern, or what is left of an include, where it could match an address of these words; else None."""
    begins = "" if isinstance(entry.pattern, LocalePrefixPattern) else _begins(entry.pattern)
    if begins is None:
        return entry
    if begins:
        word, slash, _rest = begins.partition("/")
        fits = (lambda given: given == word) if slash else (lambda given: given.startswith(word))
        return entry if fits(first) or (second and fits(second)) else None
    if isinstance(entry, URLPattern):
        return entry
    left = [kept for each in entry.url_patterns if (kept := could_match(each, first, second))]
    return _narrowed(entry, left) if left else None


def _narrowed(resolver: URLResolver, patterns: list[Any]) -> URLResolver:
    return URLResolver(
        resolver.pattern,
        patterns,  # type: ignore[arg-type]
        resolver.default_kwargs,
        resolver.app_name,
        resolver.namespace,
    )


class Narrowed:
    """The resolver of all addresses, narrowed to those that begin with the words of an address."""

    def __init__(self, whole: URLResolver) -> None:
        self.whole = whole
        self.words = {words(str(_begins(p) or ""))[0] for p in _leaves(whole)}
        self._by_words: dict[tuple[str, str], URLResolver] = {}

    def resolve(self, path: str) -> ResolverMatch:
        """Return where an address leads, as Django says it. Raises Resolver404."""
        key = words(str(path))
        # Words that nobody may make up keep their resolver: their number is bounded by that of the patterns.
        if (key[1] if key[0] in CODES else key[0]) not in self.words:
            return URLResolver.resolve(self.whole, path)
        narrowed = self._by_words.get(key)
        if narrowed is None:
            left = [kept for each in self.whole.url_patterns if (kept := could_match(each, *key))]
            narrowed = self._by_words[key] = _narrowed(self.whole, left)
        return narrowed.resolve(path)


def _leaves(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver) or _begins(entry.pattern):
            found.append(entry.pattern)
        else:
            found += _leaves(entry)
    return found


django_address = URLResolver._reverse_with_prefix  # type: ignore[attr-defined]
NUMBER = 2_147_400_000  # a number that no address holds by itself, so that its place in one can be found


def address(self: URLResolver, view: Any, prefix: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a view, as Django says it. Raises NoReverseMatch."""
    if kwargs or any(type(each) is not int or each < 0 for each in args):
        return django_address(self, view, prefix, *args, **kwargs)  # type: ignore[no-any-return]
    shapes: dict[Any, tuple[str, ...]] = self.__dict__.setdefault("_shapes", {})
    key = (view, prefix, len(args), get_language())
    shape = shapes.get(key)
    if shape is None:
        shape = shapes[key] = _shape(self, view, prefix, len(args))
    if len(shape) != len(args) + 1:
        return django_address(self, view, prefix, *args)  # type: ignore[no-any-return]
    return shape[0] + "".join([f"{number}{after}" for number, after in zip(args, shape[1:], strict=True)])


def _shape(resolver: URLResolver, view: Any, prefix: str, number: int) -> tuple[str, ...]:
    """Return the texts around the numbers of an address; empty where it may hold something else than any number."""
    marks = [NUMBER + place for place in range(number)]
    written = django_address(resolver, view, prefix, *marks)
    for ways, _pattern, _defaults, converters in resolver.reverse_dict.getlist(view):
        for _text, names in ways:
            if number and len(names) == number:  # the first that takes as many decides, if it takes any number
                if any(type(converters.get(name)) is not IntConverter for name in names):
                    return ()
                return tuple(re.split("|".join(map(str, marks)), written))
    return () if number else (written,)


def install() -> None:
    """Narrow the resolver of this process, and let it write addresses sooner (config/wsgi.py)."""
    URLResolver._reverse_with_prefix = address  # type: ignore[attr-defined]
    whole = get_resolver()
    whole.resolve = Narrowed(whole).resolve  # type: ignore[method-assign]
