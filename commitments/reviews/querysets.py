"""Assessments and assessors by visibility."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person


class AssessmentQuerySet(models.QuerySet):
    """Assessments by visibility: those that are published are everybody's, and no role sees an assessor's draft."""

    def public(self) -> "AssessmentQuerySet":
        """Return what anybody may see."""
        return shown(self.filter(published_at__isnull=False))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "AssessmentQuerySet":
        """Return what this person may see: the public ones, and the drafts that they write."""
        if person is None or not person.is_authenticated:
            return self.public()
        public = self.model.objects.public().values("pk")  # type: ignore[attr-defined]
        return self.filter(Q(pk__in=public) | drafts_of(person))

    def drafts(self, person: "Person") -> "AssessmentQuerySet":
        """Return the drafts that somebody writes: their own, and copies of documents for the plans that they run."""
        return self.filter(drafts_of(person), published_at__isnull=True, withdrawn_at__isnull=True)

    def for_page(self) -> "AssessmentQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related(
            "subject", "scheme", "plan__component__subject", "plan__component__process", "assessor__session__subject"
        )
        hidden = ("subject", "plan__component__subject", "assessor__session__subject")
        return rows.defer(*(f"{path}__search" for path in hidden))


def drafts_of(person: "Person") -> Q:
    """Return the condition that a draft is somebody's to write."""
    own = Q(assessor__person=person)
    held = roles.scopes(person, roles.STEWARDS)
    if held is None:
        return own | Q(assessor__isnull=True)
    return own | (Q(assessor__isnull=True) & _over_plan(held)) if held else own


def _over_plan(held: set[int]) -> Q:
    place = "plan__component__subject"
    return Q(**{f"{place}__in": held}) | Q(**{f"{place}__ancestors__overlap": list(held)})


class AssessorQuerySet(models.QuerySet):
    """Appointments by whether they hold."""

    def now(self) -> "AssessorQuerySet":
        """Return those that did not end."""
        return self.filter(until__isnull=True)

    def for_page(self) -> "AssessorQuerySet":
        """Return rows with what pages show."""
        rows = self.select_related(
            "forum__subject", "session__subject", "plan__component__subject", "plan__component__process", "person"
        )
        return rows.defer(*(f"{path}__subject__search" for path in ("forum", "session", "plan__component")))
