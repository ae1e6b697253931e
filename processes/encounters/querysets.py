"""Encounters by visibility and by the clock."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person

PUBLIC_STATES = ("published", "cancelled", "closed")


class EncounterQuerySet(models.QuerySet):
    """Encounters by visibility and by the clock."""

    def public(self) -> "EncounterQuerySet":
        """Return what anybody may see; what was cancelled stays in view and says so."""
        return shown(self.filter(state__in=PUBLIC_STATES))  # type: ignore[return-value]

    def workable_by(self, person: "Person | None") -> "EncounterQuerySet":
        """Return the encounters of the processes that the person leads."""
        held = roles.scopes(person, roles.STEWARDS)
        if held is None:
            return self
        return self.filter(subject__ancestors__overlap=list(held)) if held else self.none()

    def visible_to(self, person: "Person | None") -> "EncounterQuerySet":
        """Return what this person may see: the public ones, and those of the processes that they work on."""
        held = roles.scopes(person, roles.OFFICIALS) if person is not None and person.is_authenticated else set()
        if held is None:
            return self
        if not held:
            return self.public()
        public = self.model.objects.public().values("pk")  # type: ignore[attr-defined]
        return self.filter(Q(pk__in=public) | Q(subject__ancestors__overlap=list(held)))

    def coming(self, at: datetime) -> "EncounterQuerySet":
        """Return those that are not over."""
        from processes.models.encounter import LONGEST

        return self.filter(ends_at__gt=at, starts_at__gt=at - LONGEST)

    def past(self, at: datetime) -> "EncounterQuerySet":
        """Return those that are over."""
        return self.filter(ends_at__lte=at)

    def between(self, first: datetime, last: datetime) -> "EncounterQuerySet":
        """Return those of which some part lies in a stretch of time."""
        from processes.models.encounter import LONGEST

        return self.filter(starts_at__lt=last, starts_at__gt=first - LONGEST, ends_at__gt=first)

    def to_remind(self, at: datetime, ahead: timedelta) -> "EncounterQuerySet":
        """Return those that begin soon and of which nobody was reminded."""
        return self.filter(state="published", reminded_at=None, starts_at__gt=at, starts_at__lte=at + ahead)

    def for_page(self) -> "EncounterQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject", "territory", "component__process__subject", "component__subject")
        return rows.defer(
            "subject__search",
            "territory__outline",
            "component__subject__search",
            "component__process__subject__search",
        )
