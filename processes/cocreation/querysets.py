"""Reads of contributions and clusters."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person

PLACED = Q(placements__contribution__state="published", placements__contribution__subject__state="published")


class ContributionQuerySet(models.QuerySet):
    """Contributions by visibility."""

    def public(self) -> "ContributionQuerySet":
        """Return what anybody may see: published, in something that is public too."""
        return shown(self.filter(state="published"))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "ContributionQuerySet":
        """Return what this person may see: the public ones, their own, and those of the officials who work there."""
        if person is None or not person.is_authenticated:
            return self.public()
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self
        own = Q(author=person) | Q(subject__ancestors__overlap=list(held)) if held else Q(author=person)
        return self.filter(Q(pk__in=self.model.objects.public().values("pk")) | own)  # type: ignore[attr-defined]

    def for_cards(self) -> "ContributionQuerySet":
        """Return rows with what lists show."""
        return self.select_related("subject", "author", "territory").defer("subject__search", "territory__outline")

    def standing(self) -> "ContributionQuerySet":
        """Return what is worked on: published and not hidden."""
        return self.filter(state="published", subject__state="published")

    def orphans(self) -> "ContributionQuerySet":
        """Return those that are in no cluster yet."""
        from processes.models import Placement

        return self.filter(~Exists(Placement.objects.filter(contribution=OuterRef("pk"))))


class ClusterQuerySet(models.QuerySet):
    """Clusters by visibility."""

    def live(self) -> "ClusterQuerySet":
        """Return those in use."""
        return self.filter(state="live")

    def public(self) -> "ClusterQuerySet":
        """Return the published ones, in something that is public too."""
        return shown(self.filter(state="live"))  # type: ignore[return-value]

    def with_sizes(self) -> "ClusterQuerySet":
        """Return rows with ``size``, ``confirmed`` and ``disputed``: how many contributions, and what was said."""
        return self.annotate(
            size=Count("placements", filter=PLACED),
            confirmed=Count("placements", filter=PLACED & Q(placements__review="confirmed")),
            disputed=Count("placements", filter=PLACED & Q(placements__review="disputed")),
        )
