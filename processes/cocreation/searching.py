"""Finding contributions: by words, theme and channel, and those that say nearly the same."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery

from participation.search.similar import suggest
from participation.search.text import search_query

if TYPE_CHECKING:
    from processes.cocreation.querysets import ContributionQuerySet
    from processes.models import Component

SIMILAR = 25


def narrowed(
    rows: "ContributionQuerySet", *, text: str = "", theme: str = "", channel: str = ""
) -> "ContributionQuerySet":
    """Return the rows with these words, this theme and this channel."""
    words = search_query(text)
    if words:
        rows = rows.filter(subject__search=SearchQuery(words, search_type="raw", config="simple"))
    elif text:
        rows = rows.none()
    if theme:
        rows = rows.filter(theme=theme[:80].replace("\x00", ""))
    return rows.filter(channel=channel) if channel else rows


def alike(component: "Component", text: str, *, without: Any = ()) -> list[int]:
    """Return the keys of the subjects of the contributions that are most like a text, best first."""
    found = suggest(text, component.subject, kind="contribution", limit=SIMILAR, exclude=without)
    return [hit.subject_id for hit in found]
