"""Folios: given when something is handed in, typed by people, looked up without an account, never telling who."""

from datetime import timedelta

import pytest
from django.test import Client

from participation.folios.actions import give_folio
from participation.folios.codes import LETTERS, make_code, read_code
from participation.models import Folio
from participation.responses.actions import draft_response, owe_response, publish_response
from proposals.actions import submit_proposal
from tests.factories import make_call, make_institution, make_proposal
from tests.personas import NOW, client_of

TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}


def test_a_folio_is_read_however_it_is_typed_and_no_mistake_gives_another():
    code = make_code(2026)
    assert code[:5] == "2026-"
    assert read_code(code.lower().replace("-", " ")) == code
    letters = code[5:].replace("-", "")
    for place, letter in enumerate(letters):
        for other in LETTERS:
            if other != letter:
                assert read_code(f"2026{letters[:place]}{other}{letters[place + 1 :]}") is None
        swapped = letters[:place] + letters[place + 1 : place + 2] + letter + letters[place + 2 :]
        assert read_code(f"2026{swapped}") in {code, None}
    for strange in ("", "2026", "x" * 400, "２０２６" + letters, "2026-\0", "2026-IIIII-OOOOO", "-"):
        assert read_code(strange) is None


@pytest.mark.django_db
def test_whatever_is_handed_in_has_one_and_keeps_it(ana):
    made = submit_proposal(component=make_call(), **TEXT, by=ana, at=NOW)
    first = Folio.objects.get(subject=made.subject)
    assert give_folio(subject=made.subject, at=NOW + timedelta(days=1)) == first
    assert (first.given_at, Folio.objects.count()) == (NOW, 1)


@pytest.mark.django_db
def test_its_page_tells_where_it_is_to_anybody_and_never_who(ana, carla):
    made = submit_proposal(component=make_call(), **TEXT, by=ana, at=NOW)
    code, office = made.subject.folio.code, make_institution("Obras Públicas")
    owe_response(subject=made.subject, at=NOW, institution=office)
    client = Client()
    assert client.get(f"/folio/?folio=+{code.lower()}").url == f"/folio/{code}/"
    assert client.get(f"/folio/{code.replace('-', '').lower()}/").url == f"/folio/{code}/"
    for address in ("", "acuse/"):
        page = client.get(f"/folio/{code}/{address}")
        text = page.content.decode()
        assert page["Cache-Control"].split(", ")[-1] == "private"
        assert TEXT["title"] in text
        assert ana.public_name not in text
        assert "csrfmiddlewaretoken" not in text
    assert client.get(f"/folio/{code}/qr/").content.startswith(b"<?xml")
    draft_response(subject=made.subject, verdict="accepted", reasons="Sí.", by=carla, at=NOW)
    publish_response(subject=made.subject, by=carla, at=NOW)
    assert "Se respondió." in client.get(f"/folio/{code}/").content.decode()
    assert TEXT["title"] in client.get("/buscar/", {"q": code}).content.decode()


@pytest.mark.django_db
def test_what_is_not_public_says_only_that_it_came_in(ana, fausto):
    made = submit_proposal(component=make_call(moderation="before"), **TEXT, by=ana, at=NOW)
    address = f"/folio/{made.subject.folio.code}/"
    for client in (Client(), client_of(fausto)):
        page = client.get(address).content.decode()
        assert "La tenemos" in page
        assert TEXT["title"] not in page
        assert TEXT["title"] not in client.get(f"{address}acuse/").content.decode()
        assert TEXT["title"] not in client.get("/buscar/", {"q": made.subject.folio.code}).content.decode()
    assert TEXT["title"] in client_of(ana).get(f"{address}acuse/").content.decode()


@pytest.mark.django_db
def test_guesses_are_counted_and_folios_that_exist_are_not(settings):
    settings.AZOTEA_RATES = {**settings.AZOTEA_RATES, "folios": "2/hour"}
    folio = give_folio(subject=make_proposal(make_call()).subject, at=NOW)
    client = Client()
    assert [client.get(f"/folio/{make_code(2026)}/").status_code for _guess in range(3)] == [404, 404, 429]
    assert client.get("/folio/nada/acuse/").status_code == 429
    assert client.get(f"/folio/{folio.code}/").status_code == 200
