"""What is marked and not cast, and seats across a group of votes."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from participation.access.verdict import ActDenied
from participation.models import Person, Vote
from participation.urn import actions, drafts, seats
from tests.participation.urn.worlds import END, NO, YES, cast, open_vote, voters
from tests.personas import NOW, make_person
from tests.races import at_once


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def keep(vote: Vote, person: Person, **more: bool) -> None:
    drafts.keep_selection(vote=vote, by=person, selection=YES, at=NOW, **more)


@pytest.mark.django_db
def test_a_selection_is_kept_sealed_found_again_and_gone_with_the_close(carla: Person) -> None:
    vote = open_vote(carla, revocable=True)
    ana, other = voters(2)
    keep(vote, ana)
    keep(vote, ana)  # again: in the place of the one before
    assert drafts.standing(vote, ana, at=NOW) == drafts.Standing(None, True, YES, ())
    assert drafts.standing(vote, other, at=NOW) == drafts.Standing()
    assert drafts.waiting_of(vote, [ana.pk, other.pk]) == {ana.pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed::text FROM urn.participation_ballotdraft")
        assert "yes" not in cursor.fetchone()[0]
        cursor.execute("SELECT token FROM urn.participation_ballotdraft")
        draft = cursor.fetchone()[0]
    cast(vote, ana, YES, selected=True)
    assert drafts.standing(vote, ana, at=NOW) == drafts.Standing("web", False, YES, ())  # to be changed, until close
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM urn.participation_ballot")
        assert cursor.fetchone()[0] != draft
    keep(vote, ana)
    assert drafts.waiting_of(vote, [ana.pk]) == {ana.pk}
    closed = actions.close_vote(vote=vote, at=END)
    assert (rows("urn.participation_ballotdraft"), rows("roll.participation_waitingselection")) == (0, 0)
    assert drafts.standing(closed, ana, at=END) == drafts.Standing("web", False, None, ())


@pytest.mark.django_db
def test_nothing_is_kept_for_whoever_cannot_vote(carla: Person) -> None:
    vote = open_vote(carla)
    (voter,) = voters(1)
    with pytest.raises(ActDenied) as unverified:
        keep(vote, make_person("Nadie"))
    with pytest.raises(ActDenied) as late:
        drafts.keep_selection(vote=vote, by=voter, selection=YES, at=END)
    cast(vote, voter)
    with pytest.raises(ActDenied) as again:
        keep(vote, voter)
    codes = [one.value.denial.code for one in (unverified, late, again)]
    assert codes == ["not_verified", "closed", "already_voted"]
    assert (rows("urn.participation_ballotdraft"), rows("roll.participation_waitingselection")) == (0, 0)


@pytest.mark.django_db
def test_a_person_votes_in_two_of_three_votes_of_a_group(carla: Person) -> None:
    group = uuid.uuid4()
    votes = [open_vote(carla, seats=(group, 2), revocable=True) for _vote in range(3)]
    alone = open_vote(carla)
    ana, other = voters(2)
    cast(votes[0], ana)
    cast(votes[0], ana, NO)  # the same seat
    cast(votes[2], ana)
    cast(alone, ana)
    cast(votes[1], other)
    with pytest.raises(ActDenied) as denied:
        cast(votes[1], ana)
    assert denied.value.denial.code == "voted_elsewhere"
    assert set(seats.taken(votes[1], ana, NOW)) == {votes[0].key, votes[2].key}
    assert drafts.standing(votes[1], other, at=NOW).seats == (str(votes[1].key),)
    assert (rows("roll.participation_rollentry"), rows("urn.participation_ballot")) == (4, 4)
    with connection.cursor() as cursor:  # the group's roll shares no hash with those of its votes
        cursor.execute(
            "SELECT count(*) FROM roll.participation_seat s JOIN roll.participation_rollentry r ON s.person = r.person"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_one_person_in_five_votes_of_a_group_at_once_takes_one_seat(carla: Person) -> None:
    """The unique key of (group, person, place) makes each wait for the one before, and then find no seat.

    Without it (the constraint dropped, ON CONFLICT finds nothing) all five find no seat taken when they look, and five
    ballots are let in.
    """
    group = uuid.uuid4()
    votes = [open_vote(carla, seats=(group, 1)) for _vote in range(5)]
    (person,) = voters(1)
    results = at_once(*[lambda vote=vote: cast(vote, person) for vote in votes])
    denied = [one.denial.code for one in results if isinstance(one, ActDenied)]
    assert (results.count(None), denied) == (1, ["voted_elsewhere"] * 4)
    assert (rows("roll.participation_seat"), rows("urn.participation_ballot")) == (1, 1)


@pytest.mark.django_db
def test_a_vote_that_awaits_paper_is_not_closed_by_the_clock(carla: Person) -> None:
    vote = open_vote(carla)
    Vote.objects.filter(pk=vote.pk).update(awaits_paper=True)
    with pytest.raises(ActDenied) as denied:
        actions.close_vote(vote=vote, at=END + timedelta(hours=1))
    assert denied.value.denial.code == "awaits_paper"
