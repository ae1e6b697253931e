"""Agreements: made at a process, followed until done, linked to where they were born, inherited, taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.administrations.inherited import _inheritances
from participation.comments.actions import comment_on
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.followup.actions import add_evidence, declare_done
from participation.models import Action, Link, Notice, Person, Version
from processes.agreements.actions import edit_agreement, make_agreement, withdraw_agreement
from processes.models import Agreement, Process
from tests.factories import make_institution, make_process
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 31)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def process(db: None) -> Process:
    return make_process("Plan de movilidad", institution=make_institution("Movilidad"))


def agreed(process: Process, by: Person, **fields: Any) -> Agreement:
    given = {"title": "Ciclovía", "text": "Dos kilómetros <b>", "responsible": "Obras", "due_on": DUE, "at": NOW}
    return make_agreement(parent=process.subject, by=by, **{**given, **fields})


def test_made_told_linked_and_followed_until_done(
    process: Process, carla: Person, ana: Person, bruno: Person, client: Client
) -> None:
    assert "Todavía no hay acuerdos" in client.get("/acuerdos/").content.decode()
    follow(subject=process.subject, by=ana, at=NOW)
    office = make_institution("Obras públicas")
    row = agreed(process, carla, institution=office, translations={"en": {"title": "Bike lane"}})
    action = Action.objects.get(subject=row.subject)
    assert (action.due_on, action.institution, action.is_root) == (DUE, office, True)
    link = Link.objects.get(outcome=row.subject)
    assert (link.source, link.kind) == (process.subject, "born_at")
    relay(NOW)
    assert Notice.objects.filter(person=ana, event__name="processes.agreement.made").exists()
    page = client.get(f"/acuerdos/{row.pk}/").content.decode()
    for words in ("Dos kilómetros &lt;b&gt;", "Obras públicas", "Plan de movilidad", "Aún no se cuenta nada"):
        assert words in page
    assert "Bike lane" in client.get(f"/en/acuerdos/{row.pk}/").content.decode()
    assert "Ciclovía" in client.get(f"/acuerdos/?proceso={process.slug}&institucion={office.slug}").content.decode()
    assert "Ciclovía" not in client.get("/acuerdos/?estado=overdue").content.decode()
    assert "Ciclovía" in client.get(f"/instituciones/{office.slug}/").content.decode()
    comment_on(subject=row.subject, text="¿Y la banqueta?", by=bruno, at=NOW)
    add_evidence(action=action, kind="link", title="Acta", url="https://a.mx", by=carla, at=NOW)
    declare_done(action=action, by=carla, at=NOW)
    assert Agreement.objects.with_state(NOW).get().state == "done"
    assert "Ciclovía" in client.get("/acuerdos/?estado=done").content.decode()
    assert client.get("/api/v1/agreements/?state=done").json()["results"][0]["title"] == "Ciclovía"


def test_what_is_missing_and_who_may_not(process: Process, carla: Person, bruno: Person) -> None:
    for wrong, field in (
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"due_on": None}, "due_on"),
        ({"responsible": ""}, "responsible"),
        ({"due_on": None, "due_words": "pronto"}, "due_words"),
        ({"made_on": date(2027, 5, 1)}, "made_on"),
        ({"title": "x" * 201}, "title"),
    ):
        with pytest.raises(ValidationError) as refused:
            agreed(process, carla, **wrong)
        assert field in refused.value.message_dict
    for person in (bruno, official("Olga", "observer"), official("Rita", "reporter", process.subject)):
        with pytest.raises(ActDenied):
            agreed(process, person)
    with pytest.raises(ActDenied):
        make_agreement(
            parent=make_institution().subject, title="X", text="Y", responsible="Z", due_on=DUE, by=carla, at=NOW
        )
    with pytest.raises(ActDenied):
        agreed(make_process(state="draft"), carla)
    assert (Agreement.objects.count(), Action.objects.count()) == (0, 0)


def test_corrected_with_its_history_and_taken_back(process: Process, carla: Person, client: Client) -> None:
    row = agreed(process, carla)
    same = {"title": "Ciclovía", "text": "Tres kilómetros", "responsible": "Obras y vecinas"}
    edit_agreement(agreement=row, by=carla, at=NOW, reason="Se midió", **same)
    edit_agreement(agreement=row, by=carla, at=NOW, **same)
    assert Version.objects.filter(subject=row.subject).count() == 2
    assert Action.objects.get().responsible == "Obras y vecinas"
    with pytest.raises(ValidationError):
        withdraw_agreement(agreement=row, reason="", by=carla, at=NOW)
    withdraw_agreement(agreement=row, reason="Estaba dos veces", by=carla, at=NOW)
    assert client.get(f"/acuerdos/{row.pk}/").status_code == 404
    assert "Ciclovía" not in client.get("/acuerdos/").content.decode()
    with pytest.raises(ValidationError):
        edit_agreement(agreement=row, by=carla, at=NOW, **same)


def test_the_pages_of_whoever_keeps_them(process: Process, carla: Person, bruno: Person) -> None:
    path = f"/mesa/acuerdos/nuevo/{process.subject_id}/"
    browser, stranger = client_of(carla), client_of(bruno)
    data = {"title": "Ciclovía", "text": "Dos", "responsible": "Obras", "due_words": "marzo 2027", "report_every": "3"}
    assert stranger.post(path, data).status_code == 403
    assert "Di para cuándo" in browser.post(path, {**data, "due_words": ""}).content.decode()
    assert browser.post(path, data).status_code == 302
    row = Agreement.objects.get()
    assert Action.objects.get().due_on == date(2027, 3, 31)
    for name in ("editar", "retirar"):
        assert stranger.post(f"/mesa/acuerdos/{row.pk}/{name}/", {"reason": "X", **data}).status_code == 403
    browser.post(f"/mesa/acuerdos/{row.pk}/editar/", {**data, "text": "Tres"})
    row.refresh_from_db()
    assert row.text == "Tres"
    browser.post(f"/mesa/acuerdos/{row.pk}/retirar/", {"reason": "Repetido"})
    row.refresh_from_db()
    assert row.withdraw_reason == "Repetido"


def test_a_new_administration_inherits_what_goes_on(process: Process, carla: Person) -> None:
    on, done = agreed(process, carla), agreed(process, carla, title="Banqueta")
    action = Action.objects.get(subject=done.subject)
    add_evidence(action=action, kind="link", title="Acta", url="https://a.mx", by=carla, at=NOW)
    declare_done(action=action, by=carla, at=NOW)
    keys = _inheritances["agreement"].keys
    assert list(keys(NOW + timedelta(days=2))) == [{"subject": on.subject_id}]
    assert list(keys(NOW)) == []
