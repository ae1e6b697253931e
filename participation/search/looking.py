"""Looking for a page of results: among the newest first, where there is much to look through.

With few subjects all matches are read, counted and sorted. With many, the newest thousand are looked through until a
page is full, then ten times as many, and so on, so that a word of every third text costs no more than a rare one;
stretches that cannot fill a page, by what PostgreSQL knows of the words and by what the stretch before held, are passed
over. Such a page is *partial*: it says since when it looked, gives no figures, and leads on to what is older.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from participation.models import Territory
from participation.search import eras
from participation.search.results import ORDER, Facet, Search, query_stems, searchable_kinds
from participation.web.keyset import KeysetPage, paginate

SIZE = 20
ENOUGH = 1.25  # times a page that a stretch must promise


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; ``since`` is told where only what was published from then on was looked through."""

    page: KeysetPage
    facets: list[Facet]
    since: datetime | None = None
    older_url: str = ""

    @property
    def partial(self) -> bool:
        """Tell whether there is more, which was neither read nor counted."""
        return self.since is not None


def look(request: HttpRequest, text: str, territory: Territory | None, kind: str, *, at: datetime) -> Found:
    """Return the page that the address asks for."""
    until = eras.read(request.GET.get("hasta", ""))
    since = eras.read(request.GET.get("desde", ""))
    starts = [eras.Stretch(0, since)] if since else eras.stretches(until or at)
    if not starts:
        return _whole(request, Search.of(text, territory).within(None, until, at=at), kind)
    likely = eras.share_of(query_stems(text), territory.pk if territory else None) if not since else 1.0
    # Beginnings of words cost as much as all words that begin so: asked for where the words themselves are nowhere.
    for beginnings, guess in ((False, likely), (True, 1.0)):
        share = guess
        asked = Search.of(text, territory, beginnings=beginnings)
        waiting = [] if asked.is_whole_folio else list(starts)
        while waiting := waiting if since else _worth_it(waiting, share):
            stretch = waiting.pop(0)
            page = _page(request, asked.within(stretch.since, until, at=at), kind)
            if len(page) and (since or page.next_cursor):
                return _part(request, page, kind, stretch.since)
            if not since:
                share = max(len(page), 0.5) / stretch.size
        found = _whole(request, asked.within(None, until, at=at), kind)
        if len(found.page):
            break
    return found


def _worth_it(stretches: list[eras.Stretch], share: float) -> list[eras.Stretch]:
    """Return those that likely fill a page with what stands in a share of all; where none does, all is read at once:
    it is little.
    """
    return [stretch for stretch in stretches if stretch.size * share >= SIZE * ENOUGH]


def _page(request: HttpRequest, asked: Search, kind: str) -> KeysetPage:
    return paginate(request, asked.rows(kind), order=ORDER, size=SIZE)


def _whole(request: HttpRequest, asked: Search, kind: str) -> Found:
    return Found(_page(request, asked, kind), asked.facets(kind))


def _part(request: HttpRequest, page: KeysetPage, kind: str, since: datetime) -> Found:
    start = f"{since.timestamp():.0f}"
    names = [Facet(each.name, each.label_plural, None, each.name == kind) for each in searchable_kinds().values()]
    older = {name: request.GET[name] for name in ("q", "tipo", "territorio") if request.GET.get(name)}
    return Found(
        # The pages that follow look through the same stretch, whatever is published meanwhile.
        replace(page, next_url=_within(page.next_url, start), previous_url=_within(page.previous_url, start)),
        names,
        since,
        f"{request.path}?{urlencode({**older, 'hasta': start})}",
    )


def _within(url: str, since: str) -> str:
    return url if not url or "desde=" in url else f"{url}&desde={since}"
