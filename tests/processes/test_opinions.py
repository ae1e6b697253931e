"""Opinion groups: statements, answers, computing and publishing, and who may what."""

import threading
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Person, Verification
from participation.moderation.actions import decide
from participation.people.actions import issue_token
from participation.privacy.participations import get_participation
from processes.actions import publish_conclusion, update_component
from processes.actions.opinion import (
    add_statement,
    answer_statement,
    publish_statement,
    return_statement,
    seed_statements,
    unite_statement_answers,
    withdraw_statement,
)
from processes.actions.opinion_round import begin_round, publish_round
from processes.models import Component, OpinionRound, Statement, StatementAnswer
from processes.opinions.computing import compute_due
from processes.opinions.policies import may_answer_in
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
PAGE = "/procesos/noche/convivir/"


def make_opinions(*, closes: timedelta | None = timedelta(days=10), **settings: Any) -> Component:
    """Make an activity that began ten days ago."""
    process = make_process("La noche", slug="noche")
    made = make_component(process, "opinions", slug="convivir", title="¿Cómo convivimos de noche?", settings=settings)
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={made: ["answer", "add"]})
    return Component.objects.with_clock().get(pk=made.pk)


def state(component: Component, by: Person, text: str = "Que los bares cierren a las dos", **more: Any) -> Statement:
    """Add a statement."""
    return add_statement(component=component, text=text, by=by, at=NOW, **more)


def crowd(component: Component, by: Person, people: int = 45, statements: int = 9) -> list[Statement]:
    """Have two camps answer everything: all agree with the first statement, and differ on the others."""
    rows = seed_statements(
        component=component, texts=[f"Una frase sobre la noche, la {n}" for n in range(statements)], by=by, at=NOW
    )
    made = Person.objects.bulk_create(
        Person(email=f"p{n}@example.org", name=f"P{n}", contact_key=f"k{n}")
        if hasattr(Person, "contact_key")
        else Person(email=f"p{n}@example.org", name=f"P{n}")
        for n in range(people)
    )
    StatementAnswer.objects.bulk_create(
        StatementAnswer(
            component=component, statement=row, person=person, at=NOW, value=1 if not place or number % 3 else -1
        )
        for number, person in enumerate(made)
        for place, row in enumerate(rows)
    )
    return rows


def test_a_person_answers_one_after_the_other(ana: Person, bruno: Person, carla: Person, clock: object) -> None:
    """Without JavaScript: a button each; the last answer counts, and nobody else reads it."""
    component = make_opinions()
    seed_statements(component=component, texts=["Más luz en las calles", "Menos ruido de noche"], by=carla, at=NOW)
    browser = client_of(bruno)
    page = browser.get(PAGE).content.decode()
    assert "Respondiste 0 de 2." in page
    first = next(row for row in Statement.objects.all() if f"/frases/{row.pk}/responder/" in page)
    answered = browser.post(f"/frases/{first.pk}/responder/", {"value": "1"})
    assert (answered.status_code, answered["Location"]) == (302, f"{PAGE}#responde")
    browser.post(f"/frases/{first.pk}/responder/", {"value": "-1", "back": "mine"})
    page = browser.get(PAGE).content.decode()
    assert "Respondiste 1 de 2." in page
    assert f"/frases/{first.pk}/responder/" not in page
    assert list(StatementAnswer.objects.values_list("person", "value")) == [(bruno.pk, -1)]
    assert 'aria-pressed="true"' in browser.get(f"{PAGE}mis-respuestas/").content.decode()
    given = Event.objects.filter(name="processes.opinion.given")
    assert [(event.subject_id, event.payload) for event in given] == [(component.subject_id, {})]
    assert 'aria-pressed="true"' not in client_of(ana).get(f"/frases/{first.pk}/").content.decode()
    rows = get_participation("opinions").rows(bruno)  # type: ignore[union-attr]
    assert [row.component for row in rows] == [component]


