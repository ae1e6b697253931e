"""One person, one ballot; and what a closed vote tells."""

from collections import Counter

import pytest

from participation.access.verdict import ActDenied
from participation.models import Person
from participation.urn import querysets
from tests.participation.urn.worlds import NO, YES, cast, close, open_vote, voters

pytestmark = pytest.mark.django_db


def test_a_vote_is_cast_closed_and_read(carla: Person) -> None:
    vote = open_vote(carla)
    people = voters(12)
    for number, person in enumerate(people):
        cast(vote, person, YES if number < 7 else NO)
    assert querysets.turnout(vote) == querysets.Turnout(12, {}, {})
    with pytest.raises(ActDenied) as denied:
        cast(vote, people[0], NO)
    assert denied.value.denial.code == "already_voted"
    closed = close(vote)
    assert (closed.ballots, closed.marked, closed.is_reconciled) == (12, 12, True)
    assert Counter(one["1"][0] for one in querysets.ballots(closed)) == {"yes": 7, "no": 5}
    assert querysets.turnout(closed) == querysets.Turnout(12, {"web": 12}, {})
    assert querysets.has_voted(closed, people[0])
