"""Pages of forums, the way through them by hand, the API, and what strangers must not read."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from participation.models import Person
from processes.forums.actions import calls, candidacies, members
from processes.models import Candidacy, Forum, ForumCall, Member
from tests.factories import make_institution
from tests.personas import NOW, client_of
from tests.processes.forums.help import give_rules, make_call_of, make_council, make_session, offer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=11)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(client: Client, path: str) -> str:
    """Return a page that is answered."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_official_runs_a_council_without_a_developer(carla: Person, bruno: Person) -> None:
    """From the empty desk to the published result, with forms alone; what is wrong stays typed."""
    office, desk = make_institution("Planeación"), client_of(carla)
    given = {"institution": office.pk, "kind": "council", "title": "Consejo del agua", "remit": "Cuidar los pozos"}
    assert desk.post("/mesa/foros/nuevo/", {**given, "title": ""}).status_code == 422
    assert desk.post("/mesa/foros/nuevo/", given).status_code == 302
    row = Forum.objects.get()
    here = f"/mesa/foros/{row.pk}/"
    assert desk.post(f"{here}publicar/").status_code == 422, "it has no seats yet"
    assert desk.post(f"{here}asientos/", {"seats_government": "1", "seats_organisations": "2"}).status_code == 302
    rules = SimpleUploadedFile("reglas.txt", b"Nos reunimos cada mes")
    assert desk.post(f"{here}reglas/", {"documents": rules}).status_code == 302
    seat = {"sector": "government", "name": "Silvia Ruiz", "role": "Coordinación", "institution": office.pk}
    assert desk.post(f"{here}integrantes/nuevo/", seat).status_code == 302
    assert Client().get("/foros/consejo-del-agua/").status_code == 404
    assert desk.post(f"{here}publicar/").status_code == 302
    page = text_of(Client(), "/foros/consejo-del-agua/")
    for words in ("Silvia Ruiz", "Cuidar los pozos", "reglas.txt", "No ha declarado sus intereses", "No cumple"):
        assert words in page
    call = {
        "title": "Dos asientos", "text": "Para vecinas", "sectors": ["organisations"], "opens_on": "2026-11-21",
        "closes_on": "2026-11-30", "rules_0": "registered",
    }  # fmt: skip
    assert desk.post(f"{here}convocatorias/nueva/", {**call, "closes_on": "2026-11-22"}).status_code == 422
    assert desk.post(f"{here}convocatorias/nueva/", call).status_code == 302
    opened = ForumCall.objects.get()
    public = f"/foros/consejo-del-agua/convocatorias/{opened.pk}/"
    offered = {
        "sector": "organisations", "name": "Bruno", "motivation": "Vivo junto al pozo", "none": "on", "agrees": "on"
    }  # fmt: skip
    citizen = client_of(bruno)
    assert citizen.post(f"{public}postularme/", {**offered, "conflict": "y también esto"}).status_code == 422
    assert citizen.post(f"{public}postularme/", {**offered, "agrees": ""}).status_code == 422
    assert citizen.post(f"{public}postularme/", offered).status_code == 302
    made = Candidacy.objects.get()
    assert made.subject.folio.code in text_of(citizen, made.subject.path)
    with time_machine.travel(LATER, tick=False):
        desk, decision = client_of(carla), {"outcome": "selected", "reason": "Conoce el pozo"}
        assert desk.post(f"/mesa/foros/candidaturas/{made.pk}/", decision).status_code == 302
        assert desk.post(f"/mesa/foros/convocatorias/{opened.pk}/resultado/").status_code == 302
        assert "Conoce el pozo" in text_of(Client(), public)
        assert "Bruno" in text_of(Client(), "/foros/consejo-del-agua/")
        member = Member.objects.get(name="Bruno")
        leaving = f"/foros/consejo-del-agua/integrantes/{member.pk}/salir/"
        assert client_of(bruno).post(leaving, {"reason": "Me mudo", "statement": "Gracias"}).status_code == 302
        assert "Me mudo" in text_of(Client(), "/foros/consejo-del-agua/")


