"""Reads of what people ask for."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from participation.access import roles
from participation.asks.states import SHOWN, AskState
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person, Subject


class AskQuerySet(models.QuerySet):
    """Questions and requests by visibility and by answer."""

    def public(self) -> "AskQuerySet":
        """Return what anybody may see: published, in something that is public too."""
        return shown(self.filter(state__in=SHOWN))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "AskQuerySet":
        """Return what this person may see: the public ones, their own, and those of their offices."""
        if person is None or not person.is_authenticated:
            return self.public()
        own = Q(author=person)
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self
        public = Q(pk__in=self.model.objects.public().values("pk"))  # type: ignore[attr-defined]
        return self.filter(public | own | _within(held)) if held else self.filter(public | own)

    def within(self, person: "Person", kinds: set[str]) -> "AskQuerySet":
        """Return those over which the person holds one of the roles: where they stand, or over who is asked."""
        held = roles.scopes(person, kinds)
        if held is None:
            return self
        return self.filter(_within(held)) if held else self.none()

    def at_place(self, place: "Subject | None") -> "AskQuerySet":
        """Return those of one place; everywhere for None."""
        return self if place is None else self.filter(subject__parent=place)

    def for_cards(self) -> "AskQuerySet":
        """Return rows with what a card shows, in one query."""
        rows = self.select_related("subject__counts", "subject__response__institution", "institution")
        return rows.defer("subject__search", "body")

    def for_page(self) -> "AskQuerySet":
        """Return rows with all that their page shows of themselves."""
        rows = self.select_related(
            "subject__counts",
            "subject__response__institution",
            "subject__parent",
            "subject__folio",
            "institution__subject",
            "author",
        )
        return rows.defer("subject__search", "subject__parent__search", "institution__subject__search")

    def with_joined(self, person: "Person | None") -> "AskQuerySet":
        """Return rows with ``joined_by_me``."""
        from participation.joins.models import Join

        if person is None or not person.is_authenticated:
            return self.annotate(joined_by_me=Value(value=False, output_field=models.BooleanField()))
        return self.annotate(joined_by_me=Exists(Join.objects.filter(subject=OuterRef("subject"), person=person)))

    def answered(self) -> "AskQuerySet":
        """Return those with a published answer."""
        return self.filter(state=AskState.ANSWERED)

    def waiting(self) -> "AskQuerySet":
        """Return those that count against the limit of their author: handed in and not answered."""
        return self.filter(state__in=[AskState.PENDING, AskState.PUBLISHED])

    def unanswered(self) -> "AskQuerySet":
        """Return those that are owed an answer still."""
        return self.filter(state=AskState.PUBLISHED)

    def late(self, today: date) -> "AskQuerySet":
        """Return those whose answer was to be published by a day that has passed."""
        return self.unanswered().filter(subject__response__due_on__lt=today)


def _within(held: set[int]) -> Q:
    places = list(held)
    return (
        Q(subject_id__in=places)
        | Q(subject__ancestors__overlap=places)
        | Q(institution__subject_id__in=places)
        | Q(subject__response__institution__subject_id__in=places)
    )
