"""A ballot is frozen whole; the database keeps it; what must change anyway is an amendment that says why."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from budgets.models import Amendment, Contest, Project
from budgets.projects.actions import add_project, edit_project
from budgets.projects.content import ProjectContent, content_of
from budgets.structure.actions import update_budget, update_contest
from budgets.voting import actions, notices
from budgets.voting.ballots import WrongBallotError
from participation.access.verdict import ActDenied
from participation.models import Event, Follow, Person
from participation.urn import querysets
from participation.urn.actions import close_vote
from tests.budgets.voting.worlds import BEFORE, frozen, ids, make_budget, make_contest
from tests.participation.urn.worlds import voters
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def test_a_frozen_ballot_says_everything_that_decides(carla: Person, client: Client) -> None:
    contest = frozen(carla, contest={"title": "Zona valle"})
    vote = contest.vote
    assert vote is not None
    told = vote.definition
    names = ids(contest)
    assert [(each["number"], each["cost"]) for each in told["projects"]] == [
        (number, cost)
        for number, cost in enumerate(Project.objects.order_by("number").values_list("cost", flat=True), 1)
    ]
    assert (told["kind"], told["budget"], told["currency"], told["publication"]) == (
        "budget", 100_000_00, "MXN", "default",
    )  # fmt: skip
    assert told["ballot"] == {
        "kind": "knapsack",
        "minimum": 0,
        "categories": {},
        "order": "random",
        "maximum": 0,
        "spend": 0,
    }
    assert told["rule"]["kind"] == "greedy"
    assert sorted(told["ties"]["order"]) == sorted(names)
    draw = told["ties"]["draw"]
    assert told["ties"]["order"] == sorted(names, key=lambda name: hashlib.sha256(f"{draw}|{name}".encode()).digest())
    response = client.get(f"/presupuestos/{contest.pk}/boleta.json")
    assert hashlib.sha256(response.content).hexdigest() == vote.definition_hash
    assert set(Project.objects.values_list("state", flat=True)) == {"on_ballot"}
    event = Event.objects.get(name="budgets.ballot.frozen")
    assert event.payload["definition"] == vote.definition_hash
    with pytest.raises(ActDenied) as again:
        actions.freeze_contest(contest=contest, by=carla, at=BEFORE)
    assert again.value.denial.code == "frozen"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("Project.objects.update(cost=None, state='evaluation')", "4 projects are still being studied"),
        ("Project.objects.filter(pk__gt=Project.objects.order_by('pk')[0].pk).delete()", "at least 2 projects"),
        ("Project.objects.filter(cost=9000000).update(cost=99900000)", "costs more than there is"),
        ("budget.component.process.phases.update(closes_at=None)", "exactly one phase"),
    ],
)
def test_what_is_missing_is_said_before_it_is_frozen(carla: Person, change: str, words: str) -> None:
    budget = make_budget(carla)
    contest = make_contest(budget, carla)
    exec(change, {"Project": Project, "budget": budget})
    with pytest.raises(ValidationError, match=words):
        actions.freeze_contest(contest=contest, by=carla, at=BEFORE)
    contest.refresh_from_db()
    assert contest.vote is None


def test_whoever_does_not_lead_freezes_and_amends_nothing(carla: Person, elena: Person) -> None:
    contest = make_contest(make_budget(carla), carla)
    with pytest.raises(ActDenied):
        actions.freeze_contest(contest=contest, by=elena, at=BEFORE)
    contest = actions.freeze_contest(contest=contest, by=carla, at=BEFORE)
    project = Project.objects.earliest("pk")
    with pytest.raises(ActDenied):
        actions.amend_ballot(project=project, reason="Porque sí", by=elena, at=NOW)
    assert not Amendment.objects.exists()


UPDATES = (
    "UPDATE budgets_project SET cost = cost + 1",
    "UPDATE budgets_project SET number = number + 100",
    "UPDATE budgets_project SET exclusive_group = 'a'",
    "DELETE FROM budgets_project",
    "UPDATE budgets_contest SET amount = amount + 1",
    "UPDATE budgets_contest SET vote_id = NULL",
    'UPDATE budgets_budget SET ballot = \'{"kind": "one"}\'',
    "UPDATE budgets_budget SET rule = '{}'",
    "UPDATE budgets_budget SET reach = 'choice'",
    "UPDATE budgets_budget SET publication = 'ledger'",
    "UPDATE participation_vote SET definition = '{}'",
    "UPDATE participation_vote SET rules = '[]'",
    "UPDATE participation_vote SET seats = 3, seat_group = gen_random_uuid()",
)


def test_the_database_keeps_what_is_frozen(carla: Person) -> None:
    contest = frozen(carla)
    for statement in UPDATES:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:  # words and states are no part of what decides
        cursor.execute("UPDATE budgets_project SET title = title || '.'")
        cursor.execute("UPDATE budgets_contest SET description = 'Otra'")
        cursor.execute("UPDATE budgets_budget SET explanation = 'Otra'")
    contest.refresh_from_db()
    assert contest.description == "Otra"


def test_acts_change_nothing_of_a_frozen_ballot(carla: Person) -> None:
    contest = frozen(carla)
    project = Project.objects.select_related("contest__budget").earliest("pk")
    content = ProjectContent(title="Otro parque", summary="Para todos los demás.")
    acts: list[Any] = [
        lambda: update_budget(budget=contest.budget, by=carla, at=NOW, ballot={"kind": "one"}),
        lambda: update_contest(contest=contest, by=carla, at=NOW, amount=1),
        lambda: add_project(contest=contest, content=content, by=carla, at=NOW, cost=1_00),
        lambda: edit_project(project=project, content=content_of(project), by=carla, at=NOW + timedelta(days=1)),
    ]
    for act in acts[:3]:
        with pytest.raises(ActDenied):
            act()


def test_a_project_taken_off_stays_counted_for_nobody_and_everybody_is_told(carla: Person, bruno: Person) -> None:
    contest = frozen(carla)
    vote = contest.vote
    assert vote is not None
    first, second, *_rest = ids(contest)
    ana, other = voters(2)
    Follow.objects.create(subject=contest.subject, person=bruno, at=NOW)
    actions.cast(contest=contest, data={"projects": [first]}, by=ana, at=NOW)
    project = Project.objects.get(pk=first)
    with pytest.raises(ValidationError):
        actions.amend_ballot(project=project, reason="  ", by=carla, at=NOW)
    amendment = actions.amend_ballot(project=project, reason="El predio se vendió.", by=carla, at=NOW)
    assert actions.amend_ballot(project=project, reason="Otra", by=carla, at=NOW) == amendment
    project.refresh_from_db()
    assert (project.state, project.cost is not None, amendment.reason) == ("withdrawn", True, "El predio se vendió.")
    event = Event.objects.get(name="budgets.ballot.amended")
    hearers = {pk for each in notices.everybody_entitled(event) for pk in each.after(0, 100)}
    assert {ana.pk, other.pk, bruno.pk} <= hearers  # whoever marked it, whoever did not, whoever follows
    words = notices._amended_body(event, "participant")
    assert words.startswith("El predio se vendió.")
    assert vote.leaves.filter(kind="amendment").count() == 1
    contest = Contest.objects.for_page().get(pk=contest.pk)
    with pytest.raises(WrongBallotError) as refused:
        actions.cast(contest=contest, data={"projects": [first]}, by=other, at=NOW)
    assert refused.value.codes == ["withdrawn"]
    actions.cast(contest=contest, data={"projects": [second]}, by=other, at=NOW)
    closed = close_vote(vote=vote, at=NOW + timedelta(days=3))
    assert sorted(one["projects"] for one in querysets.ballots(closed)) == sorted([[first], [second]])
    with pytest.raises(ActDenied) as late:
        actions.amend_ballot(
            project=Project.objects.get(pk=second), reason="Tarde", by=carla, at=NOW + timedelta(days=3)
        )
    assert late.value.denial.code == "closed"