def test_nobody_reads_a_candidacy_that_was_not_selected(carla: Person, ana: Person, bruno: Person) -> None:
    """Not before the result and not afterwards: page, call, forum, data, folio, search; its reasons are public."""
    row = make_council(carla)
    call = make_call_of(row, carla)
    chosen = offer(call, bruno, name="Chachalaca Feliz")
    secret = offer(
        call, ana, name="Chachalaca Triste", motivation="Chachalaca por dentro", conflict="Chachalaca de oro"
    )
    places = [
        f"/foros/{row.slug}/", f"/foros/{row.slug}/convocatorias/{call.pk}/", "/datos/forum_members.csv",
        "/datos/forums.csv", "/api/v1/forums/", "/api/v1/forum_members/", "/api/v1/events/", "/buscar/?q=chachalaca",
        f"/folio/{secret.subject.folio.code}/", f"/temas/{row.subject_id}/historia/",
    ]  # fmt: skip

    def read(path: str) -> str:
        response = Client().get(path)
        assert response.status_code == 200, path
        return (b"".join(response.streaming_content) if response.streaming else response.content).decode()

    for at in (NOW, LATER):
        with time_machine.travel(at, tick=False):
            if at == LATER:
                for one, outcome in ((chosen, "selected"), (secret, "not_selected")):
                    candidacies.decide(candidacy=one, outcome=outcome, reason=f"Razón {outcome}", by=carla, at=at)
                calls.publish_result(call=call, by=carla, at=at)
            told = {path: read(path) for path in places}
            assert [path for path, text in told.items() if "Triste" in text or "por dentro" in text] == []
            for client, status in ((Client(), 404), (client_of(bruno), 404), (client_of(ana), 200)):
                assert client.get(secret.subject.path).status_code == status
            assert client_of(bruno).get(f"/mesa/foros/candidaturas/{secret.pk}/").status_code == 404
    assert "Razón not_selected" in told[places[1]]
    assert "Chachalaca Feliz" in told["/datos/forum_members.csv"]
    with time_machine.travel(LATER, tick=False):
        assert "Razón not_selected" in text_of(client_of(ana), secret.subject.path)


def test_the_api_says_what_is_computed_with_proofs(carla: Person) -> None:
    row = make_council(carla)
    give_rules(row, carla)
    make_session(row, carla, 20)
    told = Client().get(f"/api/v1/forums/{row.pk}/checks/").json()
    assert {one["name"]: one["passes"] for one in told["checks"]} == {
        "meets": False, "minutes": True, "both_sectors": True, "rules_public": True, "seats_filled": False,
        "conflicts_declared": False,
    }  # fmt: skip
    assert told["checks"][3]["proofs"][0]["url"].startswith("http://testserver/archivos/")
    assert Client().get(told["checks"][3]["proofs"][0]["url"]).status_code == 200
    shown = Client().get(f"/api/v1/forums/{row.pk}/").json()
    assert [one["sector"] for one in shown["seats"]] == ["academy", "government", "organisations"]
    assert len(shown["sessions"]) == 1
    for bad in (
        "/api/v1/forums/999999/checks/",
        "/foros/no-hay/",
        "/foros/no-hay/convocatorias/9/",
        f"/mesa/foros/{2**63}/",
    ):
        assert client_of(carla).get(bad).status_code == 404, bad
    assert Client().get("/foros/?tipo=x").status_code == 400


def test_sessions_are_a_calendar_and_the_page_says_who_came_by_sector(carla: Person) -> None:
    row = make_council(carla)
    make_session(row, carla, 20)
    make_session(row, carla, -5, attendance=None)
    kept = Calendar.from_ical(Client().get(f"/foros/{row.slug}/sesiones.ics").content)
    assert sorted(str(event["summary"]) for event in kept.walk("VEVENT")) == ["Sesión -5", "Sesión 20"]
    page = text_of(Client(), f"/foros/{row.slug}/")
    assert "156" in page
    assert "91" in page
    assert "(de 27 entidades)" in page.replace("</span>", "").replace('<span class="num">', "")


def test_a_member_without_consent_is_not_named(carla: Person) -> None:
    row = make_council(carla)
    one = members.add_member(forum=row, sector="academy", name="Nombre Secreto", role="Rectoría", by=carla, at=NOW)
    members.correct_member(member=one, name="", role="Rectoría", body="", chosen="", by=carla, at=NOW)
    page = text_of(Client(), f"/foros/{row.slug}/")
    assert "Nombre Secreto" not in page
    assert "Rectoría" in page
