"""One search over everything public: what matches, in which order, with which figures beside the filters."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan
from django.utils.translation import get_language

from participation.among import Among
from participation.search import eras
from participation.search.text import fold, search_query, stems
from participation.stored import StoredQuery
from participation.subjects import registry
from participation.subjects.models import Subject
from participation.web.keyset import StoredPages, StoredRows
from participation.web.memo import counted
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Territory
    from participation.subjects.querysets import SubjectQuerySet

MAX_LENGTH = 200
# Best first: every word in the title, then in title or summary, then anywhere; newest first within each. A few levels
# in the place of a floating rank make pages by key possible: the last page costs what the first costs.
ORDER = ("-hit", "-published_at", "-id")
PLACES = 5
KNOWN_PLACES = 500
# What a result says of a subject.
SHOWN = (
    "id", "kind", "title", "titles", "summary", "path", "lang", "published_at", "territory__name", "parent__title",
    "counts__comments", "hit",
)  # fmt: skip
FOLIO_PARTS = 3  # year and twice five letters

FolioFinder = Callable[[str], list[int]]
_finders: list[FolioFinder] = []


def register_folio(finder: FolioFinder) -> None:
    """Add a finder: it gets what was typed and returns the ids of subjects that carry it as folio or number."""
    if finder not in _finders:
        _finders.append(finder)


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind with how many matches it has; None where they were not counted."""

    name: str
    label: Any
    count: int | None
    chosen: bool


def typed(text: str) -> str:
    """Return what was typed, tidied and cut to a length that a search can use."""
    return " ".join(tidy(text).split())[:MAX_LENGTH]


def searchable_kinds() -> dict[str, registry.SubjectKind]:
    """Return the kinds that search looks at."""
    return {kind.name: kind for kind in registry.all_kinds() if kind.searchable}


