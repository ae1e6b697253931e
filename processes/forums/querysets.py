"""Forums, their members and candidacies by visibility."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person

PUBLIC_STATES = ("published", "closed")


class ForumQuerySet(models.QuerySet):
    """Forums by visibility."""

    def public(self) -> "ForumQuerySet":
        """Return what anybody may see; what was closed stays in view and says so."""
        return shown(self.filter(state__in=PUBLIC_STATES))  # type: ignore[return-value]

    def workable_by(self, person: "Person | None") -> "ForumQuerySet":
        """Return the forums that the person runs."""
        held = roles.scopes(person, roles.STEWARDS)
        if held is None:
            return self
        return self.filter(_within(held)) if held else self.none()

    def visible_to(self, person: "Person | None") -> "ForumQuerySet":
        """Return what this person may see: the public ones, and those where they work."""
        held = roles.scopes(person, roles.OFFICIALS) if person is not None and person.is_authenticated else set()
        if held is None:
            return self
        if not held:
            return self.public()
        public = self.model.objects.public().values("pk")  # type: ignore[attr-defined]
        return self.filter(Q(pk__in=public) | _within(held))

    def for_page(self) -> "ForumQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject", "institution__subject", "territory")
        return rows.defer("subject__search", "institution__subject__search", "territory__outline")

    def with_figures(self, at: datetime) -> "ForumQuerySet":
        """Annotate how many people have a seat now, and whether a call is open."""
        from processes.models import ForumCall

        calls = ForumCall.objects.filter(forum=OuterRef("pk"), decided_at__isnull=True, opens_at__lte=at)
        seated = Count("members", filter=Q(members__until__isnull=True, members__alternate=False))
        return self.annotate(seated=seated, calling=Exists(calls.filter(closes_at__gt=at)))


def _within(held: set[int]) -> Q:
    return Q(subject__in=held) | Q(subject__ancestors__overlap=list(held))


class MemberQuerySet(models.QuerySet):
    """Members by whether they have their seat now."""

    def now(self) -> "MemberQuerySet":
        """Return those who have their seat."""
        return self.filter(until__isnull=True)

    def for_page(self) -> "MemberQuerySet":
        """Return rows with what pages show."""
        rows = self.select_related("seats", "organisation__subject", "institution__subject", "candidacy__subject")
        return rows.defer("organisation__subject__search", "institution__subject__search", "candidacy__subject__search")


class CandidacyQuerySet(models.QuerySet):
    """Candidacies by state."""

    def standing(self) -> "CandidacyQuerySet":
        """Return those that nobody withdrew."""
        return self.exclude(state="withdrawn")

    def for_page(self) -> "CandidacyQuerySet":
        """Return rows with what pages show."""
        rows = self.select_related(
            "subject__folio",
            "subject__parent",
            "call__forum__subject",
            "call__forum__institution",
            "organisation__subject",
        )
        return rows.defer(
            "subject__search",
            "subject__parent__search",
            "call__forum__subject__search",
            "organisation__subject__search",
        )
