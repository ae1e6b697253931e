"""What a suggestion would make of a passage."""

from collections.abc import Iterable

from processes.models import Suggestion, SuggestionKind


def find_quote(words: str, quote: str, start: int = 0) -> int | None:
    """Return where quoted words begin: at ``start``, else the one place where they stand; None: nowhere or twice."""
    if words[start : start + len(quote)] == quote:
        return start
    place = words.find(quote)
    return place if place >= 0 and words.find(quote, place + 1) < 0 else None


def applied(suggestion: Suggestion, words: str) -> str | None:
    """Return a passage as the suggestion would have it (empty: it goes); None where it does not fit any more.

    An addition and a remark leave the passage itself as it is.
    """
    if suggestion.kind in {SuggestionKind.REMARK, SuggestionKind.ADDITION}:
        return words
    if not suggestion.quote:
        return suggestion.wording if words == suggestion.before else None
    place = find_quote(words, suggestion.quote, suggestion.start)
    if place is None:
        return None
    return " ".join((words[:place] + suggestion.wording + words[place + len(suggestion.quote) :]).split())


def all_applied(suggestions: Iterable[Suggestion], words: str) -> str:
    """Return a passage with every suggestion that still fits after those before it."""
    for suggestion in suggestions:
        found = applied(suggestion, words)
        words = words if found is None else found
    return words