class OnceQuery(SearchQuery):
    """A query of words that PostgreSQL reads once, not once more for each row that it is compared with."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **options: Any) -> Any:
        """Write it as a query of its own."""
        sql, parameters = super().as_sql(compiler, connection, *args, **options)
        return f"(SELECT {sql})", parameters


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for, as the stored queries take it; None where it was not said."""

    words: str | None
    in_title: str | None
    in_summary: str | None
    folio: list[int] | None
    territory: int | None
    since: datetime | None = None
    until: datetime | None = None
    covering: list[int] | None = None  # the cells of time of the stretch (eras.py)

    @classmethod
    def of(cls, text: str, territory: "Territory | None" = None, *, beginnings: bool = True) -> "Search":
        """Return what a text asks for: the subjects that hold every word, or that carry it as folio.

        With ``beginnings`` longer words are also found where they only begin another.
        """
        query = search_query(text, beginnings=beginnings)
        folio = [pk for finder in _finders for pk in finder(text)] if text else []
        return cls(
            words=query or None,
            in_title=search_query(text, "A", beginnings=beginnings) if query else None,
            in_summary=search_query(text, "AB", beginnings=beginnings) if query else None,
            # Words without a stem find nothing but folios.
            folio=folio if folio or (text and not query) else None,
            territory=None if territory is None else territory.pk,
        )

    @property
    def is_whole_folio(self) -> bool:
        """Tell whether a folio was typed, not a number alone: its parts stand together nowhere else."""
        return bool(self.folio) and (self.words or "").count("&") >= FOLIO_PARTS - 1

    def within(self, since: datetime | None, until: datetime | None, *, at: datetime) -> "Search":
        """Return the same, of what was published in a stretch; None where it has no beginning or no end."""
        if self.words is None and self.folio is not None:
            return self  # a folio is found whenever what carries it was published
        covering = None if since is None else eras.cells(since, until or at)
        return replace(self, since=since, until=until, covering=covering)

    def facets(self, chosen: str) -> list[Facet]:
        """Return the kinds that match with their figures, in one query."""
        counts = dict(_facets(*replace(self, in_title=None, in_summary=None)._asked()))
        return [
            Facet(kind.name, kind.label_plural, counts[kind.name], kind.name == chosen)
            for kind in searchable_kinds().values()
            if counts.get(kind.name)
        ]

    def rows(self, kind: str) -> StoredRows:
        """Return the public subjects that match, of a kind where one is named, with ``hit`` to order them by."""
        return _shown(*self._asked(), kind=kind)

    def _asked(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


def _matching(asked: Search, kind: str = "") -> "SubjectQuerySet":
    found = Subject.objects.public().filter(kind__in=list(searchable_kinds()), published_at__isnull=False)
    told = Q(search=OnceQuery(asked.words, search_type="raw", config="simple")) if asked.words is not None else Q()
    if asked.covering is not None:
        told &= eras.published_within(asked.covering)
    published = Coalesce("published_at", "updated_at")  # said so that no other index is tempted to look for it
    if asked.since is not None:
        told &= Q(GreaterThanOrEqual(published, Value(asked.since)))
    if asked.until is not None:
        told &= Q(LessThan(published, Value(asked.until)))
    if kind:
        found = found.filter(kind=kind)
        told &= eras.is_kind(kind)
    if asked.territory is not None:
        from participation.models import Territory

        found = found.filter(eras.in_territories(Territory.objects.within(asked.territory).values("pk")))
    if asked.folio is None:
        return found.filter(told)
    carries = Q(_is_one_of(asked.folio))
    return found.filter(carries if asked.words is None else carries | told)


def _is_one_of(folio: list[int]) -> Among:
    return Among(F("pk"), Value(folio, output_field=ArrayField(BigIntegerField())))


@StoredQuery
def _facets(*asked: Any) -> QuerySet:
    return _matching(Search(*asked)).order_by().values_list("kind").annotate(n=Count("pk"))


def _ranked(*values: Any, kind: str) -> QuerySet:
    asked = Search(*values)
    return _with_hits(_matching(asked, kind), asked)


def _with_hits(found: QuerySet, asked: Search) -> QuerySet:
    levels = [When(_is_one_of(asked.folio), then=Value(3))] if asked.folio is not None else []
    for query, level in ((asked.in_title, 2), (asked.in_summary, 1)):
        if query is not None:
            levels.append(When(search=OnceQuery(query, search_type="raw", config="simple"), then=Value(level)))
    whole = IntegerField()
    hit: Any = Case(*levels, default=Value(0), output_field=whole) if levels else Value(0, output_field=whole)
    return found.annotate(hit=hit)


def _joined(*values: Any, kind: str) -> QuerySet:
    # Which rows there are is decided where the keys of the page are found, within the same statement.
    return _with_hits(Subject.objects.all(), Search(*values)).values_list(*SHOWN, named=True)


_shown = StoredPages(_joined, keys=_ranked)


@StoredQuery
def _places(*words: str) -> QuerySet:
    from participation.models import Territory

    found = Territory.objects.active().select_related("parent").defer("outline", "parent__outline")
    for word in words:
        found = found.filter(GreaterThan(StrIndex(F("sort_key"), Value(word)), 0))
    return found.order_by("level", "sort_key", "pk")[:PLACES]


@StoredQuery
def _place_keys(*, most: int) -> QuerySet:
    from participation.models import Territory

    return Territory.objects.active().order_by("pk").values_list("sort_key", flat=True)[:most]


def places(text: str, *, stranger: bool) -> "list[Territory]":
    """Return territories whose name holds what was typed; they have pages but are no subjects.

    Where places are few their names are known already, so that only a search for one asks for it.
    """
    words = fold(text).split()[:5]
    if not words or len(fold(text)) < 3:
        return []
    known = counted(("names of places",), lambda: tuple(_place_keys(most=KNOWN_PLACES)), stranger=stranger)
    if len(known) < KNOWN_PLACES and not any(all(word in key for word in words) for key in known):
        return []
    return list(_places(*words))


@dataclass(frozen=True, slots=True)
class Card:
    """A subject as a list of many kinds shows it: its texts are in the reader's language where somebody translated
    them, else as they were written.
    """

    subject: Any  # the subject, or its row of a search
    kind: registry.SubjectKind
    title: str
    summary: str
    lang: str


def cards(subjects: Sequence[Any]) -> list[Card]:
    """Return the cards of found subjects: one query for each kind among them, however many there are, and none for what
    was written in the reader's language.
    """
    reads = (get_language() or "").split("-")[0]
    foreign: dict[str, list[Subject]] = {}
    for subject in subjects:
        if subject.lang != reads:
            foreign.setdefault(subject.kind, []).append(Subject(pk=subject.id))
    things: dict[int, Any] = {}
    for name, group in foreign.items():
        kind = registry.get_kind(name)
        if kind.prefetch is not None and _is_translated(kind.model):
            things |= kind.prefetch(group)
    return [_card(subject, things.get(subject.id), reads) for subject in subjects]


def _card(subject: Any, thing: Any, reads: str) -> Card:
    kind = registry.get_kind(subject.kind)
    translatable = getattr(thing, "TRANSLATABLE", ())
    titled = (subject.titles or {}).get(reads)
    title, lang = (titled, reads) if titled else (subject.title, subject.lang)
    if "title" in translatable and (told := thing.in_language("title")):
        title, lang = told, thing.language_of("title")
    summary = thing.in_language("summary") if "summary" in translatable else ""
    return Card(subject, kind, title, summary or subject.summary, lang)


@functools.cache
def _is_translated(model: str) -> bool:
    """Tell whether officials translate things of a model; of others the subject says all that a card shows."""
    return bool(getattr(apps.get_model(model), "TRANSLATABLE", ()))


def query_stems(text: str) -> tuple[str, ...]:
    """Return the stems to mark in what was found."""
    return tuple(dict.fromkeys(stems(text) or stems(text, keep_stop_words=True)))
