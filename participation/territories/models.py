"""Territories: state, municipality, zone, colonia, localidad, ejido… whatever levels an installation needs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.territories.querysets import TerritoryQuerySet


class Territory(models.Model):
    """A place with a name, a free level and, where known, INEGI's code and an outline."""

    name = models.CharField(_("name"), max_length=150)
    level = models.CharField(_("level"), max_length=40, help_text=_("for example: state, municipality, zone, colonia"))
    cvegeo = models.CharField(
        _("INEGI geostatistical code (CVEGEO)"),
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        help_text=_("2 digits for a state, 5 for a municipality, 9 for a locality"),
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("inside")
    )
    ancestors = ArrayField(models.BigIntegerField(), default=list, help_text="ids from the root down to the parent")
    sort_key = models.CharField(max_length=200, help_text="name folded for Spanish sorting")
    outline = models.JSONField(_("outline"), null=True, blank=True, help_text=_("GeoJSON Polygon or MultiPolygon"))
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = [
            models.UniqueConstraint(fields=["parent", "level", "name"], nulls_distinct=False, name="territory_once"),
            models.CheckConstraint(
                condition=models.Q(cvegeo__isnull=True) | models.Q(cvegeo__regex=r"^[0-9]{2,13}$"),
                name="territory_cvegeo_digits",
            ),
        ]
        indexes = [models.Index(fields=["sort_key"], name="territory_sorted")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        from participation.web.addresses import localized

        return localized(f"/territorios/{self.pk}/")

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of the outline."""
        if self.west is None or self.south is None or self.east is None or self.north is None:
            return None
        return (self.west, self.south, self.east, self.north)
