"""The public log of a vote: what enters it and when, what heads bind, what a receipt shows, and to whom."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, connection, connections, transaction

from participation.access.verdict import ActDenied
from participation.models import LogLeaf, Person, TreeHead, Vote
from participation.urn import actions, log, tasks
from participation.urn.canonical import canonical
from participation.urn.chambers import opened
from participation.urn.ledger import BALLOT, ballots_digest, commitment, head_text, signed_bytes
from participation.urn.log_models import said
from participation.urn.merkle import Tree, is_consistent, is_included, leaf_hash
from tests.participation.urn.worlds import NO, NOW, YES, cast, close, open_vote, voters
from tests.personas import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signing_key(settings: Any, tmp_path: Any) -> None:
    settings.AZOTEA_SIGNING_KEYS = tmp_path / "signing-keys"


def logged_vote(publication: str = "ballots", **changes: Any) -> Vote:
    marta = Person.objects.filter(email="marta@example.org").first() or make_person("Marta")
    vote = actions.create_vote(
        by=marta, at=NOW - timedelta(days=1), opens_at=NOW - timedelta(hours=1),
        closes_at=NOW + timedelta(days=2), rules=[{"kind": "verified"}], revocable=True, **changes,
    )  # fmt: skip
    definition = {"kind": "budget", "publication": publication}
    return actions.freeze_vote(vote=vote, definition=definition, by=marta, at=NOW - timedelta(hours=2))


def leaves(vote: Vote) -> list[LogLeaf]:
    return list(vote.leaves.order_by("index"))


def test_the_log_begins_with_the_definition_and_a_vote_without_publication_has_none() -> None:
    vote = logged_vote()
    assert [leaf.leaf for leaf in leaves(vote)] == [
        f'{{"definition":"{vote.definition_hash}","kind":"definition","publication":"ballots","vote":"{vote.key}"}}'
    ]
    plain = open_vote(make_person("Rosa"))
    cast(plain, voters(1)[0])
    close(plain)
    assert not plain.leaves.exists()
    with pytest.raises(ValueError, match="no publication"):
        logged_vote("everything")


def test_ballots_enter_in_shuffled_batches_of_twenty_that_leave_twenty_behind() -> None:
    vote, people = logged_vote(), voters(45)
    sizes = []
    for number, person in enumerate(people, start=1):
        cast(vote, person, YES if number % 3 else NO)
        if number in {19, 39, 40, 45}:
            sizes.append(log.append_waiting(vote=vote, at=NOW))
    assert sizes == [0, 0, 20, 0]
    marks = [receipt.mark for receipt in (log.receipt_of(vote, each, at=NOW) for each in people) if receipt]
    assert len(set(marks)) == 45
    in_log = [leaf.mark for leaf in leaves(vote) if leaf.kind == BALLOT]
    assert len(in_log) == 20
    assert in_log != [mark for mark in marks if mark in in_log]  # not in the order of casting (1 in 20! by chance)


def test_heads_are_signed_consistent_and_say_no_closer_than_ten_minutes(settings: Any) -> None:
    vote, people = logged_vote(), voters(60)
    for person in people:
        cast(vote, person)
    log.append_waiting(vote=vote, at=NOW + timedelta(minutes=17, seconds=31))
    close(vote)
    heads = list(vote.heads.order_by("size"))
    assert [head.size for head in heads] == [1, 41, 61, 62]
    for head in heads:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
        text = head_text(str(vote.key), head.size, head.root, head.said_at)
        key.verify(bytes.fromhex(head.signature), signed_bytes("head", text))
        assert head.at.minute % 10 == 0
        assert head.at.second == 0
    hashes = [leaf_hash(leaf.leaf.encode()) for leaf in leaves(vote)]
    whole = log.tree_of(vote, 62)
    assert whole.root.hex() == heads[3].root == Tree(hashes).root.hex()
    proof = whole.consistency(41)
    assert is_consistent(41, 62, bytes.fromhex(heads[1].root), whole.root, proof)
    assert is_included(hashes[50], 50, 62, whole.inclusion(50), whole.root)


def test_a_receipt_says_that_and_goes_to_its_person_alone_while_the_vote_is_open() -> None:
    vote, people = logged_vote(), voters(2)
    cast(vote, people[0])
    mine = log.receipt_of(vote, people[0], at=NOW)
    assert mine is not None
    assert mine.index is None
    assert log.receipt_of(vote, people[1], at=NOW) is None
    assert log.receipt_of(vote, make_person("Rosa"), at=NOW) is None
    cast(vote, people[0], NO)
    again = log.receipt_of(vote, people[0], at=NOW)
    assert again is not None
    assert again.mark != mine.mark
    closed = close(vote)
    assert log.receipt_of(closed, people[0], at=NOW) is None
    assert log.index_of(closed, again.mark) == 1
    assert log.index_of(closed, mine.mark) is None  # replaced before it was logged: it never was a leaf
    for wrong in ("", "x", "0" * 64, "\0" * 64):
        assert log.index_of(closed, wrong.replace("\0", "0")) is None


def test_a_replaced_ballot_stays_in_the_log_and_the_close_says_how_many() -> None:
    vote, people = logged_vote("ledger"), voters(40)
    for person in people:
        cast(vote, person)
    assert log.append_waiting(vote=vote, at=NOW) == 20
    for person in people:
        cast(vote, person, NO)
    closed = close(vote)
    closing = log.closing_of(closed)
    assert closing is not None
    assert (closing["ballots"], closing["people"], closing["replaced"], closing["foreign"]) == (40, 40, 20, 0)
    assert closing["digest"] == ballots_digest("", [canonical(NO)] * 40)
    rows = log.opened_ballots(closed)
    marks = {leaf.index: leaf.mark for leaf in leaves(closed)}
    assert len({place for place, _salt, _text in rows}) == 40
    assert all(
        marks[place] == commitment(str(vote.key), vote.definition_hash, text, salt) for place, salt, text in rows
    )


@pytest.mark.parametrize("publication", ["totals", "ballots", "default"])
def test_salts_are_kept_of_a_ledger_alone(publication: str) -> None:
    vote = logged_vote(publication)
    for person in voters(3):
        cast(vote, person)
    closed = close(vote)
    with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM participation_countedballot WHERE vote = %s AND salt <> ''", [vote.key])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM participation_ballot WHERE vote = %s", [vote.key])
        assert cursor.fetchone() == (0,)
    with pytest.raises(ValueError, match="not opened"):
        log.opened_ballots(closed)
    closing = log.closing_of(closed)
    assert closing is not None
    assert closing["publication"] == ("ballots" if publication == "ballots" else "totals")
    published = ballots_digest("", [canonical(YES)] * 3)
    assert (closing["digest"] == published) is (publication == "ballots")  # totals: nobody can try ballots against it


@pytest.mark.parametrize(
    ("choices", "level"),
    [
        (["a"] * 499, "totals"),  # too few
        (["a"] * 375 + [f"b{n}" for n in range(125)], "ballots"),  # a quarter of 500 are alone
        (["a"] * 374 + [f"b{n}" for n in range(126)], "totals"),
        ([f"c{n // 2}" for n in range(600)], "ballots"),
    ],
)
def test_what_is_published_by_default(choices: list[str], level: str) -> None:
    assert log.published_level("default", sorted(choices)) == level
    assert log.published_level("ledger", sorted(choices)) == "ledger"


def test_a_ballot_that_nobody_cast_is_found_at_the_close() -> None:
    vote, people = logged_vote(), voters(2)
    for person in people:
        cast(vote, person)
    with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
        cursor.execute("UPDATE participation_ballot SET choices = %s WHERE vote = %s", [canonical(NO), vote.key])
    closing = log.closing_of(close(vote))
    assert closing is not None
    assert closing["foreign"] == 2


def test_an_amendment_is_a_leaf_and_a_closed_vote_has_no_more() -> None:
    vote = logged_vote()
    log.log_amendment(vote=vote, facts={"project": "7", "reason": "El predio no es de la ciudad"}, at=NOW)
    assert leaves(vote)[1].leaf == (
        f'{{"at":"{said(NOW)}","kind":"amendment","project":"7","reason":"El predio no es de la ciudad"}}'
    )
    closed = close(vote)
    with pytest.raises(ActDenied):
        log.log_amendment(vote=closed, facts={"project": "8"}, at=NOW)
    assert log.append_waiting(vote=closed, at=NOW) == 0
    assert closed.leaves.count() == 3


@pytest.mark.usefixtures("transactional_db")
def test_what_is_in_the_log_does_not_change() -> None:
    vote = logged_vote()
    for rows in (LogLeaf.objects.filter(vote=vote), TreeHead.objects.filter(vote=vote)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(vote=vote)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.django_db(transaction=True)
def test_what_enters_the_log_at_once_enters_one_after_the_other() -> None:
    """Without the log's lock two take the same place, and one fails on the unique key instead of waiting."""
    vote, people = logged_vote(), voters(40)
    for person in people:
        cast(vote, person)
    wrong: list[Exception] = []
    start = threading.Barrier(5)

    def work(number: int) -> None:
        try:
            start.wait()
            if number:
                log.log_amendment(vote=vote, facts={"project": str(number)}, at=NOW)
            else:
                log.append_waiting(vote=vote, at=NOW)
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [leaf.index for leaf in leaves(vote)] == list(range(25))


def test_the_task_grows_open_logs() -> None:
    vote = logged_vote()
    for person in voters(40):
        cast(vote, person)
    with time_machine.travel(NOW, tick=False):
        assert tasks.grow_logs() == {"logged": 20}
