"""Reads of territories."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from participation.models import Territory


class TerritoryQuerySet(models.QuerySet):
    """Territories by place in the tree."""

    def active(self) -> "TerritoryQuerySet":
        """Return those in use."""
        return self.filter(is_active=True)

    def below(self, territory: "Territory | int") -> "TerritoryQuerySet":
        """Return every descendant."""
        pk = territory if isinstance(territory, int) else territory.pk
        return self.filter(ancestors__contains=[pk])

    def within(self, territory: "Territory | int") -> "TerritoryQuerySet":
        """Return the territory itself and every descendant."""
        pk = territory if isinstance(territory, int) else territory.pk
        return self.filter(Q(pk=pk) | Q(ancestors__contains=[pk]))

    def sorted(self) -> "TerritoryQuerySet":
        """Return them in Spanish alphabetical order."""
        return self.order_by("sort_key", "pk")

    def around(self, latitude: float, longitude: float) -> "TerritoryQuerySet":
        """Return those whose bounding box holds the point: the candidates for the exact test."""
        return self.filter(
            outline__isnull=False, west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude
        )
