"""Reads of proposed changes."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person


class AmendmentQuerySet(models.QuerySet):
    """Proposed changes by visibility."""

    def public(self) -> "AmendmentQuerySet":
        """Return what anybody may see: neither withdrawn nor hidden, on a proposal that is public."""
        return shown(self)  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "AmendmentQuerySet":
        """Return what this person may see: the public ones, their own, those below a role of theirs."""
        if person is None or not person.is_authenticated:
            return self.public()
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self
        below = Q(subject__ancestors__overlap=list(held)) if held else Q(pk__in=[])
        return self.filter(Q(pk__in=self.model.objects.public().values("pk")) | Q(author=person) | below)  # type: ignore[attr-defined]

    def for_page(self) -> "AmendmentQuerySet":
        """Return rows with what pages show and policies read of each."""
        return self.select_related(
            "subject__counts",
            "author",
            "version",
            "proposal__subject",
            "proposal__component__subject",
            "proposal__component__process__subject",
        ).defer("subject__search", "proposal__subject__search")

    def with_joined(self, me: int | None) -> "AmendmentQuerySet":
        """Return rows with ``joined_by_me``; ``me`` is the key of who is signed in."""
        from participation.models import Join

        if me is None:
            return self.annotate(joined_by_me=Value(value=False, output_field=models.BooleanField()))
        return self.annotate(joined_by_me=Exists(Join.objects.filter(subject=OuterRef("subject"), person=me)))
