"""A new administration answers for what it inherits; until it does, everybody sees that it has said nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.administrations.actions import declare_administration, pronounce, withdraw_administration
from participation.administrations.inherited import answers, current, subjects
from participation.administrations.models import Administration, Pronouncement
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Event, Notice, Person, Response
from processes.models import Process
from tests.factories import make_call, make_process, make_proposal
from tests.personas import NOW, client_of, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
SILENT = "Sin pronunciamiento de la nueva administraci\u00f3n"
BEFORE, FIRST = NOW - timedelta(days=60), date(2026, 11, 1)
GOES_ON = {"stance": "changes", "reasons": "Sigue con la mitad del dinero, porque el presupuesto bajó."}


@pytest.fixture
def old() -> Process:
    """A process of the former government that goes on."""
    return make_process("Plan de movilidad", at=BEFORE)


@pytest.fixture
def new(carla: Person) -> Administration:
    """The new government."""
    return declare_administration(name="Administración 2026–2029", starts_on=FIRST, by=carla, at=NOW)


def code_of(call) -> str:
    with pytest.raises(ActDenied) as error:
        call()
    return error.value.denial.code


def page(process: Process) -> str:
    return Client().get(process.get_absolute_url()).content.decode()


def test_what_it_inherits(old: Process, new: Administration):
    make_process("De ahora")
    make_process("Borrador", state="draft", at=BEFORE)
    ended = make_process("Terminado antes", at=BEFORE, state="closed", closed_at=BEFORE + timedelta(days=1))
    later = make_process("Terminado después", at=BEFORE, state="closed", closed_at=NOW)
    assert set(subjects(new).values_list("title", flat=True)) == {old.title, later.title}
    assert SILENT in page(old)
    assert SILENT not in page(ended)
    listed = Client().get("/administraciones/").content.decode()
    assert (listed.count(SILENT), "De ahora" in listed, ended.title in listed) == (2, False, False)
    assert current(NOW) == new
    assert current(BEFORE) is None


def test_its_word_takes_the_mark_away(old: Process, new: Administration, ana: Person, carla: Person):
    follow(subject=old.subject, by=ana, at=NOW)
    pronounce(subject=old.subject, by=carla, at=NOW, **GOES_ON)
    shown = page(old)
    assert SILENT not in shown
    assert "Sigue, con cambios" in shown
    assert "la mitad del dinero" in shown
    while relay(at=NOW):
        pass
    told = Notice.objects.filter(person=ana, event__name="administrations.subject.pronounced")
    assert told.count() == 1
    pronounce(subject=old.subject, by=carla, at=NOW, **GOES_ON)  # the same again
    assert Event.objects.filter(name="administrations.subject.pronounced").count() == 1
    pronounce(subject=old.subject, by=carla, at=NOW, stance="ends", reasons="Ya no hay dinero para seguir.")
    [event] = Event.objects.filter(name="administrations.subject.pronounced", before__isnull=False)
    assert (event.before["stance"], event.after["stance"]) == ("changes", "ends")
    [row] = Client().get("/api/v1/pronouncements/").json()["results"]
    assert (row["subject"], row["stance"], row["administration"]) == (old.subject_id, "ends", new.name)


def test_an_answer_owed_from_before_is_its_word(new: Administration, carla: Person):
    proposal = make_proposal(make_call(at=BEFORE), at=BEFORE)
    other = make_proposal(proposal.component, at=BEFORE)
    owed = Response.objects.create(subject=proposal.subject, owed_since=BEFORE)
    Response.objects.create(subject=other.subject, owed_since=NOW)
    assert list(answers(new)) == [owed]
    assert SILENT in Client().get(proposal.get_absolute_url()).content.decode()
    assert SILENT not in Client().get(other.get_absolute_url()).content.decode()
    Response.objects.filter(pk=owed.pk).update(verdict="accepted", reasons="Sí", published_at=NOW)
    assert SILENT not in Client().get(proposal.get_absolute_url()).content.decode()
    assert "Heredó 1 respuesta que se le debía a la gente y ha dado 1." in (
        Client().get("/administraciones/").content.decode()
    )


def test_who_may(old: Process, new: Administration, ana: Person, dario: Person, carla: Person):
    steward = official("Eva", "steward", old.subject)
    elsewhere = official("Iván", "steward", make_process().subject)
    for person in (ana, dario, elsewhere):
        assert code_of(lambda by=person: pronounce(subject=old.subject, by=by, at=NOW, **GOES_ON)) == "role_missing"
    for person in (ana, dario, steward):
        declaring = {"name": "Otra", "starts_on": date(2026, 1, 1), "by": person, "at": NOW}
        assert code_of(lambda given=declaring: declare_administration(**given)) == "role_missing"
        taking = {"administration": new, "reason": "Error", "by": person, "at": NOW}
        assert code_of(lambda given=taking: withdraw_administration(**given)) == "role_missing"
    assert code_of(lambda: pronounce(subject=make_process().subject, by=carla, at=NOW, **GOES_ON)) == "not_inherited"
    assert (Pronouncement.objects.count(), Administration.objects.filter(withdrawn_at=None).count()) == (0, 1)
    assert client_of(elsewhere).get("/mesa/administraciones/").content.decode().count(old.title) == 0
    assert old.title in client_of(steward).get("/mesa/administraciones/").content.decode()


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name": "A"}, "name"), ({"starts_on": date(1999, 1, 1)}, "starts_on"), ({"starts_on": date(2028, 1, 1)}, "starts_on"),
    ({"starts_on": FIRST}, "starts_on"),
])  # fmt: skip
def test_what_cannot_be_declared(new: Administration, carla: Person, wrong: dict, field: str):
    with pytest.raises(ValidationError) as error:
        declare_administration(**{"name": "Otra", "starts_on": date(2026, 5, 1), "by": carla, "at": NOW} | wrong)
    assert list(error.value.message_dict) == [field]
    assert Administration.objects.count() == 1


def test_at_the_desk(old: Process, carla: Person):
    browser = client_of(carla)
    assert browser.post("/mesa/administraciones/", {"name": "x", "starts_on": "ayer"}).status_code == 422
    browser.post("/mesa/administraciones/", {"name": "Administración 2026–2029", "starts_on": "2026-11-01"})
    assert old.title in browser.get("/mesa/administraciones/").content.decode()
    way = f"/mesa/administraciones/asunto/{old.subject_id}/"
    answered = browser.post(way, {"stance": "changes", "reasons": "Corto"})
    assert (answered.status_code, "Corto" in answered.content.decode()) == (422, True)
    assert browser.post(way, GOES_ON)["Location"] == old.get_absolute_url()
    [row] = Administration.objects.all()
    assert browser.post(f"/mesa/administraciones/{row.pk}/retirar/", {"reason": " "}).status_code == 422
    browser.post(f"/mesa/administraciones/{row.pk}/retirar/", {"reason": "Fue un error"})
    assert "Sigue, con cambios" not in page(old)
    assert Client().get("/api/v1/pronouncements/").json()["results"] == []
    assert browser.get(way).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_words_at_once_are_one(carla: Person):
    """Both lock the subject first; without that, the second breaks on the constraint instead of taking its place."""
    old = make_process("Plan de movilidad", at=BEFORE)
    declare_administration(name="Administración 2026–2029", starts_on=FIRST, by=carla, at=NOW)
    done = at_once(
        *(lambda stance=stance: pronounce(**GOES_ON | {"stance": stance}, subject=old.subject, by=carla, at=NOW)
          for stance in ("continues", "changes", "ends"))
    )  # fmt: skip
    assert [error for error in done if isinstance(error, Exception)] == []
    assert Pronouncement.objects.count() == 1
    assert Event.objects.filter(name="administrations.subject.pronounced").count() == 3
