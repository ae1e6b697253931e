"""Who may vote, counted over accounts; and what a count of votes decides. Numbers are whole: nothing is rounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from participation.access.eligibility import check
from participation.access.facts import GROUP, Facts, Names, annotations, asks_verification, from_row, needs_facts
from participation.access.roles import may_take_part

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.models import Person, Vote

CHUNK = 1_000


def entitled(vote: "Vote", at: datetime) -> Iterator[list[int]]:
    """Yield the accounts that the vote's rules let vote at a moment, in chunks: for counts and reminders alone.

    Whoever would have to verify first is not among them: that is why officials state the number of people with the
    right to vote where a quorum is asked for.
    """
    names, last = Names(vote.rules), 0
    while True:
        chunk = list(_people(vote).filter(pk__gt=last).order_by("pk")[:CHUNK])
        found = [person.pk for person in chunk if _may(vote, person, names, at)]
        if found:
            yield found
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def entitled_count(vote: "Vote", at: datetime) -> int:
    """Return how many accounts may vote at a moment, whether or not they did."""
    return sum(len(chunk) for chunk in entitled(vote, at))


def _people(vote: "Vote") -> "QuerySet[Person]":
    """Return the accounts that come into question: the database leaves out most of those that do not."""
    from participation.models import Person

    people = Person.objects.filter(is_active=True, erased_at__isnull=True)
    if needs_facts(vote.rules):
        people = people.annotate(**annotations()).select_related("in_force", "in_force__territory")
        people = people.defer("in_force__territory__outline")
    if asks_verification(vote.rules):
        people = people.filter(in_force__isnull=False)
    if groups := [rule.get(GROUP) for rule in vote.rules if rule.get("kind") == GROUP]:
        people = people.filter(places__group__in=groups).distinct()
    return people


def _may(vote: "Vote", person: "Person", names: Names, at: datetime) -> bool:
    facts = from_row(person, person, names) if needs_facts(vote.rules) else Facts(person, names)
    return bool(may_take_part(person, at=at)) and bool(check(vote.rules, person, at=at, facts=facts))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, compared without rounding. A whole of 0 is not known, and nothing reaches a share of it."""

    part: int
    whole: int

    def reaches(self, percent: int) -> bool:
        """Tell whether the part is at least so many per cent of the whole: a quorum, a least turnout."""
        return percent <= 0 or (self.whole > 0 and self.part * 100 >= percent * self.whole)

    def exceeds(self, percent: int) -> bool:
        """Tell whether the part is more than so many per cent: a majority is what exceeds 50."""
        return self.whole > 0 and self.part * 100 > percent * self.whole

    def missing(self, percent: int) -> int:
        """Return how many more are needed to reach so many per cent; 0 where it is reached or the whole not known."""
        return 0 if self.whole <= 0 else max(0, -(-percent * self.whole // 100) - self.part)