@pytest.mark.parametrize(
    ("closes", "settings", "code"),
    [
        (timedelta(days=-1), {}, "closed"),
        (timedelta(days=1), {"who_may_answer": [{"kind": "verified"}]}, "not_verified"),
        (None, {}, None),
    ],
)
def test_who_may_answer(
    bruno: Person, carla: Person, closes: timedelta | None, settings: dict[str, Any], code: str | None, clock: object
) -> None:
    """The dates, then the rules; through the page and the API; nothing is written where it is denied."""
    component = make_opinions(closes=closes, **settings)
    (row,) = seed_statements(component=component, texts=["Más luz en las calles"], by=carla, at=NOW)
    assert getattr(may_answer_in(bruno, component, at=NOW), "code", None) == code
    _token, raw = issue_token(person=bruno, name="Mapa", expires_at=None, by=bruno, at=NOW)
    program = Client(headers={"authorization": f"Bearer {raw}"})
    seen = program.get("/api/v1/statements/").json()["results"][0]
    assert seen["may"]["answer"]["code"] == code
    sent = program.put(f"/api/v1/statements/{row.pk}/answer/", {"value": "agree"}, content_type="application/json")
    assert sent.status_code == (200 if code is None else 403)
    posted = client_of(bruno).post(f"/frases/{row.pk}/responder/", {"value": "1"})
    assert posted.status_code == (302 if code is None else 403)
    assert StatementAnswer.objects.count() == (1 if code is None else 0)


def test_what_cannot_be_is_refused(bruno: Person, carla: Person, client: Client, clock: object) -> None:
    """Strange values, keys and texts; strangers; statements that nobody sees."""
    component = make_opinions(moderation="before")
    (row,) = seed_statements(component=component, texts=["Más luz en las calles"], by=carla, at=NOW)
    waiting = state(component, carla)
    browser = client_of(bruno)
    for value in ("", "2", "x\x00", "9" * 40):
        assert browser.post(f"/frases/{row.pk}/responder/", {"value": value}).status_code == 302
    with pytest.raises(ValidationError):
        answer_statement(statement=row, value=7, by=bruno, at=NOW)
    for pk in (waiting.pk, 0, 2**70):
        assert browser.post(f"/frases/{pk}/responder/", {"value": "1"}).status_code == 404
        assert browser.get(f"/frases/{pk}/").status_code == 404
    with pytest.raises(ActDenied):
        answer_statement(statement=waiting, value=1, by=bruno, at=NOW)
    assert client.post(f"/frases/{row.pk}/responder/", {"value": "1"}).status_code == 302
    for text in ("corta", "x" * 201, " \x00 "):
        assert browser.post(f"{PAGE}agregar-frase/", {"text": text}).status_code == 200
        with pytest.raises(ValidationError):
            state(component, bruno, text)
    with pytest.raises(ValidationError):
        state(component, bruno, "más LUZ en las  calles")
    assert (StatementAnswer.objects.count(), Statement.objects.count()) == (0, 2)


def test_a_statement_is_added_once_and_within_the_limit(bruno: Person, clock: object) -> None:
    """What says nearly the same is shown first; a replayed form adds nothing; the limit says so."""
    component = make_opinions(per_person=1)
    browser = client_of(bruno)
    sent = {"text": "Que los <b>bares</b> cierren a las dos", "act_id": "0b0d6a0e-3f5b-4a47-9b0e-111111111111"}
    for _twice in range(2):
        browser.post(f"{PAGE}agregar-frase/", {**sent, "seen": "1"})
    row = Statement.objects.get()
    assert "&lt;b&gt;bares" in browser.get(row.subject.path).content.decode()
    assert browser.get(f"{PAGE}agregar-frase/").status_code == 403
    assert [(event.name, event.actor_id) for event in Event.objects.filter(name__startswith="processes.statement")] == [
        ("processes.statement.published", bruno.pk)
    ]
    withdraw_statement(statement=row, by=bruno, at=NOW)
    other = state(component, bruno, "Que el metro no cierre")
    answer_statement(statement=other, value=1, by=make_person("Otra"), at=NOW)
    with pytest.raises(ActDenied) as error:
        withdraw_statement(statement=other, by=bruno, at=NOW)
    assert error.value.denial.code == "answered"


