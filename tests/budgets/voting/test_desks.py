"""The desk of a ballot and the pages of its tables, as officials go through them."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime
from PIL import Image

from budgets.models import Amendment, PaperBallot, Table
from budgets.voting.readiness import duties
from budgets.voting.tables import actions as tables
from participation.models import Person
from processes.points.actions import officers
from tests.budgets.voting.test_pages import text_of
from tests.budgets.voting.test_tables import CLOSES, LATER, OPENS, make_table
from tests.budgets.voting.worlds import BEFORE, frozen, ids, make_budget, make_contest
from tests.participation.urn.worlds import voters
from tests.personas import NOW, client_of
from tests.processes.points.help import a_point, an_officer, document

pytestmark = pytest.mark.django_db


def desk(contest: Any, more: str = "") -> str:
    return f"/en/mesa/presupuestos/bolsas/{contest.pk}/boleta/{more}"


def test_a_coordinator_freezes_amends_and_announces_tables(carla: Person) -> None:
    contest = make_contest(make_budget(carla), carla)
    point = a_point(carla, contest.budget.component)
    browser = client_of(carla)
    with time_machine.travel(BEFORE, tick=False):
        words = text_of(browser.get(desk(contest)))
        assert "It is ready to be frozen" in words
        assert "Publishing the count takes two people." in words
        assert "This cannot be undone" in text_of(browser.get(desk(contest, "congelar/")))
        assert browser.post(desk(contest, "congelar/")).status_code == 302
        contest.refresh_from_db()
        assert contest.vote.definition_hash in text_of(browser.get(desk(contest)))
        assert browser.post(desk(contest, "congelar/")).status_code == 403
        first = ids(contest)[0]
        place = f"/en/mesa/presupuestos/proyectos/{first}/retirar-de-la-boleta/"
        assert browser.post(place, {"reason": " "}).status_code == 422
        assert browser.post(place, {"reason": "El predio se vendió."}).status_code == 302
        assert "El predio se vendió." in text_of(browser.get(desk(contest)))
        given = {"point": point.pk, "mode": "connected"}
        moments = {"opens_at": OPENS, "closes_at": CLOSES}
        given |= {name: localtime(each).strftime("%Y-%m-%dT%H:%M") for name, each in moments.items()}
        assert browser.post(desk(contest, "mesa/"), {**given, "mode": "x"}).status_code == 422
        assert browser.post(desk(contest, "mesa/"), given).status_code == 302
        table = Table.objects.get()
        assert (table.opens_at, table.closes_at) == (OPENS, CLOSES)
        assert "no acta yet" in text_of(Client().get(f"/en/presupuestos/{contest.pk}/mesas/"))
        assert browser.post(f"/en/mesa/presupuestos/mesas/{table.pk}/quitar/").status_code == 302
    assert not Table.objects.exists()
    contest.budget.component.process.phases.update(closes_at=NOW + timedelta(days=5))
    with time_machine.travel(NOW, tick=False):
        assert "The phase has other days" in text_of(browser.get(desk(contest)))
        assert browser.post(desk(contest, "fechas/"), {"reason": "Llovió dos días."}).status_code == 302
        contest.vote.refresh_from_db()
        assert contest.vote.closes_at == NOW + timedelta(days=5)
        assert browser.get(desk(contest, "fechas/")).status_code == 404


def test_whoever_does_not_lead_sees_and_changes_nothing(carla: Person, elena: Person, bruno: Person) -> None:
    contest = make_contest(make_budget(carla), carla)
    for person in (elena, bruno):
        browser = client_of(person)
        for more in ("", "congelar/", "fechas/", "mesa/"):
            assert browser.get(desk(contest, more)).status_code in {403, 404}
            assert browser.post(desk(contest, more)).status_code in {403, 404, 405}
    contest.refresh_from_db()
    assert contest.vote is None
    assert (Amendment.objects.count(), Table.objects.count()) == (0, 0)


def test_officers_sign_people_type_ballots_and_hand_in_an_acta(carla: Person, bruno: Person) -> None:
    contest = frozen(carla, ballot={"kind": "approval", "maximum": 2})
    table, people = make_table(carla, contest)
    gloria, hector, irma = (client_of(each) for each in people)
    base = f"/en/mesa/presupuestos/mesas/{table.pk}/"
    pages = ("", "firmar/", "capturar/", "impugnar/", "cerrar/", "boletas/1/", "boletas/1/borrar/")
    assert {client_of(bruno).post(base + each).status_code for each in pages if each} == {404}
    with time_machine.travel(NOW, tick=False):
        assert gloria.get(base).status_code == 200
        assert "Ask the roll" in text_of(gloria.get("/en/mesa/presupuestos/mesas/")) or table.pk
        response = gloria.post(base + "firmar/", document(channel="paper"))
        assert response.status_code == 302, text_of(response)
        again = gloria.post(base + "firmar/", document(channel="paper"))
        assert (again.status_code, "You voted on paper already" in text_of(again)) == (422, True)
        assert gloria.post(base + "capturar/", {"number": 1, "text": "1"}).status_code == 403
    with time_machine.travel(LATER, tick=False):
        assert gloria.post(base + "capturar/", {"number": 1, "text": "99"}).status_code == 422
        assert gloria.post(base + "capturar/", {"number": 1, "text": "1 2"}).status_code == 302
        assert hector.post(base + "capturar/", {"number": 1, "text": "1 3"}).status_code == 302
        assert hector.post(base + "boletas/1/", {"text": "1 2"}).status_code == 403
        shown = text_of(irma.get(base + "boletas/1/"))
        assert "First entry: 1, 2" in shown
        assert "Second entry: 1, 3" in shown
        assert irma.post(base + "boletas/1/", {"text": "1 2"}).status_code == 302
        assert gloria.post(base + "capturar/", {"number": 2, "text": "4"}).status_code == 302
        assert (
            gloria.post(base + "boletas/2/borrar/", {"reason": "Era una hoja en blanco del block."}).status_code == 302
        )
        assert gloria.post(base + "impugnar/", {"text": "Un representante objetó la hora."}).status_code == 302
        picture = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(picture, "PNG")
        scan = SimpleUploadedFile("acta.png", picture.getvalue(), content_type="image/png")
        response = gloria.post(base + "cerrar/", {"explanation": "", "scan": scan})
        assert response.status_code == 302, text_of(response)
        assert gloria.get(base).status_code == 200
        public = text_of(Client().get(f"/en/presupuestos/{contest.pk}/mesas/"))
    assert "it adds up" in public
    assert "Un representante objetó la hora." in public
    assert "Scan" in public
    table.refresh_from_db()
    assert (table.signed, table.ballots, table.void, PaperBallot.objects.count()) == (1, 1, 0, 1)


def test_who_coordinates_should_not_attend_a_table(carla: Person) -> None:
    contest = make_contest(make_budget(carla), carla)
    point = a_point(carla, contest.budget.component)
    for person in (carla, an_officer(carla, "Mesa")):
        officers.add_officer(point=point, person=person, by=carla, at=NOW)
    told = {each.name: (each.people, each.enough) for each in duties(contest)}
    assert told["steward"] == (("Carla",), False)
    assert told["officer"] == (("Carla", "Mesa"), False)
    assert told["evaluator"][1]
    assert tables.MOST_PAPERS
    assert voters(1)
