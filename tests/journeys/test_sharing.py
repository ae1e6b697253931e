"""What leaves the site: previews of links, cards, posters, codes and pictures, of every public kind."""

import json
import re
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from PIL import Image

from participation.models import ElectoralPeriod, Subject
from participation.sharing.registry import shareable_kinds
from participation.sharing.views import CARD_POLICY
from participation.veda.actions import declare_period
from tests.journeys.test_every_address import browsers
from tests.journeys.world import World
from tests.personas import NOW

pytestmark = pytest.mark.django_db
OF_A_SUBJECT = ("insertar", "cartel", "qr.svg", "imagen.png")


def one_of_each() -> dict[str, Subject]:
    """Return a public subject of each kind that can be passed on."""
    rows = Subject.objects.public().filter(kind__in=shareable_kinds()).order_by("pk")
    return {subject.kind: subject for subject in rows}


def meta(page: str) -> dict[str, str]:
    """Return what the head of a page says to whoever previews its link; of several, the last."""
    return {
        name: unescape(text)
        for name, text in re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page)
    }


def addresses_of(subject: Subject) -> list[str]:
    """Return every address at which something of a subject is passed on."""
    page = quote(f"http://testserver{subject.path}", safe="")
    own = [f"/temas/{subject.pk}/{name}{'' if '.' in name else '/'}" for name in OF_A_SUBJECT]
    return [f"/tarjetas/{subject.kind}/{subject.pk}/", f"/oembed/?url={page}", *own]


def test_every_kind_has_a_preview_a_card_a_poster_and_a_picture(world: World) -> None:
    found = one_of_each()
    assert sorted(found) == sorted(shareable_kinds())
    client = Client()
    for kind, subject in found.items():
        page = client.get(subject.path).content.decode()
        told = meta(page)
        assert told["og:title"] == subject.title, kind
        assert told["og:description"], kind
        assert told["og:locale"] == "es_MX", kind
        assert told["og:url"] == f"http://testserver{subject.path}", kind
        assert page.count('rel="canonical"') == page.count('property="og:url"') == 1, kind
        assert told["og:image"] == f"http://testserver/temas/{subject.pk}/imagen.png", kind
        assert told["twitter:card"] == "summary_large_image", kind
        assert f"https://wa.me/?text={quote(subject.title)[:30]}" in page, kind
        for name in ("cartel", "insertar"):
            assert f'href="/temas/{subject.pk}/{name}/"' in page, (kind, name)
        assert meta(client.get(f"/en{subject.path}").content.decode())["og:locale"] == "en_US", kind
        card, oembed, embed, poster, qr, picture = (client.get(address) for address in addresses_of(subject))
        assert {answer.status_code for answer in (card, oembed, embed, poster, qr, picture)} == {200}, kind
        assert qr.content.startswith(b"<?xml")
        assert len(picture.content) < 300_000
        assert Image.open(BytesIO(picture.content)).size == (1200, 630)
        assert f"http://testserver{subject.path}" in poster.content.decode(), kind
        text = card.content.decode()
        links = re.findall(r"<a [^>]*>", text)
        assert links
        assert all('target="_top"' in link and 'href="http://testserver/' in link for link in links), kind
        assert "<script" not in text
        answer = json.loads(oembed.content)
        assert (answer["type"], answer["version"], answer["title"]) == ("rich", "1.0", subject.title)
        assert f'src="http://testserver/tarjetas/{kind}/{subject.pk}/"' in answer["html"]
        assert "&lt;iframe" in embed.content.decode()


def test_what_is_not_public_is_nowhere_whoever_asks(world: World) -> None:
    """Not even for its author or an official: what is passed on is the same for everybody."""
    hidden = [world.draft_process, world.draft_call, world.hidden, world.withdrawn, world.draft, world.pending]
    hidden += [world.unread, world.unread_statement, world.unread_contribution]
    wrong = [
        (reader, address, answer.status_code)
        for thing in hidden
        for address in addresses_of(thing.subject)
        for reader, client in browsers(world).items()
        if (answer := client.get(address)).status_code != 404 or thing.subject.title in answer.content.decode()
    ]
    assert wrong == []


def test_a_card_alone_may_be_framed_and_carries_nothing_else(world: World) -> None:
    client = Client()
    subject = world.proposal.subject
    for path, status in (
        (f"/tarjetas/proposal/{subject.pk}/", 200), (f"/en/tarjetas/proposal/{subject.pk}/", 200),
        (f"/tarjetas/process/{subject.pk}/", 404), (f"/tarjetas/proposal/{2**70}/", 404), ("/tarjetas/x/1/", 404),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == status, path
        assert answer["Content-Security-Policy"] == CARD_POLICY
        assert "X-Frame-Options" not in answer
        assert not answer.cookies

    assert 'lang="en"' in client.get(f"/en/tarjetas/proposal/{subject.pk}/").content.decode()[:200]
    for path in (f"/temas/{subject.pk}/insertar/", f"/temas/{subject.pk}/cartel/", subject.path):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert client.post(f"/tarjetas/proposal/{subject.pk}/").status_code == 405


def test_programs_find_the_card_by_the_address_of_the_page(world: World) -> None:
    client = Client()
    subject = world.proposal.subject
    page = client.get(f"/en{subject.path}").content.decode()
    found = re.search(r'type="application/json\+oembed" href="http://testserver([^"]+)"', page)
    assert found is not None
    answer = client.get(unescape(found[1]))
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert f"/en/tarjetas/proposal/{subject.pk}/" in told["html"]
    assert (told["width"], told["height"]) == (560, 380)
    card = f"http://testserver/tarjetas/proposal/{subject.pk}/"
    small = client.get("/oembed/", {"url": card, "maxwidth": "300", "maxheight": "1"}).json()
    assert (small["width"], small["height"]) == (300, 160)
    assert parse_qs(urlsplit(unescape(found[1])).query)["url"] == [f"http://testserver/en{subject.path}"]
    for query, status in (
        ({"url": card, "format": "xml"}, 400), ({"url": card, "maxwidth": "x"}, 400), ({"url": card, "maxwidth": "²"}, 400),
        ({}, 404), ({"url": "https://evil.example" + subject.path}, 404), ({"url": "http://["}, 404),
        ({"url": "http://testserver/"}, 404), ({"url": "http://testserver/cuenta/"}, 404), ({"url": "x" * 900}, 404),
        ({"url": f"http://testserver/tarjetas/proposal/{2**70}/"}, 404), ({"url": "http://testserver/%00"}, 404),
        ({"url": f"//testserver{subject.path}"}, 404),
    ):  # fmt: skip
        answer = client.get("/oembed/", query)
        assert (answer.status_code, "html" in answer.json()) == (status, False), query


def test_news_that_a_veda_keeps_from_view_is_not_passed_on(world: World) -> None:
    news = one_of_each()["news"]
    ElectoralPeriod.objects.all().delete()
    declare_period(
        name="Veda", starts_on=NOW.date(), ends_on=NOW.date(), legal_basis="LGIPE",
        legal_url="https://www.diputados.gob.mx/LeyesBiblio/pdf/LGIPE.pdf", by=world.people["carla"], at=NOW,
    )  # fmt: skip
    page = Client().get(news.path).content.decode()
    assert "og:title" not in meta(page)
    assert [Client().get(address).status_code for address in addresses_of(news)] == [404] * 6