def test_a_moderator_reads_first(bruno: Person, dario: Person, ana: Person, client: Client, clock: object) -> None:
    """What waits is seen by its author and by who moderates; published or returned with a reason, both are told."""
    component = make_opinions(moderation="before")
    row, other = state(component, bruno), state(component, bruno, "Que el metro no cierre")
    assert client.get(row.subject.path).status_code == 404
    assert client_of(ana).get(row.subject.path).status_code == 404
    assert client_of(bruno).get(row.subject.path).status_code == 200
    assert client_of(ana).get("/mesa/frases/").status_code == 403
    assert client_of(ana).post(f"/mesa/frases/{row.pk}/", {"outcome": "publish"}).status_code == 404
    desk = client_of(dario)
    assert row.text in desk.get("/mesa/frases/").content.decode()
    assert desk.post(f"/mesa/frases/{row.pk}/", {"outcome": "return"}).status_code == 200
    assert desk.post(f"/mesa/frases/{row.pk}/", {"outcome": "publish"}).status_code == 302
    return_statement(statement=other, reason="Habla de dos cosas", by=dario, at=NOW)
    own = state(component, dario, "Que haya más bancas")
    with pytest.raises(ActDenied) as error:
        publish_statement(statement=own, by=dario, at=NOW)
    assert error.value.denial.code == "own_content"
    assert Statement.objects.get(pk=own.pk).state == "pending"
    publish_statement(statement=row, by=dario, at=NOW)
    relay(at=NOW)
    assert sorted(Statement.objects.values_list("state", flat=True)) == ["pending", "published", "returned"]
    told = Notice.objects.filter(person=bruno).values_list("event__name", flat=True)
    assert sorted(told) == ["processes.statement.published", "processes.statement.returned"]
    assert client.get(row.subject.path).status_code == 200


def test_groups_are_computed_and_published(carla: Person, ana: Person, client: Client, clock: object) -> None:
    """What unites and what divides stands on the page in both languages, in the API and the files; not who is who."""
    component = make_opinions()
    rows = crowd(component, carla)
    assert compute_due(lambda: NOW + timedelta(minutes=1)) == 1
    assert compute_due(lambda: NOW + timedelta(hours=2)) == 0  # nobody answered since
    done = OpinionRound.objects.get()
    assert (done.state, done.people, done.answers, done.groups, done.progress) == ("done", 45, 405, 2, 100)
    assert [group["people"] for group in done.results["groups"]] == [30, 15]
    page = client.get(PAGE).content.decode()
    unites, divides = page.index("Une:"), page.index("Divide:")
    assert unites < page.index(rows[0].text, unites) < divides
    assert divides < page.index(rows[1].text, divides)
    assert "Unites:" in client.get(f"/en{PAGE}").content.decode()
    listed = client.get(f"{PAGE}frases/").content.decode()
    assert "▲ 30 de acuerdo" in listed
    told = client.get("/api/v1/opinion_groups/").json()["results"][0]
    assert (told["people"], told["groups"], told["digest"]) == (45, 2, done.digest)
    assert set(told["results"]) == {"groups", "silhouette", "statements"}
    assert done.digest in client.get("/datos/opinion_groups.csv").getvalue().decode()
    assert client.get("/grupos-de-opinion/").status_code == 200
    for row in rows:
        answer_statement(statement=row, value=1, by=ana, at=NOW)
    assert "el tuyo" in client_of(ana).get(PAGE).content.decode()
    assert begin_round(component=component, at=NOW + timedelta(hours=3)) is None  # one more is fewer than ten


def test_hidden_statements_count_no_more(carla: Person, dario: Person, client: Client, clock: object) -> None:
    """Moderation hides one as everything else; the next computing leaves it out."""
    component = make_opinions()
    rows = crowd(component, carla, people=12, statements=3)
    decide(subject=rows[0].subject, outcome="hide", reason="insult", by=dario, at=NOW)
    assert compute_due(lambda: NOW + timedelta(minutes=1)) == 1
    done = OpinionRound.objects.get()
    assert [row["statement"] for row in done.results["statements"]] == [rows[1].pk, rows[2].pk]
    assert (done.answers, done.groups) == (24, 0)
    assert rows[0].text not in client.get(PAGE).content.decode()
    assert client.get(rows[0].subject.path).status_code == 404


