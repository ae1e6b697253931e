"""The rules of a vote: when, who, how often; freezing; the days; the spelling of a ballot."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from participation.access.verdict import ActDenied
from participation.models import Event, Identity, Person, PersonGroup, PersonGroupMember, Territory, Verification, Vote
from participation.urn import actions, entitled, keys, policies, querysets, sweeps
from participation.urn.canonical import NotCanonicalError, canonical
from participation.urn.tasks import sweep
from tests.participation.urn.worlds import DEFINITION, END, NO, VERIFIED, YES, cast, close, open_vote, voters
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db


def denial(call: Any) -> str:
    with pytest.raises(ActDenied) as denied, transaction.atomic():
        call()
    return denied.value.denial.code


def test_when_and_by_whom_a_ballot_is_taken(carla: Person, ana: Person, bruno: Person) -> None:
    vote = open_vote(carla)
    assert policies.may_cast(vote, ana, NOW)
    before, after = vote.opens_at - timedelta(microseconds=1), END
    said = [
        denial(lambda: cast(vote, ana, at=before)),
        denial(lambda: cast(vote, ana, at=after)),
        denial(lambda: cast(vote, bruno)),
        denial(lambda: cast(vote, ana, channel="pigeon")),
        denial(lambda: cast(vote, ana, channel="counter")),
        denial(lambda: cast(vote, ana, captured_by=carla)),
        denial(lambda: cast(vote, ana, channel="counter", captured_by=ana)),
    ]
    assert said == [
        "not_open", "closed", "not_verified", "unknown_channel", "not_captured", "not_captured", "own_ballot"
    ]  # fmt: skip
    for choices in ({"1": float("nan")}, {"1": "x" * 100_001}, {"1": "\x00"}, {1: "a"}, {"1": 2**60}, {"1": "\ud800"}):
        with pytest.raises(ValidationError), transaction.atomic():
            cast(vote, ana, choices)
    assert querysets.turnout(vote).people == 0
    cast(vote, ana, at=END - timedelta(microseconds=1))
    assert querysets.has_voted(vote, ana)
    assert policies.may_cast(vote, ana, NOW) == policies.VOTED


def test_a_draft_takes_nothing_and_a_frozen_vote_does_not_change(carla: Person, ana: Person) -> None:
    days = {"opens_at": NOW - timedelta(hours=1), "closes_at": END}
    vote = actions.create_vote(by=carla, at=NOW, rules=VERIFIED, **days)
    assert denial(lambda: cast(vote, ana)) == "not_open"
    assert denial(lambda: actions.close_vote(vote=vote, at=END)) == "not_frozen"
    vote = actions.update_vote(vote=vote, by=carla, at=NOW, rules=VERIFIED, revocable=True, **days)
    with pytest.raises(ValidationError):
        actions.freeze_vote(vote=vote, definition={"x": 1j}, by=carla, at=NOW)
    vote = actions.freeze_vote(vote=vote, definition=DEFINITION, by=carla, at=NOW)
    assert vote.definition_hash == "6928871c89c89873db86f571a5697f00346dcba2e50f2bac5b5a681a21f15af4"
    assert denial(lambda: actions.freeze_vote(vote=vote, definition=DEFINITION, by=carla, at=NOW)) == "frozen"
    again = {"rules": [], "revocable": False, **days}
    assert denial(lambda: actions.update_vote(vote=vote, by=carla, at=NOW, **again)) == "frozen"
    for change in ({"rules": []}, {"revocable": False}, {"definition": {}}, {"territories": [1]}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.filter(pk=vote.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participation_vote")


@pytest.mark.parametrize("wrong", [{"rules": [{"kind": "anyone"}]}, {"rules": [{"kind": "x"}]}, {"opens_at": END}])
def test_a_vote_that_cannot_be_is_refused(carla: Person, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        open_vote(carla, **wrong)
    assert not Vote.objects.exists()


def test_days_move_with_a_reason_and_never_what_has_passed(carla: Person, ana: Person) -> None:
    vote = open_vote(carla)
    later = END + timedelta(days=3)

    def move(reason: str, at: Any = NOW, opens_at: Any = None, closes_at: Any = later) -> Vote:
        begins = opens_at or vote.opens_at
        return actions.change_vote_dates(
            vote=vote, opens_at=begins, closes_at=closes_at, reason=reason, by=carla, at=at
        )

    for wrong in ({"reason": " "}, {"reason": "x", "opens_at": NOW}, {"reason": "x", "closes_at": NOW}):
        with pytest.raises(ValidationError):
            move(**wrong)
    assert denial(lambda: move("x", at=END)) == "closed"
    move("Se cayó la luz en tres colonias")
    cast(vote, ana, at=END)
    event = Event.objects.get(name="participation.vote.moved")
    assert event.after is not None
    assert event.after["reason"] == "Se cayó la luz en tres colonias"


def test_a_ballot_is_replaced_where_the_vote_allows_it_but_never_one_on_paper(carla: Person) -> None:
    vote = open_vote(carla, revocable=True)
    ana, bruno, clara = voters(3)
    cast(vote, ana, YES)
    cast(vote, ana, NO, channel="counter", captured_by=carla)
    cast(vote, bruno, YES, channel="paper", captured_by=carla)
    assert denial(lambda: cast(vote, bruno, NO)) == "voted_on_paper"
    cast(vote, clara, NO)
    assert denial(lambda: cast(vote, clara, YES, channel="paper", captured_by=carla)) == "already_voted"
    assert sorted(one["1"][0] for one in querysets.ballots(close(vote))) == ["no", "no", "yes"]


def test_one_person_is_one_by_identity_merged_ones_too_and_by_their_place_on_a_list(carla: Person) -> None:
    vote = open_vote(carla, revocable=True)
    ana, bruno = voters(2)
    cast(vote, ana)
    second, (of_ana, of_bruno) = make_person("Segunda"), Verification.objects.order_by("pk")
    Verification.objects.filter(pk=of_ana.pk).update(revoked_at=NOW)
    Verification.objects.create(person=second, identity_id=of_ana.identity_id, method="counter", at=NOW)
    assert querysets.has_voted(vote, second)
    Identity.objects.filter(pk=of_ana.identity_id).update(merged_into=of_bruno.identity_id, merged_at=NOW)
    assert querysets.has_voted(vote, bruno)
    cast(vote, bruno, NO)  # in the place of what the same person cast before
    assert [one["1"] for one in querysets.ballots(close(vote))] == [["no"]]

    group = PersonGroup.objects.create(name="Consejo", made_by=carla, made_at=NOW)
    place = {"group": group, "kind": "code", "digest": "d" * 64, "added_at": NOW, "taken_at": NOW}
    member = PersonGroupMember.objects.create(person=second, **place)
    on_list = open_vote(carla, rules=[{"kind": "group", "group": group.pk}])
    cast(on_list, second)
    member.person = bruno
    member.save()
    assert denial(lambda: cast(on_list, bruno)) == "already_voted"
    assert querysets.voted_of(on_list, [carla.pk, bruno.pk]) == {bruno.pk}


def test_figures_by_place_and_who_may_vote(carla: Person) -> None:
    town = Territory.objects.create(name="Pueblo", level="municipality", sort_key="pueblo")
    zone = Territory.objects.create(name="Centro", level="zone", parent=town, ancestors=[town.pk], sort_key="centro")
    rules = [{"kind": "territory", "territory": town.pk}]
    vote = open_vote(carla, rules=rules, territories=[zone.pk])
    people = voters(22)
    Verification.objects.filter(person__in=people[:11]).update(territory=zone)
    Verification.objects.filter(person__in=people[11:21]).update(territory=town)
    assert entitled.entitled_count(vote, NOW) == 21
    for person in people[:21]:
        cast(vote, person)
    closed = close(vote)
    assert querysets.turnout(closed) == querysets.Turnout(21, {"web": 21}, {zone.pk: 11})
    assert sorted(str(one.territory) for one in querysets.counted(closed)) == sorted(
        [str(zone.pk)] * 11 + ["None"] * 10
    )


def test_the_sweep_closes_what_is_over_and_destroys_what_a_dead_process_left(
    carla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = open_vote(carla)
    with time_machine.travel(END - timedelta(seconds=1), tick=False):
        assert sweep() == {"closed": 0, "destroyed": 0}
    with time_machine.travel(END, tick=False):
        with monkeypatch.context() as broken:
            broken.setattr(keys.FileStore, "destroy", lambda self, key: (_ for _ in ()).throw(OSError("no disk")))
            assert sweep() == {"closed": 1, "destroyed": 0}
        assert sweep() == {"closed": 0, "destroyed": 1}
        assert sweep() == {"closed": 0, "destroyed": 0}
    vote.refresh_from_db()
    assert vote.link_destroyed_at == END
    assert Event.objects.filter(name="participation.vote.unlinked").count() == 1


def test_the_roll_is_erased_when_its_time_is_over_and_the_ballots_stay(carla: Person, ana: Person) -> None:
    vote = open_vote(carla)
    cast(vote, ana)
    assert denial(lambda: actions.erase_roll(vote=vote, at=NOW)) == "not_closed"
    closed = close(vote)
    assert sweeps.erase_rolls(END + timedelta(days=365)) == 0
    assert sweeps.erase_rolls(END + timedelta(days=366)) == 1
    closed.refresh_from_db()
    assert (querysets.has_voted(closed, ana), querysets.turnout(closed).people) == (False, 1)
    assert list(querysets.ballots(closed)) == [YES]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM urn.participation_countedballot")


def test_the_commands_say_what_they_do(carla: Person, capsys: pytest.CaptureFixture[str]) -> None:
    vote = open_vote(carla)
    call_command("replace_link_key", str(vote.key), reason="Se perdió el disco")
    assert "nothing was done" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("replace_link_key", str(carla.pk and vote.key), reason=" ")
    call_command("setup_roles")
    call_command("setup_roles", sql=True)
    said = capsys.readouterr().out
    assert 'GRANT "' in said
    assert "PASSWORD" not in said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, 'é\u2028\x1f"']}, '{"a":[true,null,"é\u2028\\u001f\\""],"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),  # sorted by UTF-16 units
        ([1.0, 0.5, -0.0, 1e21, 1e-7, 123456789.125, 1e20], "[1,0.5,0,1e+21,1e-7,123456789.125,100000000000000000000]"),
        ([333333333.33333329, 4.50, 2e-3, 5e-324], "[333333333.3333333,4.5,0.002,5e-324]"),
    ],
)
def test_choices_have_one_spelling(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("value", [float("inf"), 2**53, b"x", {1: 2}, {"x": {3}}, "\udfff"])
def test_what_has_no_spelling_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


@pytest.mark.parametrize(
    ("part", "whole", "percent", "reached", "exceeded", "missing"),
    [(40, 100, 40, True, False, 0), (39, 100, 40, False, False, 1), (1, 3, 33, True, True, 0),
     (1, 0, 40, False, False, 0), (0, 0, 0, True, False, 0), (50, 100, 50, True, False, 0), (1, 1001, 40, False, False, 400)],
)  # fmt: skip
def test_shares_are_not_rounded(
    part: int, whole: int, percent: int, reached: bool, exceeded: bool, missing: int
) -> None:
    share = entitled.Share(part, whole)
    assert (share.reaches(percent), share.exceeds(percent), share.missing(percent)) == (reached, exceeded, missing)
