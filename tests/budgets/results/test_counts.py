"""Counting what was frozen: by two officials, beside an earlier one, over a dead worker, and with an assembly."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from budgets.counting.bundle import code_version
from budgets.models import Assembly, CountRun, Project
from budgets.results import tasks
from budgets.results.actions import assemblies
from budgets.results.actions import counts as actions
from budgets.results.inputs import inputs_of
from budgets.voting.actions import amend_ballot
from participation.access.verdict import ActDenied
from participation.models import Event, Person
from participation.urn import signing
from participation.urn.canonical import canonical
from tests.budgets.results.worlds import AFTER, GREEDY, SHARES, another, counted, ids, published, voted
from tests.budgets.voting.worlds import frozen
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
# 60,000 (0) 40,000 (1) 50,000 (2) 90,000 (3) of 100,000
MARKS = [[0, 1]] * 5 + [[2]] * 4 + [[1, 2]] * 3
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def state_of(names: list[str]) -> list[str]:
    rows = dict(Project.objects.values_list("pk", "state"))
    return [rows[int(name)] for name in names]


def test_a_count_is_signed_and_two_officials_publish_it(carla: Person) -> None:
    contest = voted(carla, MARKS)
    names = ids(contest)
    run = counted(contest, carla)
    assert (run.state, run.number, run.winners, run.ties) == ("done", 1, [names[1], names[2]], [])
    assert run.code == code_version()
    assert run.level == "ballots"
    key = signing._key().public_key()
    from participation.urn.ledger import signed_bytes

    key.verify(bytes.fromhex(run.signature), signed_bytes("count", canonical(run.signed())))
    assert run.told["projects"][names[0]]["why"] == "money"
    assert run.told["beside"]["kind"] == "equalshares"
    other = another(contest)
    with pytest.raises(ActDenied, match="Primero la propone"):
        actions.publish_result(run=run, by=other, at=AFTER)
    actions.propose_result(run=run, by=carla, at=AFTER)
    with pytest.raises(ActDenied, match="Tú l"):
        actions.publish_result(run=run, by=carla, at=AFTER)
    for stranger in (make_person("Nadie"),):
        with pytest.raises(ActDenied):
            actions.publish_result(run=run, by=stranger, at=AFTER)
    assert state_of(names) == ["on_ballot"] * 4
    actions.publish_result(run=run, by=other, at=AFTER)
    assert state_of(names) == ["not_chosen", "winner", "winner", "not_chosen"]
    with pytest.raises(ActDenied, match="Ya está publicado"):
        actions.publish_result(run=run, by=other, at=AFTER)


def test_it_is_counted_after_the_close_by_stewards_and_once_at_a_time(carla: Person) -> None:
    contest = frozen(carla, ballot={"kind": "approval", "minimum": 0}, publication="ballots")
    with pytest.raises(ActDenied, match="cuando termina la votación"):
        actions.request_count(contest=contest, by=carla, at=NOW)
    contest = voted(carla, MARKS)
    with pytest.raises(ActDenied):
        actions.request_count(contest=contest, by=make_person("Nadie"), at=AFTER)
    actions.request_count(contest=contest, by=carla, at=AFTER)
    with pytest.raises(ActDenied, match="Ya se está contando"):
        actions.request_count(contest=contest, by=carla, at=AFTER)
    assert CountRun.objects.count() == 1


def test_a_correction_stands_beside_what_it_corrects_and_says_why(carla: Person) -> None:
    contest = voted(carla, MARKS)
    first = published(contest, carla)
    with pytest.raises(ValidationError, match="por qué se cuenta de nuevo"):
        actions.request_count(contest=contest, by=carla, at=AFTER)
    second = counted(contest, carla, reason="El tribunal lo ordenó.")
    assert (second.number, second.inputs_hash, second.winners) == (2, first.inputs_hash, first.winners)
    assert actions.published_run(contest) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        CountRun.objects.filter(pk=first.pk).update(reason="otra")


def test_a_worker_that_dies_leaves_its_run_to_the_next_and_a_late_one_writes_nothing(carla: Person) -> None:
    contest = voted(carla, MARKS)
    actions.request_count(contest=contest, by=carla, at=AFTER)
    lost = actions.claim_count(at=AFTER)
    assert lost is not None
    assert actions.claim_count(at=AFTER + timedelta(minutes=4)) is None
    with time_machine.travel(AFTER + timedelta(minutes=6), tick=False):
        assert tasks.count_waiting() == 1
    assert not actions.finish_count(run=lost, found={"count": {"winners": []}}, at=AFTER)
    run = CountRun.objects.get()
    assert run.state == "done"
    assert len(run.winners) == 2


def test_a_run_that_fails_three_times_ends_and_says_so(carla: Person, monkeypatch: Any) -> None:
    contest = voted(carla, MARKS)
    actions.request_count(contest=contest, by=carla, at=AFTER)

    def broken(run: CountRun, told: Any) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(tasks, "counted", broken)
    for minutes in (0, 10, 20, 30):
        with time_machine.travel(AFTER + timedelta(minutes=minutes), tick=False):
            tasks.count_waiting()
    assert CountRun.objects.get().state == "failed"
    assert Event.objects.filter(name="budgets.count.failed").count() == 1
    assert actions.request_count(contest=contest, by=carla, at=AFTER).number == 2


def test_ballots_that_are_not_those_of_the_close_are_not_counted(carla: Person) -> None:
    contest = voted(carla, MARKS)
    from django.db import connection

    from participation.urn.chambers import opened

    with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE participation_countedballot DISABLE TRIGGER counted_ballot_kept")
        cursor.execute(
            "DELETE FROM participation_countedballot WHERE ctid IN (SELECT ctid FROM participation_countedballot LIMIT 1)"
        )
        cursor.execute("ALTER TABLE participation_countedballot ENABLE TRIGGER counted_ballot_kept")
    run = counted(contest, carla)
    assert run.state == "failed"
    assert run.winners == []


def test_a_withdrawn_project_keeps_its_votes_and_cannot_win(carla: Person) -> None:
    contest = frozen(carla, ballot={"kind": "approval", "minimum": 0}, publication="ballots", rule=GREEDY)
    names = ids(contest)
    from budgets.voting.actions import cast
    from participation.urn.actions import close_vote
    from tests.participation.urn.worlds import voters

    for person in voters(3):
        cast(contest=contest, data={"projects": names[:2]}, by=person, at=NOW)
    amend_ballot(project=Project.objects.get(pk=names[0]), reason="El predio no es de la ciudad.", by=carla, at=NOW)
    assert contest.vote is not None
    close_vote(vote=contest.vote, at=AFTER)
    run = counted(contest, carla)
    assert run.winners == [names[1]]
    assert run.told["projects"][names[0]]["votes"] == 3
    assert run.told["projects"][names[0]]["why"] == "withdrawn"
    assert [json.loads(leaf.leaf)["kind"] for leaf in contest.vote.leaves.order_by("index")][:2] == [
        "definition",
        "amendment",
    ]


def test_equal_shares_says_who_paid_how_much_and_what_was_short(carla: Person) -> None:
    contest = voted(carla, [[0, 1]] * 6 + [[2]] * 5 + [[3]] * 1, rule=SHARES)
    names = ids(contest)
    run = counted(contest, carla)
    row = run.told["projects"][names[3]]
    assert row["why"] == "supporters"
    assert row["short"] == pytest.approx(90_000 - row["have"], abs=0.01)
    won = run.told["projects"][run.winners[0]]
    assert won["paid_in_full"] * won["payment"] == pytest.approx(won["from_full"], abs=1)
    assert sum(row["won_as"] is not None for row in run.told["projects"].values()) == len(run.winners)


def tied(by: Person) -> Any:
    """A contest of one winner in which the two first have as many votes."""
    return voted(
        by,
        [[0]] * 4 + [[2]] * 4 + [[1]],
        ballot={"kind": "one", "minimum": 0},
        rule={"kind": "greedy", "most": 1, "ties": ["assembly"]},
    )


def decided(contest: Any, by: Person, hands: dict[str, int], **changes: Any) -> Assembly:
    given: dict[str, Any] = {
        "held_at": AFTER, "place": "La cancha", "convened_by": "La Comisión de Participación", "quorum": 20,
        "present": 41, "signatures": "Ana Ruiz, presidenta; Luis Gil, secretario",
        "acta": SimpleUploadedFile("acta.pdf", PDF, "application/pdf"), **changes,
    }  # fmt: skip
    return assemblies.record_assembly(contest=contest, hands=hands, by=by, at=AFTER + timedelta(hours=1), **given)


def test_a_tie_that_the_order_does_not_settle_goes_to_an_assembly(carla: Person) -> None:
    contest = tied(carla)
    names = ids(contest)
    run = counted(contest, carla)
    assert sorted(run.ties) == sorted([names[0], names[2]])
    with pytest.raises(ActDenied, match="decide la asamblea"):
        actions.propose_result(run=run, by=carla, at=AFTER)
    for hands, changes in (
        ({names[0]: 20, names[2]: 20}, {}), ({names[0]: 42}, {}), ({names[1]: 3}, {}), ({}, {}),
        ({names[0]: 1}, {"present": 5}), ({names[0]: 1}, {"signatures": " "}), ({names[0]: 1}, {"held_at": AFTER + timedelta(days=9)}),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            decided(contest, carla, hands, **changes)
    with pytest.raises(ActDenied):
        decided(contest, make_person("Nadie"), {names[0]: 1})
    assembly = decided(contest, carla, {names[0]: 12, names[2]: 29})
    with pytest.raises(ActDenied, match="Tú l"):
        assemblies.confirm_assembly(assembly=assembly, by=carla, at=AFTER)
    other = another(contest)
    assemblies.confirm_assembly(assembly=assembly, by=other, at=AFTER)
    with time_machine.travel(AFTER, tick=False):
        tasks.count_waiting()
    second = CountRun.objects.get(number=2)
    assert (second.winners, second.ties, second.assembly_id) == ([names[2]], [], assembly.pk)
    actions.propose_result(run=second, by=carla, at=AFTER)
    actions.publish_result(run=second, by=other, at=AFTER)
    assert state_of(names)[2] == "winner"


def test_what_was_written_down_wrongly_of_an_assembly_is_taken_back_until_it_is_confirmed(carla: Person) -> None:
    contest = tied(carla)
    names = ids(contest)
    counted(contest, carla)
    assembly = decided(contest, carla, {names[0]: 12})
    with pytest.raises(ActDenied, match="Ya está escrito"):
        decided(contest, carla, {names[0]: 12})
    assemblies.withdraw_assembly(assembly=assembly, by=carla, at=AFTER)
    again = decided(contest, carla, {names[2]: 12})
    assemblies.confirm_assembly(assembly=again, by=another(contest), at=AFTER)
    with pytest.raises(ActDenied, match="Ya está confirmado"):
        assemblies.withdraw_assembly(assembly=again, by=carla, at=AFTER)


def test_where_a_community_decides_by_its_own_rules_the_assembly_is_the_count(carla: Person) -> None:
    from tests.budgets.voting.worlds import make_budget, make_contest

    contest = make_contest(make_budget(carla), carla)
    rows = list(Project.objects.filter(contest=contest).order_by("pk"))
    hands = {str(rows[0].pk): 30, str(rows[1].pk): 8, str(rows[3].pk): 2}
    assembly = decided(contest, carla, hands)
    assemblies.confirm_assembly(assembly=assembly, by=another(contest), at=AFTER)
    with time_machine.travel(AFTER, tick=False):
        tasks.count_waiting()
    run = CountRun.objects.get()
    assert run.winners == [str(rows[0].pk), str(rows[1].pk)]
    assert run.count["voters"] == 41


def test_the_order_drawn_at_the_freeze_settles_a_tie_and_whoever_counts_comes_to_the_same(carla: Person) -> None:
    contest = voted(carla, [[0]] * 4 + [[2]] * 4, rule={"kind": "greedy", "most": 1, "ties": ["lot"]})
    run = counted(contest, carla)
    assert run.ties == []
    order = contest.vote.definition["ties"]["order"]  # type: ignore[union-attr, index]
    names = ids(contest)
    assert run.winners == [min((names[0], names[2]), key=order.index)]
    again = CountRun.objects.get(pk=run.pk)
    assert inputs_of(again).digest == run.inputs_hash
