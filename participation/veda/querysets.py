"""Reads of electoral periods."""

from datetime import date

from django.db import models


class ElectoralPeriodQuerySet(models.QuerySet):
    """Periods by where they stand."""

    def standing(self) -> "ElectoralPeriodQuerySet":
        """Return those that were not withdrawn, with what telling whom they touch needs; the first to begin first."""
        rows = self.filter(withdrawn_at__isnull=True).select_related("territory").defer("territory__outline")
        return rows.order_by("starts_on", "pk")

    def coming_or_running(self, today: date) -> "ElectoralPeriodQuerySet":
        """Return those standing that have not ended."""
        return self.standing().filter(ends_on__gte=today)
