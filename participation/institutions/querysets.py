"""Reads of institutions."""

from typing import TYPE_CHECKING

from django.db import models

from participation.search.text import fold

if TYPE_CHECKING:
    from participation.models import Institution


class InstitutionQuerySet(models.QuerySet):
    """Institutions by visibility and name."""

    def public(self) -> "InstitutionQuerySet":
        """Return what anybody may see."""
        return self.filter(subject__state="published")

    def named(self, name: str) -> "Institution | None":
        """Return the institution known under a name, short name or alias, without regard to case and accents."""
        folded = fold_name(name)
        if not folded:
            return None
        return self.filter(aliases__folded=folded).first()  # type: ignore[return-value]


def fold_name(name: str) -> str:
    """Return a name as aliases are compared."""
    return " ".join(fold(name).split())[:200]
