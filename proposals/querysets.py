"""Reads of proposals."""

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from participation.access import roles
from participation.among import Among
from proposals.coauthors import signing
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

LIVE = (ProposalState.PUBLISHED, ProposalState.IN_EVALUATION, ProposalState.ANSWERED)
# Those that were joined to another or divided stay readable, and lead on to what they became.
SHOWN = (*LIVE, ProposalState.MERGED, ProposalState.SPLIT)
COUNTED = (ProposalState.PENDING, *SHOWN)
CARD = (
    "title", "lang", "state", "step", "institution_id", "author_id", "channel", "published_at", "random_key",
    "subject__kind", "subject__path", "subject__state", "subject__summary", "subject__counts__comments",
    "subject__response__verdict", "subject__response__published_at", "counts__supports", "territory__name",
)  # fmt: skip


CALL_IS_PUBLIC: dict[str, object] = {
    "subject__state": "published",
    "process__state__in": ["published", "closed"],
    "process__subject__state": "published",
}


class ProposalQuerySet(models.QuerySet):
    """Proposals by visibility and order."""

    def public(self) -> "ProposalQuerySet":
        """Return what anybody may see: published, in a call and process that are public too."""
        from processes.models import Component

        calls = Component.objects.filter(**CALL_IS_PUBLIC)
        # As an array the public calls are found once, apart: joined, these four tables more made the planner take
        # ten times as long as the query itself.
        among = Among(F("component_id"), ArraySubquery(calls.values("pk")))
        return self.filter(among, subject__state="published", state__in=SHOWN)

    def public_one(self) -> "ProposalQuerySet":
        """Return what ``public`` does, asked of the call and process of the row alone: for one found by its key."""
        above = {f"component__{name}": value for name, value in CALL_IS_PUBLIC.items()}
        return self.filter(subject__state="published", state__in=SHOWN, **above)

    def live(self) -> "ProposalQuerySet":
        """Return the public ones that stand by themselves, without those that others took up: lists and totals."""
        return self.public().filter(state__in=LIVE)

    def visible_to(self, person: "Person | None") -> "ProposalQuerySet":
        """Return what this person may see: the public ones, their own, and those below a role of theirs.

        Drafts are seen by their authors alone; those thrown away, by nobody.
        """
        if person is None or not person.is_authenticated:
            return self.public()
        public = Q(pk__in=self.model.objects.public().values("pk"))  # type: ignore[attr-defined]
        held = roles.scopes(person, roles.OFFICIALS)
        thrown_away = Q(state=ProposalState.WITHDRAWN, published_at__isnull=True)
        own = (Q(author=person) | Q(pk__in=signing().filter(person=person).values("proposal"))) & ~thrown_away
        if held is None:
            return self.filter(own | (~Q(state=ProposalState.DRAFT) & ~thrown_away))
        if not held:
            return self.filter(public | own)
        below = Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))
        return self.filter(public | own | (below & ~Q(state=ProposalState.DRAFT) & ~thrown_away))

    def within(self, person: "Person", kinds: set[str]) -> "ProposalQuerySet":
        """Return those that lie below one of these roles of the person; drafts never."""
        held = roles.scopes(person, kinds)
        known = self.exclude(state=ProposalState.DRAFT).exclude(
            state=ProposalState.WITHDRAWN, published_at__isnull=True
        )
        if held is None:
            return known
        if not held:
            return known.none()
        return known.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))

    def taken_up(self) -> "ProposalQuerySet":
        """Return rows with ``merged_into`` and ``divided_from``, the keys of what officials joined or divided."""
        from proposals.models import RegroupingPart

        parts = RegroupingPart.objects.filter(proposal=OuterRef("pk"), in_force=True)
        of = {
            name: Subquery(parts.filter(regrouping__kind=kind).values("regrouping__proposal")[:1])
            for name, kind in (("merged_into", "merge"), ("divided_from", "split"))
        }
        return self.annotate(**of)

    def for_listing(self) -> "ProposalQuerySet":
        """Return rows with all that a card shows, in one query."""
        return self.select_related(
            "subject", "subject__counts", "subject__response", "counts", "author", "territory"
        ).defer("subject__search", "territory__outline")

    def for_cards(self) -> "ProposalQuerySet":
        """Return rows with what a card shows and what lists are ordered by, and nothing else."""
        shown = ("subject", "subject__counts", "subject__response", "counts", "territory")
        return self.select_related(*shown).only(*CARD)

    def for_page(self) -> "ProposalQuerySet":
        """Return rows with all that the proposal's page shows of itself."""
        return self.select_related(
            "subject",
            "subject__counts",
            "subject__response__institution",
            "subject__folio",
            "subject__origin__batch",
            "counts",
            "author",
            "organisation",
            "institution__subject",
            "territory",
            "component__subject",
            "component__process__subject",
        ).defer("subject__search", "component__subject__search", "component__process__subject__search")

    def by(self, person: "Person", component: "Component") -> "ProposalQuerySet":
        """Return the person's proposals in a call, drafts and withdrawn ones too."""
        return self.filter(author=person, component=component)

    def counted(self) -> "ProposalQuerySet":
        """Return those that count towards the limit per person: parts of a divided one count as that one did."""
        from proposals.models import RegroupingPart

        parts = RegroupingPart.objects.filter(proposal=OuterRef("pk"), in_force=True, regrouping__kind="split")
        return self.filter(~Exists(parts), state__in=COUNTED)

    def unanswered(self) -> "ProposalQuerySet":
        """Return those that are owed an answer that was not published."""
        return self.filter(
            state__in=LIVE,
            subject__state="published",
            subject__response__isnull=False,
            subject__response__elsewhere_since__isnull=True,
            subject__response__published_at__isnull=True,
        )

    def supported_flag(self, me: int | None) -> "ProposalQuerySet":
        """Return rows with ``supported_by_me``; ``me`` is the key of who is signed in."""
        from proposals.models import Support

        if me is None:
            return self.annotate(supported_by_me=models.Value(value=False, output_field=models.BooleanField()))
        return self.annotate(supported_by_me=Exists(Support.objects.filter(proposal=OuterRef("pk"), person=me)))

    def state_counts(self) -> dict[str, int]:
        """Return how many there are in each state."""
        return dict(self.order_by().values_list("state").annotate(n=Count("pk")))


class SupportQuerySet(models.QuerySet):
    """Supports by what they count for."""

    def counting(self) -> "SupportQuerySet":
        """Return those that count on their proposal."""
        return self.filter(resting=False)

    def within_limit(self) -> "SupportQuerySet":
        """Return those that count towards the limit per person: one for each time that somebody supported."""
        return self.filter(resting=False, extra=False)
