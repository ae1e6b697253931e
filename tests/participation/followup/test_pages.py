"""The pages of what is followed up, as a visitor, a monitor, an office's reporter and whoever plans see them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from participation.followup.actions import add_evidence, name_reporter, raise_obstacle, report_progress
from participation.models import Action, Evidence, Obstacle, Person, ProgressUpdate, Reporter
from tests.participation.followup.worlds import LATER, TODAY, an_action
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def action(carla: Person) -> Action:
    return an_action(carla, due_on=TODAY - DAY, made_on=TODAY - 9 * DAY, responsible="Vecinas <b>del parque")


def test_a_visitor_reads_it_all_escaped(action: Action, carla: Person, ana: Person, client: Client) -> None:
    named = {"voice": "society", "organisation": "Vecinas"}
    name_reporter(followed=action.followed, person=ana, by=carla, at=NOW, **named)
    report_progress(action=action, text="Van <script>diez", percent=50, by=carla, at=NOW)
    report_progress(action=action, text="No van ni tres", by=ana, at=NOW)
    add_evidence(action=action, kind="link", title="<i>Acta", url="https://a.mx/x?a=1&b=2", by=carla, at=NOW)
    raise_obstacle(action=action, text="Falta <u>permiso", needed="Firma", needed_from="CFE", by=carla, at=NOW)
    page = client.get(action.subject.path).content.decode()
    for words in (
        'az-tag late">Vencido',
        "Van &lt;script&gt;diez",
        "&lt;i&gt;Acta",
        "Falta &lt;u&gt;permiso",
        "Vecinas &lt;b&gt;del parque",
        "Cuenta el gobierno",
        "Cuenta la sociedad civil",
    ):
        assert words in page
    assert page.index("Cuenta el gobierno") < page.index("Cuenta la sociedad civil")
    assert "csrfmiddlewaretoken" not in page
    assert 'az-tag late">Overdue' in client.get(f"/en{action.subject.path}").content.decode()
    listed = client.get("/seguimiento/?estado=overdue").content.decode()
    assert f'href="{action.subject.path}"' in listed
    assert f'href="{action.subject.path}"' not in client.get("/seguimiento/?estado=done").content.decode()
    assert f"action-{action.pk}@" in client.get("/seguimiento/fechas.ics").content.decode()
    api = client.get("/api/v1/actions/?state=overdue").json()["results"]
    assert [row["id"] for row in api] == [action.pk]
    assert client.get("/api/v1/actions/?state=done").json()["results"] == []
    updates = client.get(f"/api/v1/progress_updates/?action={action.pk}&voice=society").json()["results"]
    assert [(row["organisation"], row["text"]) for row in updates] == [("Vecinas", "No van ni tres")]


@pytest.mark.parametrize(
    "path",
    [
        "/seguimiento/?estado=nada",
        "/seguimiento/?institucion=nada",
        "/seguimiento/?after=x",
        f"/seguimiento/{2**70}/",
        f"/mesa/seguimiento/{2**70}/",
        "/mesa/seguimiento/?ver=nada",
        "/mesa/seguimiento/hechizos/1/retirar/",
        f"/mesa/seguimiento/evidencia/{2**70}/retirar/",
        "/acuerdos/?territorio=x%00",
        "/acuerdos/?proceso=nada",
        f"/acuerdos/{2**70}/",
        f"/mesa/acuerdos/nuevo/{2**70}/",
    ],
)
def test_malformed_addresses_are_no_errors_of_the_server(path: str, carla: Person) -> None:
    assert client_of(carla).get(path).status_code in {400, 404}


def test_the_reporter_of_an_office_tells_in_one_form(action: Action, carla: Person) -> None:
    assert action.institution is not None
    rita = official("Rita", "reporter", action.institution.subject)
    other = an_action(carla, due_on=TODAY)
    browser = client_of(rita)
    desk = browser.get("/mesa/seguimiento/").content.decode()
    assert f'href="/mesa/seguimiento/{action.pk}/"' in desk
    assert f'href="/mesa/seguimiento/{other.pk}/"' not in desk
    path = f"/mesa/seguimiento/{action.pk}/"
    assert browser.get(path).status_code == 200
    assert browser.get(f"/mesa/seguimiento/{other.pk}/").status_code == 403
    refused = browser.post(path, {"text": "Ya quedó", "how": "done"}).content.decode()
    assert "Ya quedó" in refused
    assert "Agrega primero" in refused
    assert ProgressUpdate.objects.count() == 0
    photo = SimpleUploadedFile("acta.txt", b"Quedaron veinte.", content_type="text/plain")
    sent = {"text": "Ya quedó", "how": "done", "percent": "100", "uploads": photo}
    assert browser.post(path, sent).headers["Location"] == "/mesa/seguimiento/"
    action.refresh_from_db()
    assert (action.declared, action.percent, action.evidence_count) == ("done", 100, 1)
    assert "Hecho con retraso" in browser.get(action.subject.path).content.decode()
    assert "Nada se te pide ahora" in browser.get("/mesa/seguimiento/").content.decode()


def test_whoever_plans_adds_steps_moves_dates_and_names_voices(action: Action, carla: Person, ana: Person) -> None:
    browser, base = client_of(carla), f"/mesa/seguimiento/{action.pk}"
    browser.post(
        f"{base}/nueva/", {"title": "Comprar", "responsible": "Compras", "weight": "2", "due_words": "marzo 2027"}
    )
    step = Action.objects.get(parent=action)
    assert "Comprar" in browser.get(f"{base}/plan/").content.decode()
    assert browser.get(f"/mesa/seguimiento/{step.pk}/plan/").headers["Location"] == f"{base}/plan/"
    browser.post(
        f"/mesa/seguimiento/{step.pk}/fechas/", {"due_words": "abril 2027", "due_on": "2027-03-31", "reason": "Aduana"}
    )
    step.refresh_from_db()
    assert (str(step.due_on), step.due_words) == ("2027-04-30", "abril 2027")
    browser.post(
        f"/mesa/seguimiento/{step.pk}/editar/", {"title": "Comprar bien", "responsible": "Compras", "weight": "3"}
    )
    step.subject.refresh_from_db()
    assert step.subject.title == "Comprar bien"
    browser.post(f"{base}/plan/", {"months": "2"})
    named = {"email": ana.email, "voice": "monitor", "organisation": "Observatorio"}
    assert "Ninguna cuenta" in browser.post(f"{base}/quien/", {**named, "email": "x@y.mx"}).content.decode()
    browser.post(f"{base}/quien/", named)
    assert Reporter.objects.get().person == ana
    watched = client_of(ana)
    assert "Ya está hecho" not in watched.get(f"{base}/").content.decode()  # a monitor declares nothing
    watched.post(f"{base}/", {"text": "No hay lámparas", "how": "stopped", "obstacle": "Nadie vino"})
    browser.post(f"/mesa/seguimiento/obstaculos/{Obstacle.objects.get().pk}/resuelto/")
    assert Obstacle.objects.get().until == TODAY
    browser.post(f"{base}/declarar/", {"what": "abandon", "reason": "Sin dinero"})
    action.refresh_from_db()
    assert action.declared == "abandoned"
    watched.post(f"/mesa/seguimiento/quien/{Reporter.objects.get().pk}/terminar/", {"reason": "Me mudé"})
    assert Reporter.objects.get().end_reason == "Me mudé"


def test_who_has_no_say_changes_nothing(action: Action, carla: Person, bruno: Person) -> None:
    proof = add_evidence(action=action, kind="link", title="Acta", url="https://a.mx/a", by=carla, at=NOW)
    told = report_progress(action=action, text="Van diez", by=carla, at=NOW)
    row = raise_obstacle(action=action, text="Falta", by=carla, at=NOW)
    base = f"/mesa/seguimiento/{action.pk}"
    browser = client_of(bruno)
    for path, data in (
        (f"{base}/", {"text": "Ya", "how": "going"}),
        (f"{base}/evidencia/", {"kind": "link", "title": "X", "url": "https://a.mx"}),
        (f"{base}/obstaculo/", {"text": "X"}),
        (f"{base}/declarar/", {"what": "done"}),
        (f"{base}/plan/", {"months": "1"}),
        (f"{base}/nueva/", {"title": "X", "responsible": "Y", "weight": "1"}),
        (f"{base}/editar/", {"title": "X", "responsible": "Y", "weight": "1"}),
        (f"{base}/fechas/", {"due_on": "2027-01-01", "reason": "X"}),
        (f"{base}/quien/", {"email": bruno.email, "voice": "monitor", "organisation": "X"}),
        (f"/mesa/seguimiento/avances/{told.pk}/retirar/", {"reason": "X"}),
        (f"/mesa/seguimiento/evidencia/{proof.pk}/retirar/", {"reason": "X"}),
        (f"/mesa/seguimiento/obstaculos/{row.pk}/retirar/", {"reason": "X"}),
        (f"/mesa/seguimiento/obstaculos/{row.pk}/resuelto/", {}),
    ):
        assert browser.post(path, data).status_code == 403, path
        assert Client().post(path, data).status_code in {302, 403}, path
    action.refresh_from_db()
    assert (action.declared, action.update_count, action.evidence_count, action.obstacle_count) == ("", 1, 1, 1)
    assert (Action.objects.count(), Reporter.objects.count(), action.due_on) == (1, 0, TODAY - DAY)
    kept = client_of(carla)
    kept.post(f"/mesa/seguimiento/evidencia/{proof.pk}/retirar/", {"reason": "Otro parque"})
    assert Evidence.objects.get().withdraw_reason == "Otro parque"
    page = Client().get(action.subject.path).content.decode()
    assert "Otro parque" in page
    assert "https://a.mx/a" not in page


def test_what_moderation_hid_is_nowhere(action: Action, client: Client) -> None:
    from participation.subjects.actions import update_subject

    update_subject(subject=action.subject, at=NOW, state="hidden")
    assert client.get(action.subject.path).status_code == 404
    for path in ("/seguimiento/", "/acuerdos/", "/seguimiento/fechas.ics", "/api/v1/actions/", "/api/v1/agreements/"):
        assert "Encender" not in client.get(path).content.decode()
    assert LATER
