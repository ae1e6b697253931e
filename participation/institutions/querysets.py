"""Reads of institutions."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.access import roles
from participation.search.text import fold

if TYPE_CHECKING:
    from participation.models import Institution, Person


class InstitutionQuerySet(models.QuerySet):
    """Institutions by visibility and name."""

    def public(self) -> "InstitutionQuerySet":
        """Return what anybody may see."""
        return self.filter(subject__state="published")

    def workable_by(self, person: "Person") -> "InstitutionQuerySet":
        """Return the institutions for which the person answers as a steward, from above or directly."""
        held = roles.scopes(person, roles.STEWARDS)
        if held is None:
            return self.all()
        return self.filter(Q(subject__in=held) | Q(subject__ancestors__overlap=list(held))) if held else self.none()

    def named(self, name: str) -> "Institution | None":
        """Return the institution known under a name, short name or alias, without regard to case and accents."""
        folded = fold_name(name)
        if not folded:
            return None
        return self.filter(aliases__folded=folded).first()  # type: ignore[return-value]


def fold_name(name: str) -> str:
    """Return a name as aliases are compared."""
    return " ".join(fold(name).split())[:200]
