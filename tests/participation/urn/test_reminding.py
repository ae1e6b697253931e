"""Who may vote and has not yet, as a group that is written to."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.announcements.counts import told
from participation.announcements.segments import Target
from participation.models import Event, Person, Subject
from participation.subjects.actions import create_subject
from participation.urn import querysets, segments
from participation.urn.chambers import owner_of
from tests.participation.urn.worlds import END, cast, close, open_vote, voters
from tests.personas import NOW

pytestmark = pytest.mark.django_db
GROUP = segments.not_voted("process")


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    segments.forget()
    yield
    segments.forget()


def waiting(subject: Subject | None, at: object = NOW) -> set[str]:
    segments.forget()
    target = Target(subject, None, at)  # type: ignore[arg-type]
    return set(Person.objects.filter(GROUP.condition(target)).values_list("name", flat=True))


def test_the_group_is_who_may_vote_and_has_not_while_the_vote_is_open(
    carla: Person, ana: Person, bruno: Person
) -> None:
    subject = create_subject(kind="process", title="¿Sí o no?", path="/procesos/si-o-no/", at=NOW, state="published")
    assert waiting(subject) == set()
    assert waiting(None) == set()
    vote = open_vote(carla, subject=subject)
    people = voters(3)
    assert waiting(subject) == {"Ana", "Voter0", "Voter1", "Voter2"}
    events = Event.objects.count()
    cast(vote, people[0])
    assert waiting(subject) == {"Ana", "Voter1", "Voter2"}
    assert Event.objects.count() == events + 1  # the cast itself: who waits is written nowhere
    assert waiting(subject, at=END) == set()
    close(vote)
    assert waiting(subject) == set()


@pytest.mark.parametrize("people", [1, 26])
def test_working_it_out_costs_the_same_for_one_and_for_many(carla: Person, people: int) -> None:
    subject = create_subject(kind="process", title="¿Sí o no?", path="/procesos/si-o-no/", at=NOW, state="published")
    open_vote(carla, subject=subject)
    voters(people)
    owner_of("roll")  # kept by the process
    with CaptureQueriesContext(connection) as asked:
        condition = GROUP.condition(Target(subject, None, NOW))
        Person.objects.filter(condition).count()
    # the vote, the vote again, people with their facts, identities, merged ones, the roll (5), the count itself
    assert len(asked) == 11
    assert querysets.open_votes(NOW).count() == 1


def test_officials_are_told_no_number_below_ten() -> None:
    assert (told(9, 9, GROUP.few), told(10, 10, GROUP.few)) == ("menos de 10", "alrededor de 10")
