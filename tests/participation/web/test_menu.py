"""The menu of the site: as the product brings it, until stewards change it; and back again."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Event, Menu, Person, Subject
from participation.web import installation
from participation.web.actions import create_page
from participation.web.menu import shown
from participation.web.menu.actions import restore_menu, save_menu
from tests.factories import make_process
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
DESK = "/admin/participation/menu/"
SECTIONS = [{"section": "opendata:home"}, {"section": "processes:list"}]


def menu_of(path: str = "/") -> list[tuple[str, str, bool]]:
    """Return title, address and whether it is current of each entry that a page shows."""
    installation.forget()
    nav = Client().get(path).content.decode().split('<ul class="az-nav">')[1].split("</ul>")[0]
    found = re.findall(r'<a href="([^"]*)"( aria-current="page")?>([^<]*)</a>', nav)
    return [(title, url, bool(current)) for url, current, title in found]


def test_who_edits_nothing_has_the_usual_menu(client: Client) -> None:
    usual = [str(entry.url_name) for entry in shown.sections().values() if entry.shown]
    assert [entry["section"] for entry in shown.default()] == usual
    found = menu_of("/procesos/")
    assert len(found) == len(usual)
    assert found[0] == ("Procesos", "/procesos/", True)
    assert "processes:debates" in shown.sections()
    assert "processes:debates" not in usual


def test_stewards_order_hide_name_and_add(carla: Person) -> None:
    page = create_page(
        title="Ayuda", body="<p>x</p>", by=carla, at=NOW, translations={"en": {"title": "Help", "body": "<p>x</p>"}}
    )
    process = make_process("Plan de agua")
    entries = [
        *SECTIONS,
        {"url": page.get_absolute_url()},
        {"url": f"/en{process.subject.path}", "titles": {"es": "El plan", "en": "The plan"}},
        {"url": "https://oaxaca.example.org/", "titles": {"es": "Municipio <b>"}},
    ]
    save_menu(entries=entries, by=carla, at=NOW)
    path = process.subject.path
    assert menu_of(path) == [
        ("Datos abiertos", "/datos/", False),
        ("Procesos", "/procesos/", False),
        ("Ayuda", "/paginas/ayuda/", False),
        ("El plan", path, True),
        ("Municipio &lt;b&gt;", "https://oaxaca.example.org/", False),
    ]
    english = [title for title, _url, _current in menu_of("/en/procesos/")]
    assert english == ["Open data", "Processes", "Help", "The plan", "Municipio &lt;b&gt;"]
    assert Event.objects.get(name="participation.menu.changed").before == {"entries": shown.default()}
    Subject.objects.filter(pk=process.subject_id).update(state="hidden")
    assert [title for title, _url, _current in menu_of()] == [
        "Datos abiertos",
        "Procesos",
        "Ayuda",
        "Municipio &lt;b&gt;",
    ]
    assert save_menu(entries=shown.in_force(), by=carla, at=NOW) is None
    first = Menu.objects.get()
    save_menu(entries=None, by=carla, at=NOW)
    assert menu_of()[0][0] == "Procesos"
    restore_menu(menu=first, by=carla, at=NOW)
    assert menu_of()[0][0] == "Datos abiertos"
    assert Menu.objects.count() == 3


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{"section": "no:such"}],
        [{"url": "javascript:alert(1)", "titles": {"es": "x"}}],
        [{"url": "//evil.example.org/", "titles": {"es": "x"}}],
        [{"url": "/no-hay-nada-aqui/", "titles": {"es": "x"}}],
        [{"url": "/cuenta/"}],
        [{"url": "https://example.org/" + "x" * 300, "titles": {"es": "x"}}],
        [{"section": "processes:list", "titles": {"es": "x" * 41}}],
        [{"section": "processes:list"}, {"url": "/procesos/"}],
        [{"url": f"/buscar/?q={n}", "titles": {"es": "x"}} for n in range(11)],
    ],
)
def test_what_leads_nowhere_or_does_not_fit_is_refused(carla: Person, entries: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        save_menu(entries=entries, by=carla, at=NOW)
    assert not Menu.objects.exists()


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_others_change_nothing(who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(ActDenied):
        save_menu(entries=SECTIONS, by=person, at=NOW)
    assert client_of(person).post(DESK, {"default": "1"}).status_code in (302, 403)
    assert Client().post(DESK, {"default": "1"}).status_code == 302
    assert not Menu.objects.exists()


def form_of(client: Client) -> dict[str, str]:
    """Return the form as it stands on the page."""
    rows = client.get(DESK).context["rows"]
    return {
        row.add_prefix(name): "on" if row.initial.get(name) is True else str(row.initial.get(name) or "")
        for row in rows
        for name in row.fields
        if row.initial.get(name) is not False
    } | {"save": "1"}


def test_the_page_of_the_admin_moves_hides_adds_and_undoes(carla: Person) -> None:
    client = client_of(carla)
    data = form_of(client)
    last = shown.default()[-1]["section"]
    data |= {f"e{last}-position": "1", "eprocesses:debates-show": "on", "eprocesses:debates-es": "Debates"}
    del data["eencounters:list-show"]
    data |= {"n0-address": "https://example.org/", "n0-es": "Fuera", "n0-position": "2"}
    assert client.post(DESK, data).status_code == 302
    titles = [title for title, _url, _current in menu_of()]
    assert titles[:3] == ["Datos abiertos", "Procesos", "Fuera"]
    assert titles[-1] == "Debates"
    assert "Encuentros" not in titles
    refused = client.post(DESK, form_of(client) | {"n0-address": "ftp://x", "n0-es": "x"})
    assert refused.status_code == 422
    assert 'value="ftp://x"' in refused.content.decode()
    assert client.post(DESK, form_of(client) | {"n0-position": "x" * 5000}).status_code == 422
    assert client.post(DESK, {"default": "1"}).status_code == 302
    assert client.post(DESK, {"restore": str(Menu.objects.order_by("pk")[0].pk)}).status_code == 302
    assert [title for title, _url, _current in menu_of()] == titles
    assert client.post(DESK, {"restore": "9" * 40}).status_code == 404


def test_a_changed_menu_costs_no_query_more(carla: Person, client: Client, django_assert_num_queries: Any) -> None:
    entries = [*SECTIONS, *({"url": make_process(f"Plan {n}").subject.path} for n in range(6))]
    save_menu(entries=entries, by=carla, at=NOW)
    installation.forget()
    client.get("/folio/")
    with django_assert_num_queries(0):
        client.get("/folio/")
