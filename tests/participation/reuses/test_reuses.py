"""The gallery of what was built on the data: told by anybody, published by an official, safe to look at."""

import pytest
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Reuse
from participation.reuses.actions import edit_reuse, publish_reuse, return_reuse, submit_reuse, withdraw_reuse
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
TOLD = {
    "title": "Mapa de luces",
    "description": "Enseña qué calles están a oscuras.",
    "link": "https://mapa.example.org/luces",
    "kind": "chart",
}


def told(person):
    while relay(at=NOW):
        pass
    return [notice.event.name for notice in Notice.objects.filter(person=person).select_related("event").order_by("pk")]


def test_it_is_shown_once_an_official_published_it(bruno, dario, fausto):
    made = submit_reuse(by=bruno, at=NOW, datasets=["proposals"], **TOLD)
    page = f"/datos/usos/{made.pk}/"
    assert [browser.get(page).status_code for browser in (Client(), client_of(fausto), client_of(bruno))] == [
        404,
        404,
        200,
    ]
    assert told(dario) == ["participation.reuse.handed_in"]
    return_reuse(reuse=made, reason="La dirección no abre", by=dario, at=NOW)
    assert "La dirección no abre" in client_of(bruno).get(page).content.decode()
    edit_reuse(reuse=made, by=bruno, at=NOW, **TOLD)
    publish_reuse(reuse=made, by=dario, at=NOW)
    assert told(bruno) == ["participation.reuse.returned", "participation.reuse.published"]
    text = Client().get("/datos/usos/").content.decode()
    assert TOLD["title"] in text
    shown = Client().get(page).content.decode()
    assert 'href="https://mapa.example.org/luces" rel="nofollow noopener ugc"' in shown
    withdraw_reuse(reuse=made, by=bruno, at=NOW)
    assert Client().get(page).status_code == 404


def test_nobody_publishes_or_returns_their_own(dario):
    made = submit_reuse(by=dario, at=NOW, **TOLD)
    for act in (
        lambda: publish_reuse(reuse=made, by=dario, at=NOW),
        lambda: return_reuse(reuse=made, reason="Le falta", by=dario, at=NOW),
    ):
        with pytest.raises(ActDenied) as error:
            act()
        assert error.value.denial.code == "own_content"
    assert Reuse.objects.get().state == "pending"


def test_nobody_else_decides_or_changes_it(bruno, fausto, ana):
    made = submit_reuse(by=bruno, at=NOW, **TOLD)
    clerk = official("Ciro", "steward", made.subject)  # of one thing, not of the installation
    events = Event.objects.count()
    for act in (
        lambda: publish_reuse(reuse=made, by=fausto, at=NOW),
        lambda: publish_reuse(reuse=made, by=bruno, at=NOW),
        lambda: edit_reuse(reuse=made, by=ana, at=NOW, **TOLD),
        lambda: withdraw_reuse(reuse=made, by=ana, at=NOW),
    ):
        with pytest.raises(ActDenied):
            act()
    assert client_of(clerk).get("/mesa/usos/").status_code == 403
    assert (Reuse.objects.get().state, Event.objects.count()) == ("pending", events)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("link", "javascript:alert(1)"), ("link", "mapa"), ("link", "ftp://mapa.example.org"), ("kind", "x"),
        ("datasets", ["nada"]), ("title", ""), ("description", "x" * 3000),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_the_form(bruno, field, value):
    response = client_of(bruno).post("/datos/usos/nuevo/", {**TOLD, field: value})
    assert (response.status_code, Reuse.objects.count()) == (200, 0)


def test_an_act_that_comes_twice_is_one(bruno):
    form = {**TOLD, "act_id": "00000000-0000-0000-0000-000000000007"}
    assert [client_of(bruno).post("/datos/usos/nuevo/", form).status_code for _n in range(2)] == [302, 302]
    assert Reuse.objects.count() == 1
