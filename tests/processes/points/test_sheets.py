"""Sheets of paper: two people enter each, a third settles what differs, and it counts once, by the channel paper."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Folio, Notice, Person
from processes.models import Capture, Sheet, SheetEntry
from processes.points.actions import officers, sheets
from processes.points.registry import find_capture
from proposals.models import Proposal, ProposalCount, Support
from tests.factories import make_proposal
from tests.personas import NOW, client_of
from tests.processes.points.help import Booth, a_booth, an_officer, support_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
WORDS = {"title": "Luz en el parque", "body": "De noche nadie pasa por ahí.", "lang": "es"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booth(carla: Person) -> Booth:
    return a_booth(carla)


@pytest.fixture
def team(booth: Booth) -> list[Person]:
    """Three officers of the point."""
    others = [an_officer(booth.carla, name) for name in ("Hilda", "Inés")]
    for person in others:
        officers.add_officer(point=booth.point, person=person, by=booth.carla, at=NOW)
    return [booth.gloria, *others]


def a_sheet(booth: Booth, kind: str = "proposal") -> Sheet:
    found = find_capture(kind, "proposals")
    assert found is not None
    return sheets.print_sheets(point=booth.point, component=booth.call, kind=found, number=1, by=booth.gloria, at=NOW)[
        0
    ]


def enter(sheet: Sheet, by: Person, fields: dict[str, str], **more: Any) -> Sheet:
    return sheets.enter_sheet(sheet=sheet, fields=fields, by=by, **{"at": NOW, "act_id": uuid.uuid4(), **more})


def test_two_equal_entries_count_once_under_the_number_of_the_sheet(booth: Booth, team: list[Person]) -> None:
    sheet, mark = a_sheet(booth), uuid.uuid4()
    assert enter(sheet, team[0], WORDS, act_id=mark).state == "entered"
    assert enter(sheet, team[0], WORDS, act_id=mark).state == "entered"  # sent again
    assert not Proposal.objects.exists()
    kept = SheetEntry.objects.get().sealed
    assert "parque" not in kept
    # Two days later, by somebody else, without accents and in capitals.
    again = {**WORDS, "title": "LUZ EN EL PARQUE.", "body": "de noche nadie pasa por ahi"}
    done = enter(sheet, team[1], again, at=NOW + timedelta(days=5))
    made = Proposal.objects.get()
    assert (done.state, made.channel, made.title, made.captured_by) == ("done", "paper", WORDS["title"], team[1])
    assert made.subject.folio.code == sheet.number
    assert made.published_at == NOW  # it counts from its first entry
    assert set(SheetEntry.objects.values_list("sealed", flat=True)) == {""}
    with pytest.raises(ActDenied):
        enter(sheet, team[2], WORDS)
    assert Capture.objects.values_list("channel", "outcome").get() == ("paper", "done")


def test_who_entered_a_sheet_neither_enters_it_again_nor_settles_it(booth: Booth, team: list[Person]) -> None:
    sheet, other = a_sheet(booth, "support"), make_proposal(booth.call)
    first, second = support_of(other), support_of(other, "G12345679")
    enter(sheet, team[0], first)
    with pytest.raises(ActDenied):
        enter(sheet, team[0], first)
    assert enter(sheet, team[1], second).state == "differs"
    for entrant in team[:2]:
        with pytest.raises(ActDenied):
            sheets.settle_sheet(sheet=sheet, fields=first, by=entrant, at=NOW)
    assert (Support.objects.count(), Capture.objects.count()) == (0, 0)  # nothing before it is settled
    path = f"/mesa/captura/{booth.point.pk}/hojas/{sheet.number}/resolver/"
    assert client_of(team[0]).get(path).status_code == 403
    page = client_of(team[2]).get(path).content.decode()
    assert sheet.number in page
    assert "G12345678" in page
    assert "G12345679" in page
    assert 'name="elige_birth_date"' not in page  # what agrees is not asked
    assert client_of(team[2]).post(path, {}).status_code == 422
    answer = client_of(team[2]).post(path, {"elige_document": "otra", "otra_document": "G12345670"})
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.settled_by) == ("done", team[2])
    assert Support.objects.values_list("channel", "captured_by").get() == ("paper", team[2].pk)


def test_an_entry_is_taken_back_and_a_sheet_put_aside_and_taken_up_again_with_reasons(
    booth: Booth, team: list[Person]
) -> None:
    sheet = a_sheet(booth)
    enter(sheet, team[0], WORDS)
    enter(sheet, team[1], {**WORDS, "title": "Otra cosa en el parque"})
    first = SheetEntry.objects.get(place=1)
    base = f"/mesa/captura/{booth.point.pk}/hojas/{sheet.number}"
    away = f"{base}/retirar/?captura={first.pk}"
    assert client_of(team[1]).post(away, {"reason": "no"}).status_code == 403  # it is not hers
    assert client_of(team[0]).post(away, {"reason": ""}).status_code == 422
    assert client_of(team[0]).post(away, {"reason": "Era otra hoja"}).status_code == 302
    first.refresh_from_db()
    assert (first.sealed, first.reason, SheetEntry.objects.get(taken_back_at=None).place) == ("", "Era otra hoja", 1)
    assert client_of(team[2]).post(f"{base}/apartar/", {"reason": "Está rota"}).status_code == 302
    with pytest.raises(ActDenied):
        enter(sheet, team[2], WORDS)
    assert client_of(team[2]).post(f"{base}/retomar/", {"reason": "Apareció la otra mitad"}).status_code == 302
    enter(sheet, team[0], WORDS)
    assert enter(sheet, team[1], WORDS).state == "done"
    with pytest.raises(ActDenied):
        sheets.put_aside(sheet=sheet, reason="ya no", by=team[0], at=NOW)
    assert Proposal.objects.count() == 1


def test_what_the_rules_refuse_is_told_and_too_old_paper_does_not_count(booth: Booth, team: list[Person]) -> None:
    officers.add_officer(point=booth.point, person=booth.carla, by=booth.carla, at=NOW)
    sheet = a_sheet(booth)
    enter(sheet, team[0], WORDS)
    done = enter(sheet, booth.carla, WORDS, at=NOW + timedelta(days=16))
    assert (done.state, done.reason) == (
        "refused", "Se capturó hace más de 15 días, así que ya no cuenta.",
    )  # fmt: skip
    assert not Proposal.objects.exists()
    waiting = a_sheet(booth)
    enter(waiting, team[0], WORDS)
    assert sheets.forget_unsettled(at=NOW + timedelta(days=61)) == 1
    waiting.refresh_from_db()
    assert (waiting.state, SheetEntry.objects.exclude(sealed="").count()) == ("printed", 0)


def test_sheets_are_printed_with_numbers_of_their_own(booth: Booth, team: list[Person], ana: Person) -> None:
    base, client = f"/mesa/captura/{booth.point.pk}/hojas/", client_of(team[0])
    form = {"what": f"proposal-{booth.call.pk}", "how_many": "3"}
    for person in (None, ana, booth.carla):
        answer = client_of(person).post(f"{base}imprimir/", form) if person else client.__class__().post(base, form)
        assert answer.status_code in {302, 403, 404, 405}
    assert not Sheet.objects.exists()
    assert client.post(f"{base}imprimir/", {**form, "how_many": "61"}).status_code == 422
    page = client.post(f"{base}imprimir/", form, follow=True).content.decode()
    numbers = list(Sheet.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 3
    assert all(page.count(number) == 2 for number in numbers)  # on the sheet and on its strip
    assert "Corta esta tira" in page
    assert not Folio.objects.filter(code__in=numbers).exists()
    found = client.get(f"{base}?numero={numbers[0].lower()}")
    assert found.status_code == 302
    assert client.get(f"{base}?numero=2026-AAAAA-AAAAA").status_code == 422
    for number in ("no", "2026-K7QM4-X2P9C"):
        assert client.get(f"{base}{number}/").status_code == 404
    second = client.get(f"{base}{numbers[0]}/").content.decode()
    assert 'name="title"' in second
    assert client.post(f"{base}{numbers[0]}/", {"title": ""}).status_code == 422


@pytest.mark.parametrize("number", [1, 25])
def test_the_list_costs_the_same_with_one_sheet_and_with_many(
    booth: Booth, number: int, django_assert_num_queries: Any
) -> None:
    found = find_capture("proposal", "proposals")
    assert found is not None
    sheets.print_sheets(point=booth.point, component=booth.call, kind=found, number=number, by=booth.gloria, at=NOW)
    client, path = client_of(booth.gloria), f"/mesa/captura/{booth.point.pk}/hojas/?ver=impresas"
    client.get(path)
    with django_assert_num_queries(6):
        assert client.get(path).content.count(b"/hojas/2026-") == number


@pytest.mark.django_db(transaction=True)
def test_of_two_second_entries_at_once_one_is_taken(carla: Person) -> None:
    """Without the lock of ``_locked`` both see one entry, and the other gets an IntegrityError of the database instead."""
    booth = a_booth(carla)
    others = [an_officer(carla, name) for name in ("Hilda", "Inés")]
    for person in others:
        officers.add_officer(point=booth.point, person=person, by=carla, at=NOW)
    sheet = a_sheet(booth)
    enter(sheet, booth.gloria, WORDS)
    results = at_once(*[lambda person=person: enter(sheet, person, WORDS) for person in others])
    denied = [result for result in results if isinstance(result, ActDenied)]
    assert [error.denial.code for error in denied] == ["entered_twice"]
    assert (Proposal.objects.count(), Capture.objects.count(), SheetEntry.objects.count()) == (1, 1, 2)


def test_a_third_person_takes_back_what_a_counted_sheet_did(booth: Booth, team: list[Person]) -> None:
    """A support: its counter, its row and the capture; whoever gave it is told. Then the sheet is entered anew."""
    sheet, other = a_sheet(booth, "support"), make_proposal(booth.call)
    for person in team[:2]:
        enter(sheet, person, support_of(other), at=NOW + timedelta(days=2))
    giver = Support.objects.get().person
    base = f"/mesa/captura/{booth.point.pk}/hojas/{sheet.number}"
    for entrant in team[:2]:
        assert "deshacer" not in client_of(entrant).get(f"{base}/").content.decode()
        assert client_of(entrant).post(f"{base}/deshacer/", {"reason": "Era otra"}).status_code == 403
    third = client_of(team[2])
    assert f"{base}/deshacer/" in third.get(f"{base}/").content.decode()
    assert third.post(f"{base}/deshacer/", {"reason": ""}).status_code == 422
    assert ProposalCount.objects.get(proposal=other).supports == 1
    assert third.post(f"{base}/deshacer/", {"reason": "Era <b>otra</b>"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason, Support.objects.count()) == ("aside", "Era <b>otra</b>", 0)
    assert (ProposalCount.objects.get(proposal=other).supports, Capture.objects.get().outcome) == (0, "undone")
    assert third.post(f"{base}/deshacer/", {"reason": "otra vez"}).status_code == 403
    logged = Event.objects.get(name="processes.sheet.undone")
    assert (logged.actor, logged.payload["sheet"]) == (team[2], sheet.pk)
    relay(NOW)
    told = Notice.objects.filter(event__name="proposals.proposal.support_undone")
    assert list(told.values_list("person", flat=True)) == [giver.pk]
    assert third.post(f"{base}/retomar/", {"reason": "Sí era"}).status_code == 302
    for person in (team[2], team[0]):
        enter(sheet, person, support_of(other), at=NOW + timedelta(days=3))
    assert (ProposalCount.objects.get(proposal=other).supports, Support.objects.count()) == (1, 1)


def test_what_others_rely_on_stays_and_a_folio_is_not_used_twice(
    booth: Booth, team: list[Person], ana: Person, client: Client
) -> None:
    sheet, stays = a_sheet(booth), a_sheet(booth)
    for person in team[:2]:
        enter(sheet, person, WORDS)
        enter(stays, person, {**WORDS, "title": "Más bancas en el parque"})
    made, supported = (Proposal.objects.get(subject__folio__code=one.number) for one in (sheet, stays))
    Support.objects.create(proposal=supported, person=ana, component=booth.call, at=NOW)
    with pytest.raises(ActDenied) as denied:
        sheets.undo_sheet(sheet=stays, reason="Repetida", by=team[2], at=NOW)
    assert denied.value.denial.code == "has_supports"
    stays.refresh_from_db()
    assert (stays.state, Capture.objects.filter(outcome="undone").count()) == ("done", 0)
    sheets.undo_sheet(sheet=sheet, reason="Repetida", by=team[2], at=NOW)
    gone = client.get(f"/propuestas/{made.pk}/")
    assert (gone.status_code, "por error" in gone.content.decode(), "Repetida" in gone.content.decode()) == (
        410,
        True,
        True,
    )
    with pytest.raises(ActDenied) as denied:
        sheets.take_up(sheet=sheet, reason="x", by=team[2], at=NOW)
    assert denied.value.denial.code == "folio_used"


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_taken_back_once(carla: Person) -> None:
    """Without the lock of ``_locked`` both are let through, and the other is told that the support is gone instead."""
    booth = a_booth(carla)
    others = [an_officer(carla, name) for name in ("Hilda", "Inés", "Julia")]
    for person in others:
        officers.add_officer(point=booth.point, person=person, by=carla, at=NOW)
    sheet, other = a_sheet(booth, "support"), make_proposal(booth.call)
    for person in (booth.gloria, others[0]):
        enter(sheet, person, support_of(other))
    results = at_once(
        *[lambda person=person: sheets.undo_sheet(sheet=sheet, reason="x", by=person, at=NOW) for person in others[1:]]
    )
    assert [error.denial.code for error in results if isinstance(error, ActDenied)] == ["not_counted"]
    assert (ProposalCount.objects.get(proposal=other).supports, Support.objects.count()) == (0, 0)
