"""What an attacker with the application's role can read, and with a superuser's after the close."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection, transaction

from participation.access.verdict import ActDenied
from participation.models import Ballot, CountedBallot, Event, Person, RollEntry
from participation.urn import actions, chambers, identity, keys, querysets, roles
from participation.urn.checks import check_roles
from tests.participation.urn.worlds import END, NO, YES, cast, close, open_vote, voters
from tests.personas import NOW

SEALED = ["roll.participation_rollentry", "urn.participation_ballot", "urn.participation_countedballot"]


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.parametrize("table", [*SEALED, *(name.split(".")[1] for name in SEALED)])
def test_the_role_that_serves_reads_neither_schema(serving: str, table: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|does not exist"), transaction.atomic():
        rows(f"SELECT * FROM {table}")
    with pytest.raises(ProgrammingError, match=r"permission denied|does not exist"), transaction.atomic():
        rows(f"DELETE FROM {table}")


def test_the_role_that_serves_runs_a_whole_vote_and_takes_nothing_with_it(serving: str, carla: Person) -> None:
    assert check_roles(None, databases=["default"]) == []
    vote = open_vote(carla)
    people = voters(3)
    for person in people:
        cast(vote, person)
    with pytest.raises(ActDenied), transaction.atomic():
        cast(vote, people[0], NO)
    with pytest.raises(RuntimeError), transaction.atomic(), chambers.opened("urn"):
        raise RuntimeError
    with pytest.raises(DatabaseError), transaction.atomic(), chambers.opened("urn"):
        rows("SELECT 1 / 0")
    with pytest.raises(ProgrammingError), transaction.atomic(), chambers.opened("urn"):
        rows("SELECT * FROM roll.participation_rollentry")  # the urn's role does not read the roll
    assert rows("SELECT current_user, current_setting('search_path')") == [(serving, "public,roll,urn")]
    closed = close(vote)
    assert list(querysets.ballots(closed)) == [YES, YES, YES]
    assert rows("SELECT current_user") == [(serving,)]


def test_a_chamber_opens_within_a_transaction_alone_and_one_at_a_time(db: None) -> None:
    with chambers.opened("roll"), pytest.raises(RuntimeError), chambers.opened("urn"):
        pass
    assert rows("SELECT current_user = session_user") == [(True,)]


@pytest.mark.django_db(transaction=True)
def test_no_chamber_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError), chambers.opened("roll"):
        pass


@pytest.mark.django_db
def test_ballots_are_sealed_until_the_close_and_a_cast_leaves_no_trace_of_anybody(carla: Person) -> None:
    vote = open_vote(carla, revocable=True)
    (person,) = voters(1)
    cast(vote, person, YES)
    cast(vote, person, NO)
    for read in (querysets.ballots, querysets.counted):
        with pytest.raises(querysets.SealedError):
            read(vote)
    for event in Event.objects.filter(name="participation.ballot.cast"):
        assert (event.actor, event.subject, event.before, event.after, event.changes) == (None, None, None, None, [])
        assert event.payload == {"vote": vote.pk, "day": "2026-11-21"}
        assert event.at == NOW.replace(hour=6)  # midnight in Mexico
    told = str(list(Event.objects.exclude(name="participation.ballot.cast").values("payload", "before", "after")))
    assert "yes" not in told
    assert "['no']" not in told


def _joined(how: str) -> int:
    """Return of how many people the attacker guesses the choice, by an order or mark that both tables have."""
    table = (
        "participation_countedballot" if rows("SELECT 1 FROM participation_countedballot") else "participation_ballot"
    )
    if how == "xmin":
        found = rows(
            f"SELECT r.person, b.choices FROM participation_rollentry r JOIN {table} b ON b.xmin::text = r.xmin::text"
        )
        guesses = {person: choices for person, choices in found if len([1 for one in found if one[0] == person]) == 1}
    else:
        people = [person for (person,) in rows(f"SELECT person FROM participation_rollentry ORDER BY {how}")]
        choices = [choice for (choice,) in rows(f"SELECT choices FROM {table} ORDER BY {how}")]
        guesses = dict(zip(people, choices, strict=True))
    return sum(guesses.get(person) == choice for person, choice in TRUTH.items())


TRUTH: dict[str, str] = {}


@pytest.mark.django_db(transaction=True)
def test_after_the_close_not_even_a_superuser_joins_a_person_to_a_choice(carla: Person) -> None:
    """Each voter has a choice of their own, so that any join shows. Before the close both attacks find all forty."""
    vote = open_vote(carla)
    TRUTH.clear()
    for number, person in enumerate(voters(40)):
        cast(vote, person, {"1": number})
        TRUTH[identity.voter_of(vote, person, at=NOW).mark] = f'{{"1":{number}}}'
    with transaction.atomic():
        assert (_joined("xmin"), _joined("ctid")) == (40, 40)
    (file,) = rows("SELECT pg_relation_filenode('urn.participation_ballot')")
    actions.close_vote(vote=vote, at=END)
    vote.refresh_from_db()
    assert vote.link_destroyed_at == END
    assert (vote.ballots, vote.marked) == (40, 40)
    assert _joined("xmin") == 0
    # By chance one of forty stands in its place; twelve do once in a thousand million times.
    assert _joined("ctid") < 12
    assert _joined("id") < 12
    assert rows("SELECT count(DISTINCT xmin::text) FROM participation_countedballot") == [(1,)]
    assert rows("SELECT pg_relation_filenode('urn.participation_ballot')") != [file]
    assert rows("SELECT pg_relation_size('urn.participation_ballot')") == [(0,)]


def test_the_columns_of_roll_and_urn_share_no_value_that_is_one_persons(db: None) -> None:
    """A new column must be argued for here: times, numbers that rise and keys of people would join the two."""
    columns = {
        model.__name__: {field.column for field in model._meta.fields} for model in (RollEntry, Ballot, CountedBallot)
    }
    assert columns == {
        "RollEntry": {"id", "vote", "person", "channel", "territory", "day"},
        # Random salt, a hash over it, and whether that entered the log: gone at the close with the table.
        "Ballot": {"id", "vote", "token", "choices", "channel", "territory", "salt", "commitment", "logged"},
        # The salt is kept of a vote alone that said beforehand that each ballot is published with its leaf (test_log).
        "CountedBallot": {"id", "vote", "choices", "channel", "territory", "salt"},
    }
    assert not [
        field for model in (RollEntry, Ballot, CountedBallot) for field in model._meta.fields if field.remote_field
    ]


@pytest.mark.django_db
def test_ways_and_places_that_few_share_are_withheld_in_the_rows_themselves(carla: Person) -> None:
    """Eleven on the web, two at a point: told apart, a superuser would know what the two said between them."""
    vote = open_vote(carla)
    people = voters(13)
    for person in people[:11]:
        cast(vote, person)
    for person in people[11:]:
        cast(vote, person, NO, channel="counter", captured_by=carla)
    closed = close(vote)
    assert {one.channel for one in querysets.counted(closed)} == {""}
    assert querysets.turnout(closed) == querysets.Turnout(13, {"web": None, "counter": None}, {})


@pytest.mark.django_db
def test_the_link_key_is_a_private_file_and_gone_after_the_close(carla: Person, settings: Any) -> None:
    vote = open_vote(carla)
    path = settings.AZOTEA_URN_KEYS / f"{vote.key}.key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777, path.stat().st_size) == (0o600, 0o700, 32)
    with pytest.raises(ActDenied):
        actions.destroy_link_key(vote=vote, at=NOW)
    close(vote)
    assert list(settings.AZOTEA_URN_KEYS.iterdir()) == []
    with pytest.raises(keys.KeyMissingError):
        keys.store().read(vote.key)
    assert Event.objects.filter(name="participation.vote.unlinked").count() == 1


@pytest.mark.django_db
def test_without_its_key_a_vote_takes_nothing_and_with_another_one_goes_on(carla: Person, settings: Any) -> None:
    vote = open_vote(carla, revocable=True)
    ana, bruno = voters(2)
    cast(vote, ana)
    keys.store().destroy(vote.key)
    with pytest.raises(ActDenied) as denied:
        cast(vote, bruno)
    assert denied.value.denial.code == "urn_unavailable"
    keys.store().make(vote.key)  # another host with a folder of its own
    with pytest.raises(ActDenied):
        cast(vote, bruno)
    assert actions.replace_link_key(vote=vote, reason="Se perdió el disco", at=NOW)
    assert not actions.replace_link_key(vote=vote, reason="Se perdió el disco", at=NOW)
    cast(vote, bruno)
    with pytest.raises(ActDenied) as denied:
        cast(vote, ana, NO)
    assert denied.value.denial.code == "ballot_not_found"
    assert close(vote).is_reconciled


def test_of_two_processes_that_make_a_key_one_does(tmp_path: Any) -> None:
    first, second, vote = keys.FileStore(tmp_path / "k"), keys.FileStore(tmp_path / "k"), uuid.uuid4()
    assert first.make(vote) == second.make(vote) == second.read(vote)
    second.destroy(vote)
    first.destroy(vote)


@pytest.mark.django_db
def test_setting_up_roles_again_changes_nothing_and_mends_what_a_restore_left(carla: Person) -> None:
    assert roles.set_up() == []
    with connection.cursor() as cursor:
        if not roles.is_superuser(cursor, connection.settings_dict["USER"]):
            pytest.skip("Only a superuser can undo it like a restore does.")
        owner = chambers.owner_of("roll")
        cursor.execute(
            "ALTER SCHEMA roll OWNER TO CURRENT_USER; ALTER TABLE roll.participation_rollentry OWNER TO CURRENT_USER"
        )
        cursor.execute("GRANT SELECT ON roll.participation_rollentry TO PUBLIC")
        chambers.forget()
        with pytest.raises(ImproperlyConfigured):
            chambers.owner_of("roll")
        assert roles.set_up() != []
        name = roles.look(cursor, "roll", "postgres").owner
        assert (name.rsplit("_")[-1], owner.rsplit("_")[-1]) == ("roll", "roll")
        cursor.execute("SELECT relacl::text FROM pg_class WHERE oid = 'roll.participation_rollentry'::regclass")
        assert "=r/" not in (cursor.fetchone()[0] or "")
    vote = open_vote(carla, closes_at=END + timedelta(days=1))
    cast(vote, voters(1)[0])
    chambers.forget()
