"""Reads of re-uses."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.access import roles
from participation.asks.states import AskState
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person


class ReuseQuerySet(models.QuerySet):
    """Re-uses by visibility."""

    def public(self) -> "ReuseQuerySet":
        """Return what anybody may see."""
        return shown(self.filter(state=AskState.PUBLISHED))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "ReuseQuerySet":
        """Return what this person may see: the public ones, their own, and all of them for officials of all."""
        if person is None or not person.is_authenticated:
            return self.public()
        if roles.scopes(person, roles.OFFICIALS) is None:
            return self
        public = self.model.objects.public().values("pk")  # type: ignore[attr-defined]
        return self.filter(Q(author=person) | Q(pk__in=public))

    def for_page(self) -> "ReuseQuerySet":
        """Return rows with what cards and pages show."""
        return self.select_related("subject__counts", "author").defer("subject__search")
