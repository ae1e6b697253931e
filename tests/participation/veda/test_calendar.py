"""The electoral calendar: what a period touches, when, who keeps it, and what the log has of it."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections

from participation.access.verdict import ActDenied
from participation.models import ElectoralPeriod, Event, Person, Territory
from participation.veda import actions
from participation.veda.calendar import in_force, overlapping, reaching
from tests.participation.veda.conftest import LAW, declare
from tests.personas import NOW, client_of

# The municipality lies at six hours from UTC: 1 to 30 November are these moments.
BEGINS, ENDS = datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def log() -> list[str]:
    """Return the names of what the log has of periods, oldest first."""
    return list(Event.objects.filter(name__startswith="veda.").order_by("pk").values_list("name", flat=True))


def test_a_period_touches_its_territory_and_what_lies_in_it(carla: Person, places: dict[str, Territory]) -> None:
    """Neither the municipality beside it nor the state around it; what goes to the state reaches it all the same."""
    period = declare(carla, places["aqui"])
    touched = {name: in_force(place, NOW) == period for name, place in places.items()}
    assert touched == {"estado": False, "aqui": True, "colonia": True, "otro": False}
    reached = {name: reaching(place, NOW) == period for name, place in places.items()}
    assert reached == {"estado": True, "aqui": True, "colonia": True, "otro": False}
    assert in_force(None, NOW) is None
    assert reaching(None, NOW) == period


def test_a_period_of_the_outermost_territory_touches_what_has_none(carla: Person, places: dict[str, Territory]) -> None:
    """What has no territory belongs to the whole installation."""
    assert in_force(None, NOW) is None
    period = declare(carla, places["estado"])
    assert (in_force(None, NOW), in_force(places["otro"], NOW)) == (period, period)


@pytest.mark.parametrize(
    ("at", "runs"), [(BEGINS - INSTANT, False), (BEGINS, True), (ENDS - INSTANT, True), (ENDS, False)]
)
def test_its_days_are_whole_local_days(carla: Person, places: dict[str, Territory], at: datetime, runs: bool) -> None:
    """It begins and ends at local midnight, without anybody doing anything."""
    declare(carla, places["aqui"])
    assert bool(in_force(places["aqui"], at)) is runs
    assert bool(overlapping(places["aqui"], at, at + INSTANT)) is runs


def test_lifting_restoring_and_withdrawing_need_a_reason_and_are_logged(
    carla: Person, places: dict[str, Territory]
) -> None:
    """Each switch stands in the log, with who and why; what was withdrawn does not change again."""
    period = declare(carla, places["aqui"])
    for act in (actions.lift_period, actions.withdraw_period):
        with pytest.raises(ValidationError) as error:
            act(period=period, reason=" ", by=carla, at=NOW)
        assert "reason" in error.value.message_dict
    actions.lift_period(period=period, reason="Lo autorizó el INE", by=carla, at=NOW)
    assert in_force(places["aqui"], NOW) is None
    actions.restore_period(period=period, reason="Terminó la autorización", by=carla, at=NOW)
    assert in_force(places["aqui"], NOW) == period
    actions.withdraw_period(period=period, reason="No hay elección aquí", by=carla, at=NOW)
    assert in_force(places["aqui"], NOW) is None
    with pytest.raises(ActDenied) as denied:
        actions.lift_period(period=period, reason="Otra vez", by=carla, at=NOW)
    assert denied.value.denial.code == "withdrawn"
    assert log() == ["veda.period.declared", "veda.period.lifted", "veda.period.restored", "veda.period.withdrawn"]
    assert Event.objects.get(name="veda.period.lifted").payload["reason"] == "Lo autorizó el INE"


def test_a_period_that_began_changes_only_with_a_reason(carla: Person, places: dict[str, Territory]) -> None:
    """One to come is corrected freely; the same again changes nothing."""
    period = declare(carla, places["aqui"])
    same: dict[str, Any] = {
        **LAW,
        "name": period.name,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "territory": places["aqui"],
    }
    actions.change_period(period=period, **same, by=carla, at=NOW)
    longer = {**same, "ends_on": date(2026, 12, 6)}
    with pytest.raises(ValidationError):
        actions.change_period(period=period, **longer, by=carla, at=NOW)
    actions.change_period(period=period, **longer, reason="El INE movió la jornada", by=carla, at=NOW)
    assert log() == ["veda.period.declared", "veda.period.changed"]
    before = BEGINS - timedelta(days=9)
    actions.change_period(period=period, **same, by=carla, at=before)
    assert ElectoralPeriod.objects.get().ends_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "\x00 "),
        ("legal_basis", ""),
        ("legal_url", "javascript:alert(1)"),
        ("ends_on", date(2026, 10, 1)),
        ("starts_on", date(1026, 10, 1)),
        ("kind", "x"),
        ("name", "a" * 151),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    carla: Person, places: dict[str, Territory], field: str, value: object
) -> None:
    """Nothing is kept."""
    with pytest.raises(ValidationError) as error:
        declare(carla, places["aqui"], **{field: value})
    assert field in error.value.message_dict
    assert not ElectoralPeriod.objects.exists()


def test_only_stewards_of_everything_keep_the_calendar(
    ana: Person, dario: Person, carla: Person, places: dict[str, Territory]
) -> None:
    """By act and in the admin."""
    for person in (ana, dario):
        with pytest.raises(ActDenied):
            declare(person, places["aqui"])
        answer = client_of(person).post("/admin/participation/electoralperiod/add/", {"name": "x"})
        assert answer.status_code in {302, 403}
    assert not ElectoralPeriod.objects.exists()


def test_an_official_declares_and_withdraws_in_the_admin(carla: Person, places: dict[str, Territory]) -> None:
    """The form says what lacks; what was typed stays."""
    browser = client_of(carla)
    sent = {
        "name": "Campañas 2027",
        "kind": "election",
        "territory": places["aqui"].pk,
        "starts_on": "2027-04-04",
        "ends_on": "2027-06-06",
        "legal_basis": "",
        "legal_url": LAW["legal_url"],
        "name_en": "Campaigns 2027",
        "legal_basis_en": "",
    }
    refused = browser.post("/admin/participation/electoralperiod/add/", sent)
    assert refused.status_code == 200
    assert "Campañas 2027" in refused.content.decode()
    assert not ElectoralPeriod.objects.exists()
    browser.post("/admin/participation/electoralperiod/add/", {**sent, "legal_basis": LAW["legal_basis"]})
    period = ElectoralPeriod.objects.get()
    assert (period.name, period.in_language("name", "en")) == ("Campañas 2027", "Campaigns 2027")
    address = f"/admin/participation/electoralperiod/{period.pk}/change/"
    whole = {**sent, "legal_basis": LAW["legal_basis"]}
    browser.post(address, {**whole, "lifted": "on", "reason": "Lo pidió el INE"})
    browser.post(address, {**whole, "lifted": "on", "withdrawn": "on", "reason": "Era de otro estado"})
    period.refresh_from_db()
    assert (period.lifted_at is not None, period.withdrawn_at is not None) == (True, True)
    assert period.reason == "Era de otro estado"


def test_the_page_says_what_runs_what_comes_and_what_was(
    client: Any, carla: Person, places: dict[str, Territory]
) -> None:
    """Each with its source; withdrawn ones with why. The texts of officials are escaped."""
    declare(carla, places["aqui"], starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1))
    declare(carla, None, name="<script>por venir", starts_on=date(2098, 1, 1), ends_on=date(2098, 2, 1))
    gone = declare(carla, None, name="Equivocada", starts_on=date(2098, 1, 1), ends_on=date(2098, 2, 1))
    actions.withdraw_period(period=gone, reason="No era aquí", by=carla, at=NOW)
    page = client.get("/veda/").content.decode()
    order = [page.index(text) for text in ("Campañas 2026", "&lt;script&gt;por venir", "Equivocada", "No era aquí")]
    assert order == sorted(order)
    assert page.count(LAW["legal_url"]) == 3
    assert "<script>por" not in page
    assert client.get("/en/veda/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_a_turn_down_once(carla: Person, places: dict[str, Territory]) -> None:
    """Without the lock of the row (select_for_update) both read that it is not written down, and two events stand."""
    declare(carla, places["aqui"], starts_on=date(2026, 11, 21), ends_on=date(2026, 11, 30))
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        actions.note_turns(at=NOW)
        close_old_connections()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert log() == ["veda.period.declared", "veda.period.began"]
    actions.note_turns(at=ENDS)
    actions.note_turns(at=ENDS)
    assert log()[2:] == ["veda.period.ended"]
    assert Event.objects.get(name="veda.period.ended").at == ENDS
