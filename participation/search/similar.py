"""Texts that say nearly the same: asked before somebody publishes, so that people join what exists.

Candidates come from the search index (any of the rarest ideas of the text); they are ranked by how much of the rare
ideas they share, idf-weighted, and by how much the letters agree, which forgives misspellings. Words of one idea
(``synonyms``) count as the same. How rare a word is, is estimated from the latest texts of the same place.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.cache import cache
from django.db import connection
from django.db.models import F, Func, TextField

from participation.search.synonyms import GROUPS
from participation.search.text import fold, stem, stems
from participation.subjects.models import Subject

if TYPE_CHECKING:
    from participation.models import Subject as Parent

SAMPLE = 1_000
CANDIDATES = 160
ASKED = 24
KEPT_SECONDS = 300
WEAKEST = 0.16
LETTERS = 240
# ts_stat takes the text of a query; both values are whole numbers.
SAMPLED = (
    "SELECT search FROM participation_subject WHERE state = 'published' AND %(where)s ORDER BY id DESC LIMIT %(most)d"
)


@dataclass(frozen=True, slots=True)
class Similar:
    """One text that is alike: its subject and how much, between 0 and 1."""

    subject_id: int
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of the sampled texts each idea stands."""

    counts: dict[str, int]
    texts: int

    def weight(self, idea: str) -> float:
        """Return the idf of an idea: rare ones weigh most."""
        return math.log((self.texts + 2) / (self.counts.get(idea, 0) + 1))


@lru_cache(maxsize=1)
def _ideas() -> dict[str, str]:
    """Return the idea that each stem of the synonyms stands for."""
    found: dict[str, str] = {}
    for line in GROUPS.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(stem(word), f"={stem(words[0])}")
    return found


@lru_cache(maxsize=1)
def _members() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word, idea in _ideas().items():
        groups.setdefault(idea, []).append(word)
    return {idea: tuple(words) for idea, words in groups.items()}


def ideas(found: Iterable[str]) -> frozenset[str]:
    """Return the ideas of a text from its stems."""
    known = _ideas()
    return frozenset(known.get(word, word) for word in found)


def suggest(
    text: str, parent: "Parent | None", *, kind: str = "", limit: int = 5, exclude: Collection[int] = ()
) -> list[Similar]:
    """Return the public things below ``parent`` (everywhere: None), of a kind where one is named, that are most like a
    text, best first; at most three queries.
    """
    wanted = ideas(stems(text))
    if not wanted:
        return []
    rarity = _rarity(parent, kind)
    asked = sorted(wanted, key=lambda idea: (-rarity.weight(idea), idea))[:ASKED]
    words = {word for idea in asked for word in _members().get(idea, (idea,))}
    rows = [row for row in _candidates(words, parent, kind) if row["id"] not in exclude]
    if not rows:
        return []
    scores = _scores(text, wanted, rows, rarity)
    best = np.argsort(-scores, kind="stable")[:limit]
    return [Similar(rows[i]["id"], rows[i]["title"], round(float(scores[i]), 3)) for i in best if scores[i] >= WEAKEST]


def _candidates(words: Collection[str], parent: "Parent | None", kind: str) -> list[dict[str, Any]]:
    query = SearchQuery(" | ".join(sorted(words)), search_type="raw", config="simple")
    lexemes = Func(F("search"), function="tsvector_to_array", output_field=ArrayField(TextField()))
    place: dict[str, Any] = {"ancestors__contains": [parent.pk]} if parent is not None else {}
    if kind:
        place["kind"] = kind
    return list(
        Subject.objects.public()
        .filter(search=query, **place)
        .annotate(rank=SearchRank(F("search"), query), lexemes=lexemes)
        .order_by("-rank", "pk")
        .values("id", "title", "summary", "lexemes")[:CANDIDATES]
    )


def _rarity(parent: "Parent | None", kind: str) -> Rarity:
    key = f"rarity:{parent.pk if parent is not None else 0}:{kind}"
    kept: Rarity | None = cache.get(key)
    if kept is not None:
        return kept
    parts = [f"ancestors @> ARRAY[{int(parent.pk)}]::bigint[]"] if parent is not None else []
    if kind:
        if not kind.isidentifier():
            raise ValueError(kind)  # it becomes part of a query: names of kinds are code, never what somebody typed
        parts.append(f"kind = '{kind}'")
    where = " AND ".join(parts) or "TRUE"
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ndoc FROM ts_stat(%s)", [SAMPLED % {"where": where, "most": SAMPLE}])
        rows = cursor.fetchall()
    counts: dict[str, int] = {}
    known = _ideas()
    for word, texts in rows:
        idea = known.get(word, word)
        counts[idea] = max(counts.get(idea, 0), texts)
    made = Rarity(counts, min(SAMPLE, max(counts.values(), default=0) * 4 + 20))
    cache.set(key, made, KEPT_SECONDS)
    return made


def _scores(text: str, wanted: frozenset[str], rows: list[dict[str, Any]], rarity: Rarity) -> np.ndarray:
    weights = {idea: rarity.weight(idea) for idea in wanted}
    own = sum(weights.values()) or 1.0
    own_square = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    letters = _letters(text)
    shared, cosine, spelled = (np.zeros(len(rows)) for _ in range(3))
    for i, row in enumerate(rows):
        theirs = ideas(row["lexemes"])
        common = wanted & theirs
        their_square = math.sqrt(sum(rarity.weight(idea) ** 2 for idea in theirs)) or 1.0
        shared[i] = sum(weights[idea] for idea in common) / own
        cosine[i] = sum(weights[idea] ** 2 for idea in common) / (own_square * their_square)
        spelled[i] = _alike(letters, _letters(f"{row['title']} {row['summary']}"))
    return 0.35 * shared + 0.45 * cosine + 0.2 * spelled


def _letters(text: str) -> frozenset[str]:
    plain = " ".join(fold(text[:LETTERS]).split())
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
