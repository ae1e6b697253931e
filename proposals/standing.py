"""How one person stands in a call: what its rules ask of them, read at once in place of rule by rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from participation.access.facts import Facts, Names, annotations, asks_verification, from_row, needs_facts
from participation.models import Person, Verification
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
    from proposals.models import Proposal, Support

    rules = component.config
    made = Proposal.objects.filter(
        theirs("author", person, by_identity=asks_verification(rules.who_may_propose)), component=component
    ).counted()
    given = Support.objects.filter(
        theirs("person", person, by_identity=asks_verification(rules.who_may_support)), component=component
    )
    drafts = Proposal.objects.by(person, component).filter(state=ProposalState.DRAFT).order_by("pk")
    asked: dict[str, Any] = {
        "made_here": _number(made),
        "given_here": _number(given),
        "draft_here": Subquery(drafts.values("title")[:1]),
    }
    if proposal is not None:
        of_it = given.filter(proposal=proposal)
        asked["supports_it"] = Exists(of_it.filter(person=person))
        asked["supports_elsewhere"] = Exists(of_it.exclude(person=person))
    who = [*rules.who_may_propose, *rules.who_may_support]
    known = annotations()
    if not needs_facts(who):  # the place of a support is that of the verification, whatever the rules
        known = {"in_force": known["in_force"]}
    row: Any = Person.objects.annotate(**known, **asked).select_related("in_force__territory").get(pk=person.pk)
    return Standing(
        facts=from_row(row, person, Names(who)),
        made=row.made_here,
        given=row.given_here,
        supports=getattr(row, "supports_it", False),
        elsewhere=getattr(row, "supports_elsewhere", False),
        draft=row.draft_here,
    )


def theirs(field: str, person: Person, *, by_identity: bool) -> Q:
    """Return the condition that a row is the person's: by identity where the call asks for it, else by account."""
    own = Q(**{field: person})
    if not by_identity:
        return own
    return own | Q(**{f"{field}__in": accounts_of(person)})


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("component").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
