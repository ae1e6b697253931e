"""Reads of collaborative texts and of what people suggest on them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from participation.access import roles
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person


def _visible(rows: Any, person: "Person | None", own: Q) -> Any:
    """Return the public rows, the person's own, and those below a role of theirs."""
    if person is None or not person.is_authenticated:
        return rows.public()
    held = roles.scopes(person, roles.OFFICIALS)
    if held is None:
        return rows
    below = Q(subject__ancestors__overlap=list(held)) if held else Q(pk__in=[])
    return rows.filter(Q(pk__in=rows.model.objects.public().values("pk")) | own | below)


class DraftTextQuerySet(models.QuerySet):
    """Texts by visibility."""

    def public(self) -> "DraftTextQuerySet":
        """Return what anybody may see: published, in something that is public too."""
        return shown(self.exclude(state="draft"))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "DraftTextQuerySet":
        """Return what this person may see: the public ones, and those below a role of theirs."""
        return _visible(self, person, Q(pk__in=[]))  # type: ignore[no-any-return]

    def workable_by(self, person: "Person") -> "DraftTextQuerySet":
        """Return the texts of the processes that the official leads."""
        held = roles.scopes(person, roles.STEWARDS)
        return self if held is None else self.filter(subject__ancestors__overlap=list(held))

    def for_page(self) -> "DraftTextQuerySet":
        """Return rows with what pages show and policies read of each."""
        return self.select_related(
            "subject__counts", "current__version", "component__subject", "component__process__subject"
        ).defer("subject__search", "component__subject__search", "component__process__subject__search", "markdown")


class SuggestionQuerySet(models.QuerySet):
    """Suggestions by visibility."""

    def public(self) -> "SuggestionQuerySet":
        """Return what anybody may see: neither withdrawn nor hidden, on a text that is public."""
        return shown(self.filter(withdrawn_at__isnull=True))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "SuggestionQuerySet":
        """Return what this person may see: the public ones, their own, and those below a role of theirs."""
        return _visible(self, person, Q(author=person))  # type: ignore[no-any-return]

    def for_cards(self) -> "SuggestionQuerySet":
        """Return rows with what lists show: who, on which passage, the numbers, and what was answered."""
        return self.select_related(
            "subject__counts", "subject__response", "author", "organisation", "passage", "taken_in", "made_on"
        ).defer("subject__search")

    def for_page(self) -> "SuggestionQuerySet":
        """Return rows with what pages show and policies read of each."""
        return self.for_cards().select_related(
            "text__subject", "text__current", "text__component__subject", "text__component__process__subject"
        ).defer(
            "subject__search",
            "text__markdown",
            "text__subject__search",
            "text__component__subject__search",
            "text__component__process__subject__search",
        )  # fmt: skip

    def owed(self) -> "SuggestionQuerySet":
        """Return those that wait for their answer."""
        return self.public().filter(  # type: ignore[return-value]
            subject__response__isnull=False, subject__response__published_at__isnull=True
        )

    def to_take(self) -> "SuggestionQuerySet":
        """Return those that were accepted, at least in part, and are in no version yet."""
        return self.public().filter(  # type: ignore[return-value]
            taken_in__isnull=True,
            subject__response__published_at__isnull=False,
            subject__response__verdict__in=["accepted", "partly"],
        )
