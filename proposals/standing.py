"""How one person stands in a call: what its rules ask of them, read at once in place of rule by rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from participation.access.facts import Facts, Names, annotations, asks_verification, from_row, needs_facts
from participation.models import Person, Verification
from participation.stored import StoredQuery
from participation.verification.querysets import accounts_of
from proposals.states import ProposalState

if TYPE_CHECKING:
    from processes.models import Component
    from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Standing:
    """What rules ask about them; what they handed in and gave here, over every account of theirs that counts."""

    facts: Facts
    made: int
    given: int
    supports: bool = False  # this account supports the proposal that was asked about
    elsewhere: bool = False  # another account of the same person does
    draft: str | None = None  # the title of what they began and did not hand in
    written: int | None = None  # handed in since their account is new, wherever; None: not read

    @property
    def verification(self) -> Verification | None:
        """Return their verification that nobody ended."""
        return self.facts.verification


def standing_of(person: Person, component: "Component", proposal: "Proposal | None" = None) -> Standing:
    """Return how a person stands in a call, and before one of its proposals, in one query."""
    rules = component.config
    who = [*rules.who_may_propose, *rules.who_may_support]
    rows = _standing(
        person.pk,
        component.pk,
        None if proposal is None else proposal.pk,
        by_identity=(asks_verification(rules.who_may_propose), asks_verification(rules.who_may_support)),
        # The place of a support is that of the verification, whatever the rules.
        known=tuple(annotations()) if needs_facts(who) else ("in_force",),
    )
    row: Any = next(iter(rows))
    return Standing(
        facts=from_row(row, person, Names(who)),
        made=row.made_here,
        given=row.given_here,
        supports=getattr(row, "supports_it", False),
        elsewhere=getattr(row, "supports_elsewhere", False),
        draft=row.draft_here,
    )


@StoredQuery
def _standing(
    me: int, component: int, proposal: int | None, *, by_identity: tuple[bool, bool], known: tuple[str, ...]
) -> QuerySet:
    from proposals.models import Proposal, Support

    proposing, supporting = by_identity
    made = Proposal.objects.filter(theirs("author", me, by_identity=proposing), component=component).counted()
    theirs_here = Support.objects.filter(theirs("person", me, by_identity=supporting), component=component)
    drafts = Proposal.objects.filter(author=me, component=component, state=ProposalState.DRAFT).order_by("pk")
    asked: dict[str, Any] = {
        "made_here": _number(made),
        "given_here": _number(theirs_here.within_limit()),
        "draft_here": Subquery(drafts.values("title")[:1]),
    }
    if proposal is not None:
        of_it = theirs_here.counting().filter(proposal=proposal)
        asked["supports_it"] = Exists(of_it.filter(person=me))
        asked["supports_elsewhere"] = Exists(of_it.exclude(person=me))
    asked |= {name: each for name, each in annotations().items() if name in known}
    return Person.objects.annotate(**asked).select_related("in_force__territory").filter(pk=me)


def theirs(field: str, person: "Person | int", *, by_identity: bool) -> Q:
    """Return the condition that a row is the person's: by identity where the call asks for it, else by account."""
    own = Q(**{field: person})
    if not by_identity:
        return own
    return own | Q(**{f"{field}__in": accounts_of(person)})


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("component").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
