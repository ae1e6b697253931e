"""Seats: how many, for whom, in which order, and under any race."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Notice, Person
from processes.encounters.actions.common import unseal
from processes.encounters.actions.encounter import update_encounter
from processes.encounters.actions.seats import (
    cancel_registration,
    capture_registration,
    register,
    withdraw_registration,
)
from processes.models import Registration, SeatPool
from tests.personas import NOW, make_person
from tests.processes.encounters.town import make_activity, make_encounter
from tests.races import at_once


def people(count: int) -> list[Person]:
    """Make people with accounts."""
    return [make_person(f"Gente{n}") for n in range(count)]


def states(encounter: object) -> list[str]:
    """Return the states of the registrations in the order of arrival."""
    rows = Registration.objects.filter(encounter=encounter).order_by("pk")
    return list(rows.values_list("state", flat=True))


@pytest.mark.django_db
def test_who_comes_when_it_is_full_waits_and_moves_up_in_order(carla: Person) -> None:
    """A seat that becomes free goes to whoever came first, who is told; more seats go to the next ones."""
    row = make_encounter(carla, capacity=2)
    crowd = people(5)
    made = [register(encounter=row, by=each, at=NOW) for each in crowd]
    assert states(row) == ["seated", "seated", "waiting", "waiting", "waiting"]
    withdraw_registration(registration=made[0], by=crowd[0], at=NOW)
    assert states(row) == ["withdrawn", "seated", "seated", "waiting", "waiting"]
    update_encounter(encounter=row, capacity=3, by=carla, at=NOW)
    assert states(row) == ["withdrawn", "seated", "seated", "seated", "waiting"]
    assert list(SeatPool.objects.values_list("name", "seats", "taken")) == [("", 3, 3)]
    while relay(at=NOW):
        pass
    told = Notice.objects.filter(event__name="processes.registration.seat_given").order_by("pk")
    assert [notice.person for notice in told] == [crowd[2], crowd[3]]


@pytest.mark.django_db
def test_seats_of_a_sector_and_those_given_by_hand_are_nobody_elses(carla: Person) -> None:
    """Of four seats two are an academy's and one is held: one is anybody's."""
    row = make_encounter(carla, capacity=4, held=1, reserved={"academy": 2})
    one, two, three, _four = people(4)
    register(encounter=row, by=one, at=NOW)
    register(encounter=row, by=two, at=NOW)
    register(encounter=row, by=three, at=NOW, sector="academy")
    assert states(row) == ["seated", "waiting", "seated"]
    guest = capture_registration(encounter=row, name="Rosa Pérez", held=True, by=carla, at=NOW)
    assert (guest.state, guest.pool, guest.person) == ("seated", "held", None)
    with pytest.raises(ValidationError, match="por mano|a mano|by hand"):
        capture_registration(encounter=row, name="Otra", held=True, by=carla, at=NOW)
    update_encounter(encounter=row, reserved={"academy": 1}, by=carla, at=NOW)
    assert states(row) == ["seated", "seated", "seated", "seated"]
    with pytest.raises(ValidationError):
        update_encounter(encounter=row, capacity=2, reserved={}, held=0, by=carla, at=NOW)


@pytest.mark.django_db
def test_online_takes_no_seat_and_a_replayed_form_registers_once(carla: Person, bruno: Person) -> None:
    """In a hybrid encounter who connects needs no chair; the same form twice is one registration."""
    row = make_encounter(carla, capacity=1, mode="hybrid", online_url="https://example.org/sala")
    first, second = people(2)
    register(encounter=row, by=first, at=NOW)
    assert register(encounter=row, by=second, at=NOW, online=True).pool == "online"
    act_id = uuid.uuid4()
    made = register(encounter=row, by=bruno, at=NOW, act_id=act_id)
    assert register(encounter=row, by=bruno, at=NOW, act_id=act_id).pk == made.pk
    with pytest.raises(ActDenied):
        register(encounter=row, by=bruno, at=NOW)


@pytest.mark.django_db
def test_who_may_and_until_when(carla: Person, bruno: Person, ana: Person) -> None:
    """The rules of the activity, its phase, the hour of the encounter and its cancelling all close the door."""
    verified = make_activity(who_may_register=[{"kind": "verified"}], closes=timedelta(days=2))
    row = make_encounter(carla, verified)
    with pytest.raises(ActDenied) as denied:
        register(encounter=row, by=bruno, at=NOW)
    assert denied.value.denial.code == "not_verified"
    assert register(encounter=row, by=ana, at=NOW).state == "seated"
    for moment, code in ((NOW + timedelta(days=2), "closed"), (row.starts_at, "began"), (row.ends_at, "over")):
        with pytest.raises(ActDenied) as denied:
            register(encounter=row, by=bruno, at=moment)
        assert denied.value.denial.code == code
    with pytest.raises(ActDenied):
        capture_registration(encounter=row, name="X", by=bruno, at=NOW)


@pytest.mark.django_db
def test_what_is_private_is_encrypted_and_goes_when_somebody_withdraws(carla: Person) -> None:
    """The name and the needs are never in plain text in the database."""
    row = make_encounter(carla)
    made = capture_registration(encounter=row, name="Rosa Pérez", needs="Silla de ruedas", by=carla, at=NOW)
    kept = Registration.objects.values_list("sealed_name", "sealed_needs").get()
    assert "Rosa" not in kept[0]
    assert "Silla" not in kept[1]
    assert (unseal(kept[0]), unseal(kept[1])) == ("Rosa Pérez", "Silla de ruedas")
    cancel_registration(registration=made, by=carla, at=NOW)
    assert Registration.objects.values_list("sealed_name", "sealed_needs").get() == ("", "")


@pytest.mark.django_db
def test_the_database_refuses_one_seat_too_many(carla: Person) -> None:
    """Whatever the code does, a pool never has more taken than there are."""
    row = make_encounter(carla, capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatPool.objects.filter(encounter=row).update(taken=2)


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_on_four_seats(db: None) -> None:
    """Four get a seat and eight wait, in the order of their keys.

    Without the lock on the encounter's row the keys are drawn before the seats are taken: somebody with a later key then
    has a seat while an earlier one waits, and the order of the list is not that of arrival.
    """
    steward = make_person("Carla", is_staff=True)
    from participation.models import Role

    Role.objects.create(person=steward, kind="steward", granted_at=NOW)
    row = make_encounter(steward, capacity=4)
    crowd = people(12)
    results = at_once(*(lambda each=each: register(encounter=row, by=each, at=NOW) for each in crowd))
    assert [each for each in results if isinstance(each, Exception)] == []
    assert states(row) == ["seated"] * 4 + ["waiting"] * 8
    first = Registration.objects.order_by("pk")[0]
    both = at_once(
        *(lambda each=each: withdraw_registration(registration=each, by=each.person, at=NOW) for each in (first, first))
    )
    assert [each for each in both if isinstance(each, Exception)] == []
    assert states(row) == ["withdrawn"] + ["seated"] * 4 + ["waiting"] * 7
    assert SeatPool.objects.get(encounter=row).taken == 4
