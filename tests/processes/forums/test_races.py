"""Two at once: the last seat of a sector, and two candidacies of one person or organisation."""

import pytest

from participation.access.verdict import ActDenied
from participation.models import Person
from processes.forums.actions import members
from processes.models import Candidacy, Member, Seats
from tests.personas import NOW
from tests.processes.forums.help import make_call_of, make_council, make_organisation, offer
from tests.races import at_once


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_taken_once(carla: Person) -> None:
    """Without the lock on the forum both read that a seat is free: the second then fails at the check constraint,
    as an error of the database instead of an answer in words."""
    row = make_council(carla)

    def take() -> object:
        return members.add_member(forum=row, sector="academy", name="Gente", by=carla, at=NOW)

    refused = [one for one in at_once(*[take] * 4) if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ActDenied] * 3
    assert Member.objects.count() == Seats.objects.get(sector="academy").taken == 1


@pytest.mark.django_db(transaction=True)
def test_one_candidacy_of_a_person_and_of_an_organisation(carla: Person, ana: Person) -> None:
    """Without the locks on the person and the organisation both find none: the unique constraints then refuse the
    second as an error of the database."""
    call, river = make_call_of(make_council(carla), carla), make_organisation(ana, carla)

    def hand_in() -> object:
        return offer(call, ana, organisation=river.pk)

    refused = [one for one in at_once(*[hand_in] * 4) if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ActDenied] * 3
    assert Candidacy.objects.count() == 1
