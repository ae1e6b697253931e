"""One search over everything public: what matches, in which order, with which figures beside the filters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, IntegerField, Q, Value, When

from participation.search.text import fold, search_query, stems
from participation.subjects import registry
from participation.subjects.models import Subject
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Territory
    from participation.subjects.querysets import SubjectQuerySet

MAX_LENGTH = 200
# Best first: every word in the title, then in title or summary, then anywhere; newest first within each. A few levels
# in the place of a floating rank make pages by key possible: the last page costs what the first costs.
ORDER = ("-hit", "-published_at", "-id")
PLACES = 5

FolioFinder = Callable[[str], list[int]]
_finders: list[FolioFinder] = []


def register_folio(finder: FolioFinder) -> None:
    """Add a finder: it gets what was typed and returns the ids of subjects that carry it as folio or number."""
    if finder not in _finders:
        _finders.append(finder)


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind with how many matches it has."""

    name: str
    label: Any
    count: int
    chosen: bool


def typed(text: str) -> str:
    """Return what was typed, tidied and cut to a length that a search can use."""
    return " ".join(tidy(text).split())[:MAX_LENGTH]


def searchable_kinds() -> dict[str, registry.SubjectKind]:
    """Return the kinds that search looks at."""
    return {kind.name: kind for kind in registry.all_kinds() if kind.searchable}


def matching(text: str, territory: "Territory | None" = None) -> "SubjectQuerySet":
    """Return the public subjects that hold every word (or are the folio), with ``hit`` to order them by.

    Without words, everything.
    """
    query = search_query(text)
    found = Subject.objects.public().filter(kind__in=list(searchable_kinds()), published_at__isnull=False)
    if territory is not None:
        from participation.models import Territory

        found = found.filter(territory__in=Territory.objects.within(territory).values("pk"))
    folio = [pk for finder in _finders for pk in finder(text)] if text else []
    if not text:
        return found.annotate(hit=Value(0, output_field=IntegerField()))
    if not query:
        return found.filter(pk__in=folio).annotate(hit=Value(3, output_field=IntegerField()))
    anywhere = Q(search=SearchQuery(query, search_type="raw", config="simple"))
    return found.filter(anywhere | Q(pk__in=folio) if folio else anywhere).annotate(
        hit=Case(
            When(pk__in=folio, then=Value(3)),
            When(search=SearchQuery(search_query(text, "A"), search_type="raw", config="simple"), then=Value(2)),
            When(search=SearchQuery(search_query(text, "AB"), search_type="raw", config="simple"), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


def facets(found: "SubjectQuerySet", chosen: str) -> list[Facet]:
    """Return the kinds that match with their figures, in one query."""
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    return [
        Facet(kind.name, kind.label_plural, counts[kind.name], kind.name == chosen)
        for kind in searchable_kinds().values()
        if counts.get(kind.name)
    ]


def places(text: str) -> "list[Territory]":
    """Return territories whose name holds what was typed; they have pages but are no subjects."""
    from participation.models import Territory

    words = fold(text).split()
    if not words or len(fold(text)) < 3:
        return []
    found = Territory.objects.active().select_related("parent").defer("outline", "parent__outline")
    for word in words[:5]:
        found = found.filter(sort_key__contains=word)
    return list(found.order_by("level", "sort_key", "pk")[:PLACES])


@dataclass(frozen=True, slots=True)
class Card:
    """A found subject with its kind and, where the kind fetches it, the thing itself."""

    subject: Subject
    kind: registry.SubjectKind
    thing: Any

    @property
    def title(self) -> str:
        """Return the title, in the reader's language where an official translated it."""
        return self._text("title") or self.subject.shown_title

    @property
    def summary(self) -> str:
        """Return the summary likewise."""
        return self._text("summary") or self.subject.summary

    @property
    def lang(self) -> str:
        """Return the language of what is shown."""
        return self.thing.language_of("title") if self._text("title") else self.subject.shown_lang

    def _text(self, field: str) -> str:
        return self.thing.in_language(field) if field in getattr(self.thing, "TRANSLATABLE", ()) else ""


def cards(subjects: list[Subject]) -> list[Card]:
    """Return the cards of found subjects: one query for each kind among them, however many there are."""
    things: dict[int, Any] = {}
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject)
    for name, group in by_kind.items():
        prefetch = registry.get_kind(name).prefetch
        if prefetch is not None:
            things |= prefetch(group)
    return [Card(subject, registry.kind_of(subject), things.get(subject.pk)) for subject in subjects]


def query_stems(text: str) -> tuple[str, ...]:
    """Return the stems to mark in what was found."""
    return tuple(dict.fromkeys(stems(text) or stems(text, keep_stop_words=True)))
