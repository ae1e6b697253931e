"""Many suggestions before one person: what the policies read of each, brought at once for a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from participation.access.facts import know
from participation.subjects.above import look_above
from participation.verification.querysets import accounts_of
from processes.models import Component, SuggestionVoice
from processes.texts.kind import gather

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Suggestion


def gather_suggestions(rows: "Sequence[Suggestion]", person: "Person | None") -> None:
    """Bring texts with their clock, what the rules ask of the person, and which side they took on each."""
    components = Component.objects.with_clock().in_bulk({row.text.component_id for row in rows})
    for row in rows:
        row.text.component = components[row.text.component_id]
        row.subject.__dict__["_suggestion"] = row
    look_above([each for row in rows for each in (row.subject, row.text.subject)])
    if person is None:
        return
    know(person, [rule for component in components.values() for rule in component.config.who_may_suggest])
    voices = SuggestionVoice.objects.filter(suggestion__in=[row.pk for row in rows])
    mine = dict(voices.filter(person=person).values_list("suggestion_id", "value"))
    others = voices.filter(person__in=accounts_of(person)).exclude(person=person)
    elsewhere = set(others.values_list("suggestion_id", flat=True))
    for row in rows:
        row.my_side = mine.get(row.pk, 0)  # type: ignore[attr-defined]
        row.voiced_elsewhere = row.pk in elsewhere  # type: ignore[attr-defined]


def gather_texts(rows: Sequence[Component], person: "Person", at: datetime) -> None:
    """Bring what the policies read of many texts, by their activities."""
    gather(list(rows), person, at)
