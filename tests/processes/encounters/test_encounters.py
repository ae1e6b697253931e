"""An encounter from its draft to its minutes: who is told, what is shown to whom, what the calendar says."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Notice, Person
from processes.encounters.actions.accounts import erase_private_words, leave_registrations
from processes.encounters.actions.encounter import (
    cancel_encounter,
    move_encounter,
    publish_encounter,
    remind_due,
    repeat_encounter,
    update_encounter,
    write_encounter,
)
from processes.encounters.actions.key import make_calendar_key, revoke_calendar_key
from processes.encounters.actions.minutes import publish_minutes
from processes.encounters.actions.seats import capture_registration, register
from processes.encounters.content import agenda_items
from processes.encounters.figures import told_attendance
from processes.encounters.forms.minutes import read_points, write_points
from processes.encounters.policies import may_see_link
from processes.models import Encounter, Registration
from tests.personas import NOW, client_of
from tests.processes.encounters.town import BEGINS, make_activity, make_encounter

pytestmark = pytest.mark.django_db
MINUTES: dict[str, Any] = {"summary": "Se habló del río.", "items": []}


def told(name: str) -> list[tuple[str, str]]:
    """Return who was told of an event, and in which words."""
    while relay(at=NOW):
        pass
    rows = (
        Notice.objects.filter(event__name=f"processes.{name}").order_by("pk").select_related("person", "event__subject")
    )
    return [(row.person.name, row.reason) for row in rows]


def test_only_officials_prepare_and_see_a_draft(carla: Person, bruno: Person, client: Any) -> None:
    """A draft is nobody else's; announcing it makes it public and needs a place."""
    component = make_activity()
    with pytest.raises(ActDenied):
        write_encounter(component=component, title="X", starts_at=BEGINS, ends_at=BEGINS, by=bruno, at=NOW)
    row = make_encounter(carla, component, publish=False, place="")
    assert client.get(f"/encuentros/{row.pk}/").status_code == 404
    with pytest.raises(ValidationError) as wrong:
        publish_encounter(encounter=row, by=carla, at=NOW)
    assert "place" in wrong.value.message_dict
    update_encounter(encounter=row, place="Plaza", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        publish_encounter(encounter=row, by=bruno, at=NOW)
    publish_encounter(encounter=row, by=carla, at=NOW)
    assert client.get(f"/encuentros/{row.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("weekly", [7, 14, 21]),
        ("fortnightly", [14, 28, 42]),
        ("monthly", [30, 61, 92]),
        ("monthly_weekday", [28, 63, 91]),
    ],
)
def test_a_rule_makes_further_drafts_at_the_same_hour(carla: Person, rule: str, days: list[int]) -> None:
    """On 24 November 2026, the fourth Tuesday: each row is a draft of its own with the same seats."""
    row = make_encounter(carla, capacity=9, reserved={"academy": 2})
    made = repeat_encounter(encounter=row, rule=rule, times=3, by=carla, at=NOW)
    assert [(each.starts_local.date() - row.starts_local.date()).days for each in made] == days
    assert {(each.state, each.starts_local.hour, each.capacity) for each in made} == {("draft", 12, 9)}
    assert [pool.seats for pool in made[0].seat_pools.order_by("name")] == [7, 2]
    with pytest.raises(ValidationError):
        repeat_encounter(encounter=row, rule=rule, times=53, by=carla, at=NOW)


def test_whoever_registered_is_told_of_another_date_a_reminder_and_the_end(carla: Person, bruno: Person) -> None:
    """Each message once; the reminder is sent anew after the encounter was moved."""
    row = make_encounter(carla)
    register(encounter=row, by=bruno, at=NOW)
    assert told("registration.made") == [("Bruno", "own")]
    assert (remind_due(at=BEGINS - timedelta(days=2)), remind_due(at=BEGINS - timedelta(hours=20))) == (0, 1)
    assert remind_due(at=BEGINS - timedelta(hours=19)) == 0
    with pytest.raises(ValidationError):
        move_encounter(encounter=row, starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=3), by=carla, at=NOW)
    later = BEGINS + timedelta(days=7)
    move_encounter(
        encounter=row, starts_at=later, ends_at=later + timedelta(hours=2), reason="Llueve", by=carla, at=NOW
    )
    assert told("encounter.moved") == [("Bruno", "registered")]
    assert remind_due(at=later - timedelta(hours=20)) == 1
    assert told("encounter.begins_soon") == [("Bruno", "registered")] * 2
    cancel_encounter(encounter=row, reason="Llueve más", by=carla, at=NOW)
    cancel_encounter(encounter=row, reason="Otra vez", by=carla, at=NOW)
    assert told("encounter.cancelled") == [("Bruno", "registered")]
    assert Encounter.objects.get().cancel_reason == "Llueve más"


