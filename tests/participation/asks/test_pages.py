"""Pages of asks, as a browser without JavaScript meets them, and their API."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.asks.actions import submit_ask
from participation.comments.actions import comment_on
from participation.joins.actions import join_subject
from participation.joins.models import Join
from participation.models import Ask
from participation.responses.actions import draft_response, publish_response
from tests.api.conftest import Api
from tests.factories import make_institution
from tests.participation.asks.conftest import questions
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
TITLE = "¿Cuándo se repara el puente de la colonia?"


def asked(place, office, title=TITLE, by=None, **more):
    by = by or make_person(f"Autora{Ask.objects.count()}")
    return submit_ask(kind="question", place=place.subject, title=title, institution=office, by=by, at=NOW, **more)


def path(place, suffix=""):
    return f"/procesos/{place.process.slug}/{place.slug}/{suffix}"


def titles(response):
    return re.findall(r"<h3><a [^>]*>([^<]*)</a>", response.content.decode())


@pytest.mark.parametrize("rows", [1, 12])
def test_lists_cost_the_same_with_one_row_and_with_many(place, office, rows, django_assert_num_queries):
    for _n in range(rows):
        asked(place, office)
        submit_ask(kind="datarequest", title="Luminarias por colonia", by=make_person(f"Otra{_n}"), at=NOW)
    for address, queries in ((path(place), 5), ("/preguntas/", 5), ("/datos/solicitudes/", 3)):
        for order in ("newest", "wanted", "commented"):
            Client().get(address)
            with django_assert_num_queries(queries):
                response = Client().get(address, {"order": order})
            assert (response.status_code, len(titles(response))) == (200, rows)


def test_answered_unanswered_and_late_are_in_full_view(place, office, carla):
    done, waits = asked(place, office, "¿Cuánto costó la fuente nueva?"), asked(place, office, "¿Quién limpia el río?")
    late = asked(place, make_institution("Salud"), "¿Cuándo abre la clínica?")
    draft_response(subject=done.subject, verdict="answered", reasons="Un millón.", by=carla, at=NOW)
    publish_response(subject=done.subject, by=carla, at=NOW)
    type(late.subject.response).objects.filter(subject=late.subject).update(due_on="2026-11-01")
    join_subject(subject=waits.subject, by=make_person("Uno"), at=NOW)

    def found(**query):
        return titles(Client().get(path(place), query))

    assert found(answer="answered") == [done.title]
    assert set(found(answer="waiting")) == {waits.title, late.title}
    assert found(answer="late") == [late.title]
    assert found(institution=late.institution_id) == [late.title]
    assert found(q="rio") == [waits.title]
    assert found(order="wanted")[0] == waits.title
    assert "Answered" in Client().get(f"/en{done.subject.path}").content.decode()
    for strange in ({"answer": "x"}, {"institution": "9" * 30}, {"order": "x"}, {"after": "x"}, {"nada": "1"}):
        assert Client().get(path(place), strange).status_code == 400


def test_asking_shows_what_was_asked_already_and_then_hands_in(place, office, bruno):
    old, browser = asked(place, office), client_of(bruno)
    form = {"title": "¿Cuándo reparan el puente de mi colonia?", "body": "", "institution": office.pk}
    first = browser.post(path(place, "preguntar/"), form)
    assert (first.status_code, titles(first), Ask.objects.count()) == (200, [old.title], 1)
    second = browser.post(path(place, "preguntar/"), {**form, "seen": "1"})
    made = Ask.objects.get(author=bruno)
    assert (second.status_code, second["Location"]) == (302, f"/preguntas/{made.pk}/")
    assert browser.get(second["Location"]).status_code == 200
    wrong = browser.post(path(place, "preguntar/"), {"title": "¿Y?", "seen": "1"})
    assert (wrong.status_code, Ask.objects.count()) == (200, 2)


def test_what_waits_is_seen_by_its_author_and_decided_at_the_desk(office, bruno, fausto, dario):
    place = questions(moderation="before")
    made = asked(place, office, by=bruno)
    page, desk = f"/preguntas/{made.pk}/", f"/mesa/por-publicar/{made.subject_id}/"
    seen = [browser.get(page).status_code for browser in (Client(), client_of(fausto), client_of(bruno))]
    assert seen == [404, 404, 200]
    assert titles(Client().get(path(place))) == []
    assert titles(client_of(bruno).get(path(place), {"mine": "1"})) == [TITLE]
    for person, status in ((fausto, 404), (bruno, 403)):
        assert client_of(person).post(desk, {"outcome": "publish"}).status_code == status
        assert client_of(person).get("/mesa/por-publicar/").status_code == 403
    made.refresh_from_db()
    assert made.state == "pending"
    browser = client_of(dario)
    assert TITLE in browser.get("/mesa/por-publicar/").content.decode()
    assert browser.post(desk, {"outcome": "return", "reason": ""}).status_code == 200
    assert browser.post(desk, {"outcome": "return", "reason": "Nombra a una persona"}).status_code == 302
    assert "Nombra a una persona" in client_of(bruno).get(page).content.decode()
    edited = {"title": TITLE, "institution": office.pk, "body": "Así sí"}
    assert client_of(bruno).post(f"/temas/{made.subject_id}/corregir/", edited).status_code == 302
    assert browser.post(desk, {"outcome": "publish"}).status_code == 302
    assert titles(Client().get(path(place))) == [TITLE]


def test_joining_by_button_and_taking_it_back(place, office, bruno):
    subject = asked(place, office).subject
    browser = client_of(bruno)
    assert browser.get(f"/temas/{subject.pk}/sumarme/").status_code == 405
    assert Client().post(f"/temas/{subject.pk}/sumarme/")["Location"].startswith("/cuenta/entrar/")
    assert browser.post(f"/temas/{subject.pk}/sumarme/")["Location"] == f"{subject.path}#sumarse"
    assert Join.objects.get().person == bruno
    part = browser.post(f"/temas/{subject.pk}/ya-no-me-sumo/", headers={"HX-Request": "true"})
    assert (part.status_code, Join.objects.count()) == (200, 0)


def test_withdrawing_leaves_a_page_that_says_so(place, office, bruno):
    made = asked(place, office, by=bruno)
    assert client_of(make_person("Otra")).post(f"/temas/{made.subject_id}/retirar/").status_code == 403
    assert client_of(bruno).post(f"/temas/{made.subject_id}/retirar/", {"reason": "Ya lo supe"}).status_code == 302
    gone = Client().get(f"/preguntas/{made.pk}/")
    assert (gone.status_code, "Ya lo supe" in gone.content.decode()) == (410, True)


def test_an_office_closes_a_request_with_a_dataset(office, bruno, carla, fausto):
    made = submit_ask(kind="datarequest", title="Luminarias por colonia", institution=office, by=bruno, at=NOW)
    desk, data = f"/mesa/por-publicar/{made.subject_id}/datos/", {"dataset": "proposals", "reasons": "Van por colonia."}
    assert client_of(fausto).post(desk, data).status_code == 403
    assert client_of(carla).post(desk, {"reasons": "Van."}).status_code == 200
    assert client_of(carla).post(desk, data).status_code == 302
    page = Client().get(f"/datos/solicitudes/{made.pk}/").content.decode()
    assert 'href="/datos/proposals/"' in page


def test_the_api_lists_asks_and_says_what_the_caller_may(place, office, bruno, ana, django_assert_num_queries):
    asked(place, office, by=ana)
    api = Api(bruno)
    made = api.post("questions/", {"component": place.pk, "institution": office.pk, "title": "¿Quién limpia el río?"})
    assert (made.status_code, made.json()["state"]) == (201, "published")
    assert {name: said["code"] for name, said in made.json()["may"].items()} == {
        "join": "own", "comment": None, "follow": None, "edit": None, "withdraw": None,
    }  # fmt: skip
    assert [row["title"] for row in Api().get("questions/", answer="waiting").json()["results"]] == [
        TITLE, "¿Quién limpia el río?",
    ]  # fmt: skip
    for _n in range(2):
        with django_assert_num_queries(7):
            rows = api.get("questions/").json()["results"]
        assert [row["may"]["join"]["allowed"] for row in rows][:2] == [True, False]
        asked(questions(), office)
    refused = api.post("datarequests/", {"title": "Luminarias por colonia", "institution": 10**12})
    assert refused.status_code == 400


def test_joining_through_the_api(place, office, bruno, ana):
    subject = asked(place, office, by=ana).subject
    api = Api(bruno)
    for answer, joined in ((api.put, True), (api.put, True), (api.delete, False)):
        assert answer(f"subjects/{subject.pk}/join/").json() == {"subject": subject.pk, "joined": joined}
    assert Join.objects.count() == 0
    assert Api(ana).put(f"subjects/{subject.pk}/join/").status_code == 403
    assert Api().put(f"subjects/{subject.pk}/join/").status_code == 401


def test_comments_on_a_question_take_no_side(office, place, ana, bruno):
    ask = asked(place, office, by=ana)
    page = f"/preguntas/{ask.pk}/"
    shown = client_of(bruno).get(page).content.decode()
    assert 'id="id_c_text"' in shown
    assert 'name="stance"' not in shown
    with pytest.raises(ValidationError):
        comment_on(subject=ask.subject, text="Yo también", stance="for", by=bruno, at=NOW)
    assert (
        client_of(bruno).post(f"/temas/{ask.subject_id}/comentarios/nuevo/", {"text": "Yo también"}).status_code == 302
    )
    shown = Client().get(page).content.decode()
    assert "Yo también" in shown
    assert "neutral" not in shown
