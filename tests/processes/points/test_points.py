"""Collection points: hours as people write them, whether one is open now, who keeps them, and their pages."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar

from participation.access.verdict import ActDenied
from participation.models import Event, FieldAccount, Person
from processes.models import Point, PointOfficer
from processes.points.actions import officers, places
from processes.points.hours import read_days, read_hours, standing, week_in_words, written_days
from tests.factories import make_call, make_institution
from tests.personas import NOW, client_of, official
from tests.processes.points.help import WEEK, a_booth, a_point, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):  # a Saturday, noon in Mexico City
        yield


def test_hours_are_read_as_people_write_them() -> None:
    assert read_hours("9:00-14:00, 16-19:30") == [["09:00", "14:00"], ["16:00", "19:30"]]
    assert read_hours(" 9 a 14 ") == [["09:00", "14:00"]]
    assert read_hours("") == read_hours("Cerrado") == []
    for wrong in ("mañanas", "14-9", "9-14, 13-15", "25-26", "9:75-10", "1-2,3-4,5-6,7-8,9-10", "9-14\x00"):
        with pytest.raises(ValueError, match=r"\w"):
            read_hours(wrong)
    days = read_days("24/12/2026 cerrado Nochebuena\n2026-12-26 10:00-12:00, 13-14 Solo un rato")
    assert days == {
        "2026-12-24": {"hours": [], "why": "Nochebuena"},
        "2026-12-26": {"hours": [["10:00", "12:00"], ["13:00", "14:00"]], "why": "Solo un rato"},
    }
    assert read_days(written_days(days)) == days
    for wrong in ("mañana", "31/02/2026 cerrado", "2026-12-24 quizá", "\n".join(["24/12/2026 cerrado"] * 61)):
        with pytest.raises(ValueError, match=r"\w"):
            read_days(wrong)


def test_a_point_says_whether_it_is_open_and_when_it_opens_next(carla: Person) -> None:
    point = a_point(carla, make_call())
    assert standing(point, NOW).words == "Abierto ahora, hasta las 13:00"
    assert standing(point, NOW + timedelta(hours=3)).opens.isoformat() == "2026-11-23T09:00:00-06:00"  # type: ignore[union-attr]
    point.days = {"2026-11-23": {"hours": [["11:00", "12:00"]], "why": ""}}
    assert standing(point, NOW + timedelta(hours=3)).opens.isoformat() == "2026-11-23T11:00:00-06:00"  # type: ignore[union-attr]
    point.closes_on = (NOW + timedelta(days=1)).date()
    assert standing(point, NOW + timedelta(hours=3)).opens is None
    assert week_in_words(point) == [
        ("Lunes a viernes", "09:00 a 14:00 y 16:00 a 19:00"), ("Sábado", "10:00 a 13:00"), ("Domingo", "cerrado"),
    ]  # fmt: skip


def test_only_whoever_answers_for_the_institution_keeps_its_points(carla: Person, bruno: Person) -> None:
    office, other = make_institution(), make_institution()
    steward = official("Silvia", "steward", office.subject)
    call = make_call()
    point = a_point(steward, call, institution=office)
    assert point.subject.path == f"/puntos/{point.pk}/"
    stranger, dario = an_officer(carla), official("Dario", "moderator", office.subject)
    for by in (bruno, dario, official("Otra", "steward", other.subject)):
        for act, given in (
            (places.open_point, {"institution": office, "processes": [call.process], "name": "X", "address": "Y", "week": WEEK}),
            (places.update_point, {"point": point, "processes": [call.process], "name": "X", "address": "Y", "week": WEEK}),
            (places.close_point, {"point": point}),
            (places.reopen_point, {"point": point}),
            (officers.add_officer, {"point": point, "person": stranger}),
        ):  # fmt: skip
            with pytest.raises(ActDenied):
                act(**given, by=by, at=NOW)
    assert list(Point.objects.values_list("name", "closed_at")) == [("Biblioteca del centro", None)]
    assert not PointOfficer.objects.exists()
    with pytest.raises(ActDenied) as caught:
        officers.add_officer(point=point, person=bruno, by=steward, at=NOW)  # may not verify people
    assert caught.value.denial.code == "may_not_verify"
    for wrong in ({"week": [[]] * 7}, {"name": " "}, {"processes": []}, {"address": "a" * 201}):
        with pytest.raises(ValidationError):
            places.update_point(**{"point": point, "processes": [call.process], "name": "N", "address": "A",
                                   "week": WEEK, **wrong}, by=steward, at=NOW)  # fmt: skip


def test_a_point_is_opened_edited_and_closed_on_the_desk(carla: Person) -> None:
    call, office, browser = make_call(), make_institution(), client_of(carla)
    form = {"institution": office.pk, "name": "Mercado <b>", "address": "Juárez 3", "processes": [call.process_id],
            "day_0": "9-14", "days": "24/12/2026 cerrado Nochebuena", "spot": "19.54, -96.91"}  # fmt: skip
    assert browser.post("/mesa/puntos/nuevo/", {**form, "day_0": "temprano"}).status_code == 422
    assert browser.post("/mesa/puntos/nuevo/", {**form, "day_0": "", "days": ""}).status_code == 422
    assert not Point.objects.exists()
    browser.post("/mesa/puntos/nuevo/", form)
    point = Point.objects.get()
    assert (str(point.latitude), point.days["2026-12-24"]["why"]) == ("19.540000", "Nochebuena")
    browser.post(f"/mesa/puntos/{point.pk}/editar/", {**form, "name": "Mercado de la flor", "day_0": "10-14"})
    gloria = an_officer(carla)
    assert browser.post(f"/mesa/puntos/{point.pk}/", {"who": "campo-nadie"}).status_code == 422
    browser.post(f"/mesa/puntos/{point.pk}/", {"who": FieldAccount.objects.get(person=gloria).username})
    assert PointOfficer.objects.get().person == gloria
    ended = f"/mesa/puntos/{point.pk}/encargados/{PointOfficer.objects.get().pk}/terminar/"
    assert "Gloria" in browser.get(ended).content.decode()
    browser.post(ended)
    assert PointOfficer.objects.get().ended_at == NOW
    stranger = Client()
    shown = stranger.get(f"/puntos/{point.pk}/").content.decode()
    assert "Mercado de la flor" in shown
    assert "10:00 a 14:00" in shown
    assert "Nochebuena" in shown
    assert "Mercado de la flor" in stranger.get("/puntos/").content.decode()
    assert stranger.get(f"/puntos/?proceso={call.process.slug}").status_code == 200
    assert stranger.get("/puntos/?proceso=nada").status_code == 404
    (feature,) = json.loads(stranger.get("/puntos/mapa.geojson").content)["features"]
    assert feature["geometry"]["coordinates"] == [-96.91, 19.54]
    calendar = Calendar.from_ical(stranger.get(f"/puntos/{point.pk}/horario.ics").content)
    starts = [event.decoded("dtstart").isoformat() for event in calendar.walk("VEVENT")]
    assert starts[0] == "2026-11-23T16:00:00+00:00"
    assert len(starts) == 9
    row = stranger.get("/api/v1/points/").json()["results"][0]
    assert (row["name"], row["week"]["1"], row["processes"]) == (
        "Mercado de la flor",
        [["10:00", "14:00"]],
        [call.process_id],
    )
    browser.post(f"/mesa/puntos/{point.pk}/cerrar/")
    assert "no recibe" in stranger.get(f"/puntos/{point.pk}/").content.decode()
    assert "Mercado de la flor" not in stranger.get("/puntos/").content.decode()
    browser.post(f"/mesa/puntos/{point.pk}/cerrar/")
    assert [event.name.rpartition(".")[2] for event in Event.objects.filter(subject=point.subject).order_by("id")] == [
        "opened", "updated", "officer_added", "officer_ended", "closed", "reopened",
    ]  # fmt: skip


def test_desks_are_of_those_who_keep_and_attend_points(carla: Person, bruno: Person) -> None:
    booth = a_booth(carla)
    elsewhere = official("Otra", "steward", make_institution().subject)
    for path in ("", "editar/", "cerrar/"):
        for person, status in ((bruno, 403), (elsewhere, 404), (booth.gloria, 403)):
            assert client_of(person).post(f"/mesa/puntos/{booth.point.pk}/{path}", {"who": "x"}).status_code == status
    for path in ("", "tableta/", f"{booth.call.pk}/support/", f"{booth.call.pk}/nada/", "hecho/1/"):
        assert client_of(bruno).get(f"/mesa/captura/{booth.point.pk}/{path}").status_code == 404
        assert Client().get(f"/mesa/captura/{booth.point.pk}/{path}").status_code == 302
    booth.point.refresh_from_db()
    assert booth.point.closed_at is None
    page = client_of(booth.gloria).get(f"/mesa/captura/{booth.point.pk}/").content.decode()
    assert "Respaldar una propuesta" in page