def test_a_round_is_one_and_survives_its_worker(carla: Person) -> None:
    """One at a time; taken over when its lease ends; what the first worker brings then is not taken."""
    component = make_opinions()
    crowd(component, carla, people=12, statements=2)
    first = begin_round(component=component, at=NOW)
    assert first is not None
    assert begin_round(component=component, at=NOW + timedelta(minutes=9)) is None
    again = begin_round(component=component, at=NOW + timedelta(minutes=11))
    assert again is not None
    assert (again.pk, again.attempts) == (first.pk, 2)
    assert publish_round(row=first, at=NOW, people=1) is False
    assert publish_round(row=again, at=NOW, people=12) is True
    assert publish_round(row=again, at=NOW, people=13) is False
    assert OpinionRound.objects.get().people == 12


def test_an_error_ends_the_round_and_is_tried_later(carla: Person) -> None:
    component = make_opinions()
    crowd(component, carla, people=12, statements=2)
    with mock.patch("processes.opinions.computing.find_groups", side_effect=MemoryError):
        assert compute_due(lambda: NOW) == 0
    assert compute_due(lambda: NOW + timedelta(minutes=30)) == 0
    assert compute_due(lambda: NOW + timedelta(minutes=61)) == 1
    assert sorted(OpinionRound.objects.values_list("state", flat=True)) == ["done", "failed"]


def test_the_desk_is_of_who_convened_it(carla: Person, dario: Person, ana: Person, clock: object) -> None:
    """State, statements of their own, computing at once where enough answered; nobody else."""
    component = make_opinions()
    desk, compute = f"/mesa/opiniones/{component.pk}/", f"/mesa/opiniones/{component.pk}/calcular/"
    for person in (ana, dario):
        browser = client_of(person)
        assert browser.get(desk).status_code == 403
        assert browser.post(desk, {"texts": "Más luz en las calles"}).status_code == 403
        assert browser.post(compute).status_code == 403
    assert Statement.objects.count() == 0
    browser = client_of(carla)
    wrong = browser.post(desk, {"texts": "Más luz en las calles\ncorta"})
    assert (wrong.status_code, Statement.objects.count()) == (422, 0)
    assert "corta" in wrong.content.decode()
    assert browser.post(desk, {"texts": "Más luz en las calles\n\nmás luz en las CALLES"}).status_code == 302
    assert Statement.objects.get().seeded is True
    assert browser.post(compute).status_code == 403
    crowd(component, carla, people=12, statements=2)
    with mock.patch("processes.tasks.compute_opinions.delay") as sent:
        assert browser.post(compute).status_code == 302
    assert (OpinionRound.objects.get().state, sent.call_count) == ("running", 0)  # once this transaction is written


def test_rules_freeze_and_conclusions_follow(carla: Person, ana: Person) -> None:
    """Who is counted stays once somebody answered; conclusions reach whoever answered."""
    component = make_opinions(closes=timedelta(days=1))
    (row,) = seed_statements(component=component, texts=["Más luz en las calles"], by=carla, at=NOW)
    rules = {"who_may_answer": [{"kind": "verified"}]}
    answer_statement(statement=row, value=0, by=ana, at=NOW)
    for change in ({"settings": rules}, {"title": "¿Otra cosa?"}):
        with pytest.raises(ValidationError):
            update_component(component=Component.objects.get(pk=component.pk), by=carla, at=NOW, **change)
    after = NOW + timedelta(days=2)
    publish_conclusion(component=component, conclusions="Habrá más luz", by=carla, at=after)
    relay(at=after)
    assert Notice.objects.filter(person=ana, event__name="processes.conclusion.published").count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_lists_of_activities_say_what_one_may(many: int, bruno: Person, carla: Person, clock: object) -> None:
    """At the same number of queries, what each activity says by itself: free, full for this person, for the verified."""
    rules: list[dict[str, Any]] = [{}, {"per_person": 1}, {"who_may_answer": [{"kind": "verified"}]}]
    process = make_process()
    for settings in rules * many:
        made = make_component(process, "opinions", settings=settings)
        make_phase(process, acts={made: ["answer", "add"]})
        state(Component.objects.with_clock().get(pk=made.pk), bruno)
    _token, raw = issue_token(person=bruno, name="Mapa", expires_at=None, by=bruno, at=NOW)
    program = Client(headers={"authorization": f"Bearer {raw}"})
    program.get("/api/v1/phases/")
    with CaptureQueriesContext(connection) as queries:
        found = program.get("/api/v1/components/").json()["results"]
    assert len(queries) == 8
    codes = [[row["may"][act]["code"] for act in ("add", "answer")] for row in found]
    assert codes == [[None, None], ["statement_limit", None], [None, "not_verified"]] * many
    for row in found:
        assert program.get(f"/api/v1/components/{row['id']}/").json()["may"] == row["may"]


