"""Reads of organisations and of who represents them."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Organisation, Person

PUBLIC = ("registered", "closed")


class OrganisationQuerySet(models.QuerySet):
    """Organisations by visibility."""

    def public(self) -> "OrganisationQuerySet":
        """Return what anybody may see: registered, or closed since."""
        return shown(self.filter(state__in=PUBLIC, registered_at__isnull=False))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "OrganisationQuerySet":
        """Return what this person may see: the public ones, those that they asked for or represent, officials all."""
        if person is None or not person.is_authenticated:
            return self.public()
        if roles.scopes(person, roles.OFFICIALS) is None:
            return self
        public = self.model.objects.public().values("pk")  # type: ignore[attr-defined]
        theirs = Q(author=person, registered_at__isnull=True) | Q(
            representations__person=person, representations__ended_at__isnull=True
        )
        return self.filter(Q(pk__in=public) | Q(pk__in=self.model._default_manager.filter(theirs).values("pk")))

    def for_page(self) -> "OrganisationQuerySet":
        """Return rows with what cards and pages show."""
        return self.select_related("subject__counts").defer("subject__search")


class RepresentationQuerySet(models.QuerySet):
    """Representations by whether they hold."""

    def now(self) -> "RepresentationQuerySet":
        """Return those that nobody ended."""
        return self.filter(ended_at__isnull=True)

    def speaking(self) -> "RepresentationQuerySet":
        """Return those in the name of which something can be done: of a registered organisation that is shown."""
        return self.now().filter(organisation__state="registered", organisation__hidden_at__isnull=True)


def spoken_for() -> ArraySubquery:
    """Return the expression, over a person's row, of the organisations in whose name they may speak."""
    from participation.organisations.models import Representation

    mine = Representation.objects.speaking().filter(person=OuterRef("pk")).order_by("organisation__name", "pk")
    return ArraySubquery(mine.values(told=JSONObject(pk="organisation_id", name="organisation__name")))


def choices_of(person: "Person | None") -> list[tuple[int, str]]:
    """Return key and name of the organisations in whose name somebody may speak: they came with their roles."""
    if person is None or not person.is_authenticated:
        return []
    told: list[dict[str, Any]] = roles.beside(person, "organisations") or []
    return [(one["pk"], one["name"]) for one in told]


def named_or_none(pk: int | None) -> "Organisation | None":
    """Return the organisation with a key, for an act that asks whether the person may speak for it."""
    from participation.organisations.models import Organisation

    return Organisation.objects.filter(pk=pk).first() if pk is not None else None
