"""Voting on paper beside the web: one person one ballot, boxes typed by two, actas that add up."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from budgets.models import Contest, PaperBallot, Table
from budgets.voting import actions
from budgets.voting.paper import read, told
from budgets.voting.tables import actions as tables
from participation.access.verdict import ActDenied
from participation.models import Person, Vote
from participation.urn import querysets
from participation.urn.actions import close_vote
from processes.points.actions import officers
from tests.budgets.voting.worlds import BEFORE, frozen, ids
from tests.participation.urn.worlds import voters
from tests.personas import NOW
from tests.processes.points.help import a_point, an_officer
from tests.races import at_once

OPENS, CLOSES = NOW - timedelta(hours=1), NOW + timedelta(hours=5)
LATER = CLOSES + timedelta(minutes=1)
END = NOW + timedelta(days=3)


def make_table(
    carla: Person, contest: Contest, *, mode: str = "connected", number: int = 3
) -> tuple[Table, list[Person]]:
    point = a_point(carla, contest.budget.component)
    people = [an_officer(carla, f"Mesa{n}") for n in range(number)]
    for person in people:
        officers.add_officer(point=point, person=person, by=carla, at=NOW)
    table = tables.open_table(
        contest=contest, point=point, mode=mode, opens_at=OPENS, closes_at=CLOSES, by=carla, at=BEFORE
    )
    return table, people


def refused(call: Any) -> str:
    with pytest.raises(ActDenied) as denied:
        call()
    return str(denied.value.denial.code)


@pytest.mark.django_db
def test_a_table_from_the_first_signature_to_its_acta(carla: Person) -> None:
    contest = frozen(carla, ballot={"kind": "approval", "maximum": 2})
    table, (gloria, hector, irma) = make_table(carla, contest)
    signs = [*voters(3), carla]
    web, again = signs[2], signs[0]
    actions.cast(contest=contest, data={"projects": ids(contest)[:1]}, by=web, at=NOW)

    def sign(person: Person, **more: Any) -> Table:
        return tables.sign_at_table(table=table, person=person, by=gloria, **{"at": NOW, **more})

    sign(signs[0])
    sign(signs[1])
    assert [refused(lambda: sign(web)), refused(lambda: sign(again))] == ["voted_before", "voted_on_paper"]
    assert refused(lambda: sign(web, at=OPENS - timedelta(minutes=1))) == "table_not_open"
    assert refused(lambda: sign(web, at=LATER)) == "table_not_open"
    assert refused(lambda: tables.sign_at_table(table=table, person=web, by=carla, at=NOW)) == "not_officer"
    assert refused(lambda: actions.cast(contest=contest, data={"projects": []}, by=again, at=NOW)) == "voted_on_paper"

    def enter(number: int, text: str, by: Person, *, void: bool = False, at: Any = LATER) -> PaperBallot:
        return tables.enter_paper(table=table, number=number, text=text, void=void, by=by, at=at)

    assert refused(lambda: enter(1, "1", gloria, at=NOW)) == "box_closed"
    with pytest.raises(ValidationError, match="“99” cannot be read"):
        enter(1, "99", gloria)
    with pytest.raises(ValidationError, match="may choose 2"):
        enter(1, "1 2 3", gloria)
    enter(1, "1, 2", gloria)
    assert refused(lambda: enter(1, "1, 2", gloria)) == "entered_by_you"
    assert enter(1, "2 1", hector).state == "agreed"
    assert refused(lambda: enter(1, "2 1", irma)) == "entered_twice"
    enter(2, "3", gloria)
    paper = enter(2, "", hector, void=True)
    assert paper.state == "differs"
    kept = PaperBallot.objects.get(number=1)
    assert "projects" not in kept.first
    close = {"table": table, "by": gloria, "at": LATER}
    with pytest.raises(ValidationError, match="1 ballot is not typed by two people yet"):
        tables.close_table(**close)
    assert (
        refused(lambda: tables.settle_paper(paper=paper, text="3", void=False, by=hector, at=LATER)) == "entered_by_you"
    )
    tables.settle_paper(paper=paper, text="", void=True, by=irma, at=LATER)
    with connection.cursor() as cursor:  # nothing of the box is in the urn before the acta
        cursor.execute("SELECT count(*) FROM urn.participation_ballot")
        assert cursor.fetchone() == (1,)
    vote = Vote.objects.get(pk=contest.vote_id)
    assert refused(lambda: close_vote(vote=vote, at=END)) == "awaits_paper"
    done = tables.close_table(**close)
    assert (done.signed, done.ballots, done.void, done.difference, done.is_reconciled) == (2, 1, 1, 0, True)
    assert set(PaperBallot.objects.values_list("first", "second", "settled")) == {("", "", "")}
    assert refused(lambda: sign(carla, at=LATER)) == "table_closed"
    closed = close_vote(vote=vote, at=END)
    assert (closed.ballots, closed.marked, closed.awaits_paper) == (2, 3, False)
    names = ids(contest)
    assert sorted(one["projects"] for one in querysets.ballots(closed)) == sorted([names[:1], sorted(names[:2])])


@pytest.mark.django_db
def test_envelopes_are_asked_afterwards_and_a_difference_is_explained(carla: Person) -> None:
    contest = frozen(carla, ballot={"kind": "one", "minimum": 1})
    table, (gloria, hector, _irma) = make_table(carla, contest, mode="envelopes")
    ana, other = voters(2)
    actions.cast(contest=contest, data={"projects": ids(contest)[:1]}, by=other, at=NOW)
    after = NOW + timedelta(days=2, hours=3)  # voting on the web is over too
    tables.sign_at_table(table=table, person=ana, by=gloria, at=after)
    assert refused(lambda: tables.sign_at_table(table=table, person=other, by=gloria, at=after)) == "voted_before"
    close = {"table": table, "by": gloria, "at": after}
    with pytest.raises(ValidationError, match="1 people signed and 0 ballots were found"):
        tables.close_table(**close)
    tables.dispute_table(table=table, text="Un sobre llegó abierto.", by=hector, at=after)
    done = tables.close_table(**close, explanation="Una persona se llevó su boleta.")
    assert (done.difference, done.is_reconciled, bool(done.disputed_at)) == (1, False, True)
    assert close_vote(vote=contest.vote, at=END).ballots == 1  # type: ignore[arg-type]


@pytest.mark.django_db
def test_who_may_not_opens_no_table(carla: Person, elena: Person) -> None:
    contest = frozen(carla)
    table, (gloria, *_rest) = make_table(carla, contest)
    given: dict[str, Any] = {"contest": contest, "point": table.point, "mode": "connected", "opens_at": OPENS}
    assert refused(lambda: tables.open_table(**given, closes_at=CLOSES, by=elena, at=BEFORE)) == "role_missing"
    for wrong in ({"closes_at": OPENS}, {"closes_at": END}, {"closes_at": CLOSES}):
        with pytest.raises(ValidationError):
            tables.open_table(**given, **wrong, by=carla, at=BEFORE)
    assert refused(lambda: tables.remove_table(table=table, by=carla, at=NOW)) == "table_open"
    tables.remove_table(table=table, by=carla, at=BEFORE)
    vote = Vote.objects.get(pk=contest.vote_id)
    assert (Table.objects.count(), vote.awaits_paper, gloria.pk > 0) == (0, False, True)


@pytest.mark.django_db
def test_one_person_cannot_type_a_ballot_twice_whatever_the_code_does(carla: Person) -> None:
    contest = frozen(carla)
    table, (gloria, *_rest) = make_table(carla, contest)
    row = {"table": table, "number": 1, "first": "x", "first_by": gloria, "changed_at": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBallot.objects.create(**row, second="x", second_by=gloria)


@pytest.mark.django_db(transaction=True)
def test_web_and_table_at_the_same_moment_let_one_person_vote_once(carla: Person) -> None:
    """The unique key of the roll makes web and tables wait for each other, in any order.

    Without it (the constraint taken out) the casts and the signatures are all let in: the count of the roll is 8.
    """
    contest = frozen(carla, ballot={"kind": "approval"})
    table, (gloria, *_rest) = make_table(carla, contest)
    (person,) = voters(1)
    casts = [lambda: actions.cast(contest=contest, data={"projects": ids(contest)[:1]}, by=person, at=NOW) and None] * 4
    signs = [lambda: tables.sign_at_table(table=table, person=person, by=gloria, at=NOW) and None] * 4
    results = at_once(*casts, *signs)
    denied = {one.denial.code for one in results if isinstance(one, ActDenied)}
    assert [one for one in results if one is not None and not isinstance(one, ActDenied)] == []
    assert denied <= {"voted_before", "voted_on_paper"}
    table.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM urn.participation_ballot")
        ballots = cursor.fetchone()[0]
    assert (querysets.turnout(contest.vote).people, table.signed + ballots) == (1, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ballot", "text", "said"),
    [
        ({"kind": "approval"}, " 02;1 ", {"projects": ["a", "b"]}),
        ({"kind": "approval"}, "", {"projects": []}),
        ({"kind": "points", "points": 5}, "1:3, 2=2", {"points": {"a": 3, "b": 2}}),
        ({"kind": "ranking", "vector": [2, 1]}, "2 1", {"ranking": ["b", "a"]}),
    ],
)
def test_what_is_typed_is_read_by_number(ballot: dict[str, Any], text: str, said: dict[str, Any]) -> None:
    rows = [{"id": name, "number": n, "title": name, "cost": 1, "category": ""} for n, name in enumerate("ab", 1)]
    definition = {"ballot": ballot, "budget": 10, "projects": rows}
    assert read(definition, text, void=False) == said
    assert told(definition, said) == {"": "blank", " 02;1 ": "1, 2", "1:3, 2=2": "1:3, 2:2", "2 1": "2, 1"}[text]
