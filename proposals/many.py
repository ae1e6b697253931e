"""Many proposals or calls before one person: what the policies read of each, brought at once for a list."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from participation.access import newcomers
from participation.access.facts import Facts, asks_verification, know
from participation.subjects.above import look_above
from processes.models import Component
from proposals.coauthors import gather_signed, signs_row
from proposals.models import Proposal, Support
from proposals.policies import handed_in
from proposals.standing import Standing, theirs

if TYPE_CHECKING:
    from participation.models import Person, Subject

Calls = dict[int, Component]


def gather_proposals(proposals: Sequence[Proposal], person: "Person", at: datetime) -> None:
    """Bring the calls of proposals with their clock, and how the person stands in them and before each proposal."""
    look_above(proposal.subject for proposal in proposals)
    gather_signed(proposals, person)
    calls = _calls_of(proposals)
    standings = _standings(calls, _know(calls, person))
    supports = Support.objects.counting().filter(proposal=OuterRef("pk"))
    by_identity = [pk for pk, call in calls.items() if asks_verification(call.config.who_may_support)]
    elsewhere = supports.filter(theirs("person", person, by_identity=True), component__in=by_identity)
    rows = Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).order_by()
    found = {
        pk: known for pk, *known in rows.values_list("pk", Exists(supports), Exists(elsewhere.exclude(person=person)))
    }
    for proposal in proposals:
        proposal.has_supports, other = found[proposal.pk]  # type: ignore[attr-defined]
        standing = replace(standings[proposal.component_id], elsewhere=other)
        proposal.standing = standing  # type: ignore[attr-defined]
        proposal.subject._proposal = proposal  # type: ignore[attr-defined]


def gather_subjects(subjects: list["Subject"], person: "Person") -> None:
    """Bring the proposals of subjects and their calls, for whoever asks which of them take comments."""
    rows = Proposal.objects.filter(subject__in={subject.pk for subject in subjects})
    rows = rows.only("subject", "component", "state", "author").annotate(signed_by_me=signs_row(person.pk))
    found = {proposal.subject_id: proposal for proposal in rows}
    _know(_calls_of(found.values()), person)
    for subject in subjects:
        proposal = found.get(subject.pk)
        if proposal is not None:
            proposal.subject = subject
            subject._proposal = proposal  # type: ignore[attr-defined]


def gather_calls(calls: list[Component], person: "Person", at: datetime) -> None:
    """Bring how the person stands in calls, and what a new account handed in."""
    known = {call.pk: call for call in calls}
    since = newcomers.since(person, at)
    written = None if since is None else handed_in(person, since)
    for pk, standing in _standings(known, _know(known, person)).items():
        known[pk].standing = replace(standing, written=written)  # type: ignore[attr-defined]


def _calls_of(proposals: Iterable[Proposal]) -> Calls:
    """Give proposals their calls with the clock, each call once, and return them."""
    proposals = list(proposals)
    calls: Calls = Component.objects.with_clock().in_bulk({proposal.component_id for proposal in proposals})
    for proposal in proposals:
        proposal.component = calls[proposal.component_id]
    return calls


def _know(calls: Calls, person: "Person") -> Facts:
    """Read what the rules of all acts of calls ask of the person."""
    configs = [call.config for call in calls.values()]
    asked = [(config.who_may_propose, config.who_may_support, config.who_may_comment) for config in configs]
    return know(person, [rule for acts in asked for rules in acts for rule in rules])


def _standings(calls: Calls, facts: Facts) -> dict[int, Standing]:
    """Return how somebody stands in each call, in one query: as ``standing_of`` does for one, save their draft."""
    propose = {pk: asks_verification(call.config.who_may_propose) for pk, call in calls.items()}
    support = {pk: asks_verification(call.config.who_may_support) for pk, call in calls.items()}
    made = _number("made", Proposal.objects.counted(), "author", facts, propose)
    given = _number("given", Support.objects.within_limit(), "person", facts, support)
    counts = {(what, pk): n for what, pk, n in made.union(given, all=True)}
    return {
        pk: Standing(facts=facts, made=counts.get(("made", pk), 0), given=counts.get(("given", pk), 0)) for pk in calls
    }


def _number(what: str, rows: QuerySet, field: str, facts: Facts, calls: dict[int, bool]) -> QuerySet:
    """Return how many rows of somebody there are in each call, which are of an account or of an identity."""
    own = Q()
    for by_identity in set(calls.values()):
        here = [pk for pk, asked in calls.items() if asked is by_identity]
        own |= Q(theirs(field, facts.person, by_identity=by_identity), component__in=here)
    counted = rows.filter(own).order_by().values("component").annotate(what=Value(what), n=Count("pk"))
    return counted.values_list("what", "component", "n")
