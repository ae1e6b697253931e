"""The public agenda: published by who answers for the institution, told to followers, in pages, calendar and data."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.agenda.actions import cancel_meeting, publish_meeting, restore_meeting, update_meeting
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Institution, Meeting, Notice, Person
from participation.veda.actions import declare_period
from participation.web import installation
from tests.factories import make_institution
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(days=2)
TOLD: dict[str, Any] = {
    "office": "Dirección de Obras",
    "holder": "Ernesto Villaseñor",
    "counterpart": "Vecinas de <b>Centro",
    "topic": "El drenaje",
    "place": "Palacio municipal",
    "link": "https://ejemplo.mx/drenaje",
    "translations": {"en": {"topic": "The drains"}},
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def works(db: None) -> Institution:
    return make_institution("Obras")


def a_meeting(institution: Institution, by: Person, **fields: Any) -> Meeting:
    given = {**TOLD, "starts_at": SOON, "ends_at": SOON + timedelta(hours=1), "by": by, "at": NOW, **fields}
    return publish_meeting(institution=institution, **given)


def test_published_everywhere_and_told(works: Institution, carla: Person, ana: Person, client: Client) -> None:
    assert "No hay reuniones anunciadas" in client.get("/agenda/").content.decode()
    follow(subject=works.subject, by=ana, at=NOW)
    meeting = a_meeting(works, carla)
    page = client.get(f"/agenda/{meeting.pk}/").content.decode()
    assert "Vecinas de &lt;b&gt;Centro" in page
    assert "Ernesto Villaseñor" in page
    assert f'property="og:url" content="http://testserver/agenda/{meeting.pk}/"' in page
    assert "The drains" in client.get(f"/en/agenda/{meeting.pk}/").content.decode()
    listed = client.get(f"/agenda/?institucion={works.slug}").content.decode()
    assert f'href="/agenda/{meeting.pk}/"' in listed
    calendar = client.get("/agenda/calendario.ics")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert "SUMMARY;LANGUAGE=es:El drenaje" in calendar.content.decode()
    row = client.get("/api/v1/meetings/").json()["results"][0]
    assert (row["institution"], row["topic"], row["office"]) == (works.pk, "El drenaje", "Dirección de Obras")
    relay(at=NOW)
    assert Notice.objects.filter(person=ana).count() == 1
    for path in (
        "/agenda/?institucion=nada",
        f"/agenda/{2**40}/",
    ):
        assert client.get(path).status_code == 404


def test_what_is_over_tells_what_came_of_it(works: Institution, carla: Person, client: Client) -> None:
    meeting = a_meeting(works, carla)
    with time_machine.travel(SOON + timedelta(hours=2), tick=False):
        assert f"/agenda/{meeting.pk}/" not in client.get("/agenda/?x=1").content.decode()
        assert f"/agenda/{meeting.pk}/" in client.get("/agenda/?pasadas=1").content.decode()
        assert "Todavía no se cuenta" in client.get(f"/agenda/{meeting.pk}/").content.decode()
    given = {**TOLD, "starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "outcome": "Se arregla en marzo"}
    update_meeting(meeting=meeting, by=carla, at=NOW, **given)
    update_meeting(meeting=meeting, by=carla, at=NOW, **given)
    assert "Se arregla en marzo" in client.get(f"/agenda/{meeting.pk}/?x=1").content.decode()
    names = list(meeting.subject.events.order_by("at", "pk").values_list("name", flat=True))
    assert names == ["participation.meeting.published", "participation.meeting.told"]


def test_cancelled_stays_with_its_reason(works: Institution, carla: Person, client: Client) -> None:
    meeting = a_meeting(works, carla)
    with pytest.raises(ValidationError, match="cancel_reason"):
        cancel_meeting(meeting=meeting, reason=" ", by=carla, at=NOW)
    cancel_meeting(meeting=meeting, reason="Por la lluvia", by=carla, at=NOW)
    assert "Por la lluvia" in client.get(f"/agenda/{meeting.pk}/").content.decode()
    assert "STATUS:CANCELLED" in client.get("/agenda/calendario.ics").content.decode()
    restore_meeting(meeting=meeting, by=carla, at=NOW)
    meeting.refresh_from_db()
    assert (meeting.cancelled_at, meeting.cancel_reason) == (None, "")


def test_names_are_withheld_in_an_electoral_period(works: Institution, carla: Person, client: Client) -> None:
    meeting = a_meeting(works, carla)
    declare_period(
        name="Campañas", starts_on=date(2026, 11, 20), ends_on=date(2026, 12, 20), legal_basis="Artículo 41",
        legal_url="https://ejemplo.mx/ley.pdf", by=carla, at=NOW,
    )  # fmt: skip
    installation.forget()
    for path in ("/agenda/", f"/agenda/{meeting.pk}/"):
        page = client.get(path).content.decode()
        assert ("Ernesto Villaseñor" in page, "Dirección de Obras" in page) == (False, True)


def test_only_who_answers_for_the_institution(works: Institution, carla: Person, dario: Person, bruno: Person) -> None:
    meeting = a_meeting(works, carla)
    given = {**TOLD, "starts_at": SOON}
    for person in (dario, bruno, official("Olga", "steward", make_institution().subject)):
        for act, more in (
            (publish_meeting, {"institution": works, **given}),
            (update_meeting, {"meeting": meeting, **given, "topic": "Otro"}),
            (cancel_meeting, {"meeting": meeting, "reason": "No"}),
            (restore_meeting, {"meeting": meeting}),
        ):
            with pytest.raises(ActDenied):
                act(by=person, at=NOW, **more)
    assert [row.topic for row in Meeting.objects.all()] == ["El drenaje"]
    a_meeting(works, official("Rosa", "steward", works.subject))


def test_what_is_wrong_is_said_by_field(works: Institution, carla: Person) -> None:
    wrong = {"office": " ", "topic": "x" * 201, "link": "javascript:alert(1)", "ends_at": SOON + timedelta(days=3)}
    with pytest.raises(ValidationError) as caught:
        a_meeting(works, carla, **wrong)
    assert sorted(caught.value.error_dict) == ["ends_at", "link", "office", "topic"]


def test_published_corrected_and_cancelled_in_the_admin(works: Institution, carla: Person, bruno: Person) -> None:
    browser = client_of(carla)
    given = {name: TOLD[name] for name in ("office", "counterpart", "topic", "place")}
    given |= {"institution": works.pk, "starts_at_0": "2026-11-25", "starts_at_1": "10:00", "link": "", "outcome": ""}
    assert browser.post("/en/admin/participation/meeting/add/", given).status_code == 302
    meeting = Meeting.objects.get()
    page = f"/en/admin/participation/meeting/{meeting.pk}/change/"
    assert b"Say why" in browser.post(page, {**given, "cancelled": "on"}).content
    assert browser.post(page, {**given, "cancelled": "on", "cancel_reason": "Por la lluvia"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.cancel_reason == "Por la lluvia"
    assert client_of(bruno).get("/admin/participation/meeting/").status_code == 403


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same(works: Institution, carla: Person, many: int, django_assert_num_queries: Any) -> None:
    for _number in range(many):
        a_meeting(works, carla)
    client = Client()
    client.get("/agenda/?x=1")
    with django_assert_num_queries(1):
        assert client.get("/agenda/?x=2").content.decode().count('<h2 class="h5 mt-0 mb-1"') == many
