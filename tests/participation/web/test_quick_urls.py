"""Addresses lead where Django leads them."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, Resolver404, URLResolver, get_resolver
from django.urls.resolvers import get_ns_resolver
from django.utils.translation import override

from participation.web import quick_urls
from participation.web.quick_urls import Narrowed

PATHS = (
    "/", "/en/", "/en", "//", "/procesos/", "/procesos", "/procesos/x/", "/procesos/x/y/", "/procesos/x/y/nueva/",
    "/propuestas/12/", "/propuestas/x/", "/api/v1/proposals/", "/api/v1/", "/datos/", "/datos/comments/",
    "/datos/comments.csv", "/robots.txt", "/salud/", "/admin/", "/admin/participation/person/", "/buscar/",
    "/temas/5/seguir/", "/temas/5/cambios/", "/cuenta/", "/cuenta/entrar/", "/cuenta/notificaciones/", "/mesa/moderacion/",
    "/paginas/x/", "/territorios/3/", "/marca.css", "/sitemap.xml", "/nada/", "/es-mx/", "/en/en/", "/%00/", "/admi",
)  # fmt: skip


def led(resolve: Any, path: str) -> Any:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return (
        *(found.func, found.args, found.kwargs, found.url_name, found.app_names, found.namespaces, found.route),
        *(found.captured_kwargs, found.extra_kwargs),
    )


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_an_address_leads_where_django_leads_it(language: str) -> None:
    whole = get_resolver("config.urls")
    narrowed = Narrowed(whole)
    with override(language):
        for path in (*PATHS, *(f"/en{path}" for path in PATHS)):
            assert led(narrowed.resolve, path) == led(lambda p: URLResolver.resolve(whole, p), path), path


def test_made_up_words_are_not_kept() -> None:
    narrowed = Narrowed(get_resolver("config.urls"))
    for number in range(20):
        for path in (f"/made-up-{number}/", f"/en/made-up-{number}/", f"/procesos/{number}/"):
            led(narrowed.resolve, path)
    assert set(narrowed._by_words) == {("procesos", "")}


def quickly(view: str, *args: Any) -> tuple[str, str]:
    """Return an address as Django writes it and as we do."""
    *spaces, name = view.split(":")
    pattern, resolver = "", get_resolver("config.urls")
    for space in spaces:
        extra, resolver = resolver.namespace_dict[space]
        pattern += extra
    ours = get_ns_resolver(pattern, resolver, ()) if spaces else resolver
    return quick_urls.django_address(ours, name, "/", *args), quick_urls.address(ours, name, "/", *args)


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize(
    ("view", "given"),
    [
        ("proposals:support", [(1,), (987_654_321_012,), (0,)]),
        ("comments:create", [(7,), (2_147_400_000,)]),
        ("territories:detail", [(3,)]),
        ("processes:detail", [("parque",), ("otro-2",)]),
        ("processes:component", [("parque", "propuestas")]),
        ("files:download", [("0" * 8 + "-0000-4000-8000-" + "0" * 12,)]),
        ("home", [()]),
        ("account_login", [()]),
    ],
)
def test_an_address_is_written_as_django_writes_it(view: str, given: list[tuple[Any, ...]], language: str) -> None:
    with override(language):
        for _again in range(2):
            for args in given:
                theirs, ours = quickly(view, *args)
                assert ours == theirs


def test_no_address_is_made_up() -> None:
    resolver = get_resolver("config.urls")
    for name, args in (("home", (5,)), ("nothing", ()), ("nothing", (1,))):
        for _again in range(2):
            with pytest.raises(NoReverseMatch):
                quick_urls.address(resolver, name, "/", *args)