def test_the_link_to_connect_is_shown_to_whom_and_when_it_should(carla: Person, bruno: Person, client: Any) -> None:
    """To whoever has a seat, from an hour before; never on the page of others, in the data or in the history."""
    secret = "https://example.org/sala-secreta"
    row = make_encounter(carla, mode="hybrid", online_url=secret)
    own = register(encounter=row, by=bruno, at=NOW)
    minutes = timedelta(minutes=1)
    verdicts = [
        may_see_link(bruno, row, own, at=BEGINS - 61 * minutes),
        may_see_link(bruno, row, own, at=BEGINS - 60 * minutes),
        may_see_link(None, row, None, at=BEGINS),
        may_see_link(bruno, row, own, at=row.ends_at),
    ]
    assert [getattr(verdict, "code", "yes") for verdict in verdicts] == [
        "too_early",
        "yes",
        "registered_only",
        "no_link",
    ]
    update_encounter(encounter=row, online_url=f"{secret}-2", by=carla, at=NOW)
    for path in (
        f"/encuentros/{row.pk}/", "/encuentros/", "/datos/encounters.csv", f"/api/v1/encounters/{row.pk}/", "/encuentros/calendario.ics",
        f"/temas/{row.subject_id}/cambios/", "/api/v1/events/",
    ):  # fmt: skip
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code, b"sala-secreta" in body) == (200, False), path


def test_minutes_close_it_and_small_sectors_are_not_told(carla: Person, bruno: Person, client: Any) -> None:
    """Twelve neighbours are told, three from a school are not; a correction says why and both versions stay."""
    row = make_encounter(carla)
    register(encounter=row, by=bruno, at=NOW)
    came = {"public": {"people": 21, "organisations": 0}, "business": {"people": 14, "organisations": 5}}
    few = {"academy": {"people": 3, "organisations": 1}}
    with pytest.raises(ActDenied):
        publish_minutes(encounter=row, attendance=came, by=carla, at=NOW, **MINUTES)
    publish_minutes(encounter=row, attendance=came | few, by=carla, at=BEGINS, **MINUTES)
    row.refresh_from_db()
    assert row.state == "closed"
    assert told_attendance(row) == {
        "people": 38,
        "sectors": {
            "public": {"people": 21, "organisations": 0},
            "business": {"people": None, "organisations": None},
            "academy": {"people": None, "organisations": None},
        },
    }
    assert told("minutes.published") == [("Bruno", "registered")]
    with pytest.raises(ValidationError):
        publish_minutes(encounter=row, attendance=came, by=carla, at=BEGINS, **MINUTES)
    publish_minutes(encounter=row, attendance=came, by=carla, at=BEGINS, reason="Eran de otra lista", **MINUTES)
    page = client.get(f"/encuentros/{row.pk}/").content.decode()
    assert "Eran de otra lista" in page
    assert "Vinieron 35 personas." in page
    assert client.get(f"/encuentros/{row.pk}/acta/").status_code == 200


def test_what_is_typed_becomes_points_and_hours() -> None:
    """Minutes and agenda are written as plain lines."""
    points = [{"title": "Luz", "said": "No hay\nHace falta", "decided": "Se repara"}]
    assert read_points("# Luz\nNo hay\nHace falta\n= Se repara") == points
    assert read_points(write_points(points)) == points
    items = agenda_items("10:00 Bienvenida\n9.30 - Registro\nComida\n25:00 Nada")
    assert [(item.hour and item.hour.strftime("%H:%M"), item.text) for item in items] == [
        ("10:00", "Bienvenida"),
        ("09:30", "Registro"),
        (None, "Comida"),
        (None, "25:00 Nada"),
    ]


def test_calendars_can_be_read_and_the_secret_one_revoked(carla: Person, bruno: Person, client: Any) -> None:
    """A real reader of RFC 5545 finds the encounter with its state; the person's link works until it is revoked."""
    row = make_encounter(carla, latitude=19.5, longitude=-96.9)
    register(encounter=row, by=bruno, at=NOW)
    secret = make_calendar_key(by=bruno, at=NOW)
    cancel_encounter(encounter=row, reason="Llueve", by=carla, at=NOW)
    for path in (
        f"/encuentros/{row.pk}/calendario.ics",
        "/encuentros/calendario.ics?proceso=rio",
        f"/mi-calendario/{secret}.ics",
    ):
        (event,) = Calendar.from_ical(client.get(path).content).walk("VEVENT")
        assert (event["SUMMARY"], event["STATUS"], event.decoded("DTSTART")) == (
            "Encuentro por el río",
            "CANCELLED",
            BEGINS,
        )
    revoke_calendar_key(by=bruno, at=NOW)
    assert client.get(f"/mi-calendario/{secret}.ics").status_code == 404


