"""What joining or dividing proposals would do, said before it is done; and what was done, for the proposal's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from participation.models import Follow, Response
from proposals.models import Regrouping, RegroupingPart, Support
from proposals.states import ProposalState
from proposals.voices import Voices

if TYPE_CHECKING:
    from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will happen: supports as they were given, people counted once, who is named and who is told."""

    supports: int
    people: int
    authors: tuple[str, ...]
    told: int
    answers: int

    @property
    def twice(self) -> int:
        """Return how many supports are of people who gave more than one: they rest with what they were given to."""
        return self.supports - self.people


def forecast(proposals: "Sequence[Proposal]", into: "Proposal | None" = None) -> Forecast:
    """Return what would happen to these proposals, in a fixed number of queries."""
    everyone = [*proposals, *([into] if into is not None and into not in proposals else [])]
    keys = [proposal.pk for proposal in everyone]
    people = list(Support.objects.counting().filter(proposal__in=keys).values_list("person_id", flat=True))
    voices = Voices(proposals[0].component, people)
    subjects = [proposal.subject_id for proposal in everyone]
    followers = Follow.objects.filter(subject__in=subjects).values_list("person_id", flat=True)
    authors = {proposal.author_id for proposal in everyone if proposal.author is not None}
    names = dict.fromkeys(proposal.signed_name for proposal in everyone if proposal.author is not None)
    owed = Response.objects.filter(subject__in=[each.subject_id for each in proposals], published_at__isnull=True)
    return Forecast(
        supports=len(people),
        people=len({voices.of(person) for person in people}),
        authors=tuple(names),
        told=len({*people, *followers, *authors}),
        answers=owed.count(),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One joining or division as the page of a proposal tells it."""

    regrouping: Regrouping
    others: tuple[RegroupingPart, ...]
    role: str  # "merged" or "split" (this one was), "target" (others were joined to it), "part" (it came of dividing)


def regroupings_of(proposal: "Proposal") -> list[Shown]:
    """Return the joinings and divisions in force that a proposal takes part in; no query where there is none."""
    if not proposal.regrouped and proposal.state not in {ProposalState.MERGED, ProposalState.SPLIT}:
        return []
    rows: Any = Regrouping.objects.filter(undone_at__isnull=True).select_related(
        "proposal__subject", "proposal__author", "proposal__organisation"
    )
    own = list(rows.filter(proposal=proposal))
    above = list(rows.filter(parts__proposal=proposal, parts__in_force=True))
    parts: dict[int, list[RegroupingPart]] = {}
    found = RegroupingPart.objects.filter(regrouping__in=[each.pk for each in own])
    for part in found.select_related("proposal__subject", "proposal__author", "proposal__organisation").order_by("pk"):
        parts.setdefault(part.regrouping_id, []).append(part)
    told = [Shown(each, tuple(parts.get(each.pk, ())), "target" if each.kind == "merge" else "split") for each in own]
    told += [Shown(each, (), "merged" if each.kind == "merge" else "part") for each in above]
    return sorted(told, key=lambda each: each.regrouping.at)


def in_order_of_keys(proposals: "Iterable[Proposal]", keys: Sequence[int]) -> "list[Proposal]":
    """Return proposals in the order in which they were marked."""
    by_key = {proposal.pk: proposal for proposal in proposals}
    return [by_key[key] for key in keys if key in by_key]