def test_one_person_one_voice(ana: Person, carla: Person) -> None:
    """Where a verification is asked for, another account of theirs does not answer; united, the last answer stays."""
    component = make_opinions(who_may_answer=[{"kind": "verified"}])
    (row,) = seed_statements(component=component, texts=["Más luz en las calles"], by=carla, at=NOW)
    twin, own = make_person("Gemela"), Verification.objects.get(person=ana)
    answer_statement(statement=row, value=1, by=ana, at=NOW)
    Verification.objects.filter(pk=own.pk).update(revoked_at=NOW)
    Verification.objects.create(
        person=twin, identity=own.identity, key=own.key, method="counter", confirmed={"counter": None}, at=NOW
    )
    with pytest.raises(ActDenied) as error:
        answer_statement(statement=row, value=-1, by=twin, at=NOW)
    assert error.value.denial.code == "identity_answered"
    StatementAnswer.objects.create(
        component=component, statement=row, person=twin, value=-1, at=NOW + timedelta(hours=1)
    )
    assert unite_statement_answers(accounts=[ana, twin], at=NOW) == 1
    assert list(StatementAnswer.objects.values_list("person", "value")) == [(twin.pk, -1)]


@pytest.mark.parametrize("many", [1, 25])
def test_pages_cost_the_same(many: int, carla: Person, ana: Person, clock: object) -> None:
    """One statement or a page of them."""
    component = make_opinions()
    rows = seed_statements(
        component=component, texts=[f"Frase larga número {n}" for n in range(many)], by=carla, at=NOW
    )
    for row in rows:
        answer_statement(statement=row, value=1, by=ana, at=NOW)
    browser, found = client_of(ana), []
    for path in (PAGE, f"{PAGE}frases/", f"{PAGE}mis-respuestas/", "/api/v1/statements/"):
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        found.append(len(queries))
    assert found == [11, 5, 4, 7]


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_withdrawal_cannot_cross() -> None:
    """Whoever comes second is refused. Without FOR UPDATE in the withdrawal, or without asking once more after the
    answer is written, both pass, and an answer stands to a statement that is gone."""
    component = make_opinions()
    author = make_person("Autora")
    row = add_statement(component=component, text="Que el metro no cierre", by=author, at=NOW)
    reader = make_person("Lectora")
    between, written = threading.Event(), threading.Event()
    refused: list[str] = []

    def withdraw() -> None:
        between.wait(10)
        try:
            withdraw_statement(statement=Statement.objects.get(pk=row.pk), by=author, at=NOW)
        except ActDenied as error:
            refused.append(error.denial.code)
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=withdraw)
    thread.start()
    real = StatementAnswer.objects.update_or_create

    def slowly(**given: Any) -> Any:
        """Let the withdrawal pass between the question and the row."""
        between.set()
        written.wait(10)
        return real(**given)

    found = Statement.objects.select_related("subject").get(pk=row.pk)
    found.component = component
    with mock.patch.object(StatementAnswer.objects, "update_or_create", slowly), pytest.raises(ActDenied):
        answer_statement(statement=found, value=1, by=reader, at=NOW)
    thread.join(10)
    assert (refused, StatementAnswer.objects.count()) == ([], 0)
