"""What pages show of texts and suggestions: the change that each asks for, the numbers of each passage."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from participation.versions.diff import Piece, compare
from processes.models import DraftText, Passage, Suggestion, SuggestionKind, TextVersion
from processes.texts.effects import applied


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many suggestions there are on a passage, and how many wait for an answer."""

    total: int = 0
    waiting: int = 0


def numbers(text: DraftText) -> dict[int, Numbers]:
    """Return the numbers of every passage of a text that is public, in one query."""
    rows = Suggestion.objects.filter(text=text, withdrawn_at__isnull=True, subject__state="published").order_by()
    waiting = Q(subject__response__isnull=False, subject__response__published_at__isnull=True)
    counted = rows.values_list("passage").annotate(n=Count("pk"), waiting=Count("pk", filter=waiting))
    return {pk: Numbers(n, left) for pk, n, left in counted}


def shown_change(row: Suggestion) -> list[Piece]:
    """Return what a suggestion would change of the passage as its author read it; of a remark, the words it is on."""
    if row.kind == SuggestionKind.REMARK:
        return [Piece("same", row.quote or row.before)]
    if row.kind == SuggestionKind.ADDITION:
        return [Piece("ins", row.wording)]
    return compare(row.before, applied(row, row.before) or "")


def fits(row: Suggestion) -> bool:
    """Tell whether what a suggestion changes still stands in the text of today."""
    if row.passage.gone_in_id is not None:
        return False
    return applied(row, row.passage.words) is not None


@dataclass(frozen=True, slots=True)
class Changed:
    """A passage that a version changed, what changed, and the suggestions that it took in there."""

    key: int
    number: int
    kind: str
    how: str
    pieces: list[Piece]
    taken: list[Suggestion]


def changes_of(version: TextVersion, before: TextVersion | None, taken: list[Suggestion]) -> list[Changed]:
    """Return what a version changed, passage by passage, in its order; what went stands where it stood."""
    old = {row["key"]: row for row in before.passages} if before else {}
    new = {row["key"]: row for row in version.passages}
    by_key: dict[int, list[Suggestion]] = {}
    keys: list[Any] = list(new)
    for place, key in enumerate(old):
        if key not in new:
            left = [each for each in list(old)[:place] if each in keys]
            keys.insert(keys.index(left[-1]) + 1 if left else 0, key)
    for row in taken:
        by_key.setdefault(row.passage.key, []).append(row)
    found = []
    for key in keys:
        was, now = old.get(key, {}).get("words", ""), new.get(key, {}).get("words", "")
        if was == now and key not in by_key:
            continue
        how = "new" if not was else "gone" if not now else "changed" if was != now else "same"
        row = new.get(key) or old[key]
        found.append(Changed(key, row["number"], row["kind"], how, compare(was, now), by_key.get(key, [])))
    return found


def passages_of(text: DraftText) -> list[Passage]:
    """Return the passages of the text of today, in order."""
    return list(Passage.objects.filter(text=text, gone_in__isnull=True).order_by("position"))
