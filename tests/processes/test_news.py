"""News of processes: published now or at a moment, told to followers, kept from view where the law says so."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Event, Notice, Person
from participation.veda.actions import declare_period
from participation.web import installation
from processes.actions import publish_news, set_news_image, update_news, withdraw_news, write_news
from processes.actions.news import publish_due
from processes.models import News, Process
from tests.factories import make_process
from tests.personas import NOW, client_of, official
from tests.processes.test_office import picture

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "title": "Ya hay <b>sede",
    "body": "<p>El taller es en la biblioteca.</p><script>alert(1)</script>",
    "translations": {"en": {"title": "There is a place", "body": "<p>At the library.</p>"}},
}
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def process(db: None) -> Process:
    return make_process("Plan", slug="plan")


def a_piece(process: Process, by: Person, **fields: Any) -> News:
    return write_news(process=process, by=by, at=NOW, **{**TOLD, **fields})


def refused(act: Any, **arguments: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        act(**arguments)
    return sorted(caught.value.error_dict)


def test_published_everywhere_at_once(process: Process, carla: Person, ana: Person, client: Client) -> None:
    news = a_piece(process, carla)
    follow(subject=process.subject, by=ana, at=NOW)
    for path in (f"/noticias/{news.pk}/", f"/api/v1/news/{news.pk}/"):
        assert client.get(path).status_code == 404
    assert "Todavía no hay noticias" in client.get("/noticias/").content.decode()
    publish_news(news=news, by=carla, at=NOW)
    publish_news(news=news, by=carla, at=NOW)
    page = client.get(f"/noticias/{news.pk}/").content.decode()
    assert "Ya hay &lt;b&gt;sede" in page
    assert "alert(1)" not in page
    assert 'property="og:title" content="Ya hay &lt;b&gt;sede"' in page
    assert "There is a place" in client.get(f"/en/noticias/{news.pk}/").content.decode()
    for path in ("/noticias/", "/noticias/?proceso=plan", "/procesos/plan/"):
        assert f'href="/noticias/{news.pk}/"' in client.get(path).content.decode(), path
    feed = client.get("/noticias/atom.xml?proceso=plan")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "Ya hay &lt;b&gt;sede" in feed.content.decode()
    row = client.get("/api/v1/news/").json()["results"][0]
    assert (row["process"], row["title"], row["text"]) == (
        process.pk,
        TOLD["title"],
        "<p>El taller es en la biblioteca.</p>",
    )
    relay(at=NOW)
    assert "Noticia: Ya hay &lt;b&gt;sede" in client_of(ana).get("/cuenta/notificaciones/").content.decode()
    assert Notice.objects.filter(person=ana).count() == 1
    assert Event.objects.filter(name="processes.news.published").count() == 1
    assert client.get("/noticias/?proceso=nada").status_code == 404


def test_scheduled_then_published_by_the_clock(process: Process, carla: Person, client: Client) -> None:
    news = a_piece(process, carla)
    for moment in (NOW, NOW - timedelta(1), NOW + timedelta(days=400)):
        assert refused(publish_news, news=news, by=carla, at=NOW, publish_at=moment) == ["publish_at"]
    publish_news(news=news, by=carla, at=NOW, publish_at=LATER)
    assert client.get(f"/noticias/{news.pk}/").status_code == 404
    assert publish_due(at=LATER - timedelta(minutes=1)) == 0
    assert publish_due(at=LATER) == 1
    assert publish_due(at=LATER) == 0
    assert client.get(f"/noticias/{news.pk}/").status_code == 200
    news.refresh_from_db()
    withdraw_news(news=news, by=carla, at=LATER)
    assert client.get(f"/noticias/{news.pk}/").status_code == 404
    assert client.get("/noticias/atom.xml").content.decode().count("<entry>") == 0
    publish_news(news=News.objects.get(), by=carla, at=LATER)
    assert client.get(f"/noticias/{news.pk}/").status_code == 200


def test_the_law_of_elections(process: Process, carla: Person, client: Client) -> None:
    """Into a period only knowingly; what is up when one begins is kept from view, what may stay stays."""
    kept, stays = a_piece(process, carla), a_piece(process, carla, title="Cómo participar", is_neutral=True)
    waits = publish_news(news=a_piece(process, carla, title="Espera"), by=carla, at=NOW, publish_at=LATER)
    for one in (kept, stays):
        publish_news(news=one, by=carla, at=NOW)
    declare_period(
        name="Campañas", starts_on=date(2026, 11, 20), ends_on=date(2026, 12, 20), legal_basis="Artículo 41",
        legal_url="https://ejemplo.mx/ley.pdf", by=carla, at=NOW,
    )  # fmt: skip
    installation.forget()
    page = client.get(f"/noticias/{kept.pk}/").content.decode()
    assert "Esta noticia no se muestra ahora" in page
    assert ("El taller es" in page, "sede" in page) == (False, False)
    assert "El taller es" in client.get(f"/noticias/{stays.pk}/").content.decode()
    listed = client.get("/noticias/").content.decode()
    assert (f'href="/noticias/{kept.pk}/"' in listed, f'href="/noticias/{stays.pk}/"' in listed) == (False, True)
    assert client.get("/noticias/atom.xml").content.decode().count("<entry>") == 1
    assert publish_due(at=LATER) == 0
    assert refused(publish_news, news=waits, by=carla, at=NOW, publish_at=LATER) == ["accept_electoral"]
    publish_news(news=waits, by=carla, at=NOW, publish_at=LATER, accept_electoral=True)
    assert publish_due(at=LATER) == 1
    assert Event.objects.filter(name="veda.period.overridden").count() == 1


def test_only_who_leads_the_process(process: Process, carla: Person, dario: Person, bruno: Person) -> None:
    news = a_piece(process, carla)
    for person in (dario, bruno, official("Olga", "steward", make_process().subject)):
        for act, more in (
            (write_news, {"process": process, **TOLD}),
            (update_news, {"news": news, **TOLD, "title": "Otro"}),
            (publish_news, {"news": news}),
            (withdraw_news, {"news": news}),
            (set_news_image, {"news": news, "upload": None, "alt": ""}),
        ):
            with pytest.raises(ActDenied):
                act(by=person, at=NOW, **more)
    assert [(row.title, row.state) for row in News.objects.all()] == [(TOLD["title"], "draft")]
    draft = make_process(state="draft")
    with pytest.raises(ActDenied, match="Publish the process first|Publica primero"):
        publish_news(news=a_piece(draft, carla), by=carla, at=NOW)
    assert refused(write_news, process=process, by=carla, at=NOW, title=" ", body="<p></p>") == ["body", "title"]


def test_written_and_published_in_the_admin(process: Process, carla: Person, bruno: Person) -> None:
    browser = client_of(carla)
    given = {"process": process.pk, "title": "Taller", "body": "<p>Ven</p>", "step": "later"}
    page = browser.post("/en/admin/processes/news/add/", given)
    assert b"Say when" in page.content
    given |= {"step": "now", "image_file": picture(), "alt": "La biblioteca"}
    assert browser.post("/en/admin/processes/news/add/", given).status_code == 302
    news = News.objects.get()
    assert (news.state, news.image.alt) == ("published", "La biblioteca")  # type: ignore[union-attr]
    given = {"title": "Taller", "body": "<p>Vengan</p>", "step": "withdraw"}
    assert browser.post(f"/en/admin/processes/news/{news.pk}/change/", given).status_code == 302
    news.refresh_from_db()
    assert (news.state, news.body) == ("withdrawn", "<p>Vengan</p>")
    assert client_of(bruno).get("/admin/processes/news/").status_code == 403


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same(process: Process, carla: Person, many: int, django_assert_num_queries: Any) -> None:
    for _number in range(many):
        publish_news(news=a_piece(process, carla), by=carla, at=NOW)
    client = Client()
    client.get("/noticias/?x=1")
    with django_assert_num_queries(1):
        assert client.get("/noticias/?x=2").content.decode().count("<article") == many