def test_private_words_go_a_month_later_and_seats_with_the_account(carla: Person, bruno: Person) -> None:
    """Names and needs are erased; who closes their account gives the seat back."""
    row = make_encounter(carla, capacity=1)
    register(encounter=row, by=bruno, needs="Silla", at=NOW)
    waits = capture_registration(encounter=row, name="Rosa", by=carla, at=NOW)
    assert (waits.state, leave_registrations(person=bruno, at=NOW)) == ("waiting", 1)
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "seated"]
    assert erase_private_words(before=row.ends_at) == 0
    assert erase_private_words(before=row.ends_at + timedelta(seconds=1)) == 1
    assert set(Registration.objects.values_list("sealed_name", "sealed_needs")) == {("", "")}


def test_a_citizen_registers_waits_and_withdraws_on_the_pages(
    carla: Person, bruno: Person, ana: Person, clock: object
) -> None:
    """Without JavaScript: the form, the pass with its code, the place in line, giving it back."""
    row = make_encounter(carla, capacity=1)
    page = f"/encuentros/{row.pk}/"
    given = {"sector": "organisations", "organisation": "Colectivo <b>", "needs": "Silla"}
    browser = client_of(bruno)
    assert browser.post(f"{page}inscribirme/", {"sector": "nadie"}).status_code == 422
    assert browser.post(f"{page}inscribirme/", given)["Location"] == f"{page}pase/"
    own = Registration.objects.get()
    assert own.code in browser.get(f"{page}pase/").content.decode()
    assert b"<svg" in browser.get(f"{page}pase/qr/").content
    other = client_of(ana)
    assert other.get(f"{page}pase/").status_code == 404
    other.post(f"{page}inscribirme/", {"sector": "public"})
    assert "número 1 de la lista de espera" in other.get(f"{page}pase/").content.decode()
    assert browser.get(f"{page}retirar/").status_code == 200
    assert browser.post(f"{page}retirar/")["Location"] == page
    assert "Tienes lugar" in other.get(f"{page}pase/").content.decode()


def test_the_door_counts_each_once_and_only_officials_keep_it(carla: Person, bruno: Person, clock: object) -> None:
    """A check-in sent twice is one, a walk-in by its act too; taking back works; strangers get nothing."""
    row = make_encounter(carla, starts_at=NOW + timedelta(hours=1))
    own = register(encounter=row, by=bruno, at=NOW)
    named = capture_registration(encounter=row, name="Rosa Pérez", by=carla, at=NOW)
    door = f"/mesa/encuentros/{row.pk}/puerta/"
    assert client_of(bruno).get(door).status_code == 403
    assert client_of(bruno).post(f"{door}entrada/", {"registration": own.pk}).status_code == 403
    browser = client_of(carla)
    assert "Rosa Pérez" in browser.get(f"{door}?q=perez").content.decode()
    assert "Bruno" not in browser.get(f"{door}?codigo={named.code}").content.decode().split("<main")[1]
    sent = {"sector": "academy", "act_id": "0192d1f0-0000-7000-8000-000000000001"}
    for _again in range(2):
        assert browser.post(
            f"{door}entrada/", {"registration": own.pk}, headers={"accept": "application/json"}
        ).json() == {"problem": ""}
        browser.post(f"{door}sin-registro/", sent)
    own.refresh_from_db()
    assert (own.checked_in_at is not None, row.walk_ins.count()) == (True, 1)
    browser.post(f"{door}entrada/", {"registration": own.pk, "undo": "1"})
    browser.post(f"{door}sin-registro/", {"sector": "academy", "undo": "1"})
    own.refresh_from_db()
    assert (own.checked_in_at, row.walk_ins.count()) == (None, 0)
    for wrong in ({}, {"registration": "9" * 30}, {"registration": "-1"}):
        assert browser.post(f"{door}entrada/", wrong).status_code == 404
    assert browser.post(f"{door}sin-registro/", {"sector": "x" * 99, "act_id": "no"}).status_code == 302
