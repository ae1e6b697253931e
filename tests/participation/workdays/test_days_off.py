"""Days off: who adds them, that they are taken back, and that whoever counts terms by them is told."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Event, Holiday, Person
from participation.workdays import after_working_days, days_off, local_day
from participation.workdays import registry as terms
from participation.workdays.actions import add_day_off, remove_day_off
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 14)
PAGE = "/admin/participation/holiday/"


def test_a_day_off_moves_what_is_counted_by_it(carla: Person):
    assert after_working_days(date(2026, 12, 11), 1, days_off()) == MONDAY
    add_day_off(day=MONDAY, name="Puente", by=carla, at=NOW)
    assert after_working_days(date(2026, 12, 11), 1, days_off()) == date(2026, 12, 15)
    remove_day_off(holiday=Holiday.objects.get(), by=carla, at=NOW)
    assert after_working_days(date(2026, 12, 11), 1, days_off()) == MONDAY
    assert list(
        Event.objects.filter(name="privacy.calendar.changed").order_by("id").values_list("payload", flat=True)
    ) == [
        {"day": "2026-12-14", "off": True},
        {"day": "2026-12-14", "off": False},
    ]


def test_whoever_counts_terms_is_told_once_a_day(carla: Person, monkeypatch: pytest.MonkeyPatch):
    told: list[object] = []

    def recount(*, at: object) -> int:
        told.append(at)
        return 0

    monkeypatch.setattr(terms, "_recounts", [])
    terms.register_terms(recount)
    terms.register_terms(recount)
    add_day_off(day=MONDAY, name="Puente", by=carla, at=NOW)
    add_day_off(day=MONDAY, name="Otra vez", by=carla, at=NOW)
    assert told == [NOW]
    with pytest.raises(ValidationError):
        add_day_off(day=date(2026, 12, 15), name=" \0 ", by=carla, at=NOW)
    assert [row.name for row in Holiday.objects.all()] == ["Puente"]


def test_who_may_not(ana: Person, bruno: Person, dario: Person, elena: Person, olga: Person, carla: Person):
    kept = add_day_off(day=MONDAY, name="Puente", by=carla, at=NOW)
    for by in (ana, bruno, dario, elena, olga):
        with pytest.raises(ActDenied):
            add_day_off(day=date(2026, 12, 15), name="x", by=by, at=NOW)
        with pytest.raises(ActDenied):
            remove_day_off(holiday=kept, by=by, at=NOW)
        assert client_of(by).post(f"{PAGE}add/", {"day": "2026-12-15", "name": "x"}).status_code in {302, 403}
    assert list(Holiday.objects.all()) == [kept]


def test_the_office_adds_and_takes_back_in_the_admin():
    client = client_of(official("Ximena", "privacy"))
    assert client.post(f"{PAGE}add/", {"day": "2026-12-14", "name": "Puente"}).status_code == 302
    kept = Holiday.objects.get()
    assert (kept.day, kept.name) == (MONDAY, "Puente")
    assert client.post(PAGE, {"action": "take_back", "_selected_action": [str(kept.pk)]}).status_code == 302
    assert not Holiday.objects.exists()


def test_a_moment_has_its_day_where_the_installation_is():
    assert local_day(NOW) == date(2026, 11, 21)
