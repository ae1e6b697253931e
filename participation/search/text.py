"""Words as search compares them: Spanish stems without accents.

PostgreSQL's Spanish stemmer needs the accents that people leave out ("participacion"), and the embedded server has no
``unaccent``. So words are stemmed here, the same way when writing and when asking: accents that the commonest endings
must carry are put back, the word is stemmed (Snowball), accents and a final vowel are dropped. participación,
participacion, participaciones and PARTICIPACIÓN all become ``particip``.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

WORD = re.compile(r"[0-9a-zà-öø-ÿ]+(?:-[0-9]+)*", re.IGNORECASE)
# Words without content; folded. Kept short on purpose: what is left out cannot be found.
# fmt: off
STOP = frozenset(
    ["a", "al", "ante", "con", "como", "de", "del", "desde", "el", "ella", "ellas", "ellos", "en", "entre",
     "es", "esa", "ese", "eso", "esta", "este", "esto", "estos", "estas", "ha", "han", "hay", "la", "las", "le",
     "les", "lo", "los", "mas", "mi", "mis", "muy", "no", "nos", "o", "para", "pero", "por", "porque", "que",
     "se", "ser", "si", "sin", "sobre", "son", "su", "sus", "tambien", "te", "tiene", "tu", "un", "una", "unas",
     "uno", "unos", "y", "ya", "the", "of", "and", "to", "in", "for", "is", "on", "an", "or", "with", "by",
     "at", "from"]
)
# fmt: on
# Endings whose accent is always written, and always forgotten.
RESTORE = ((re.compile(r"(c|s|x)ion$"), r"\1ión"), (re.compile(r"([bcdfglmnprst])ias?$"), r"\1ía"))
MAX_WORDS = 20_000

_local = threading.local()


def fold(text: str) -> str:
    """Return the text in lower case without accents (ñ counts as n)."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


# Of each letter of a word, as ``fold`` writes it.
_PLAIN = {ord(c): fold(c) for c in map(chr, range(0xC0, 0x180)) if fold(c) != c}
HEAD = 3  # letters with which a stem and its words begin alike: endings alone are changed


def heads(words: Iterable[str]) -> tuple[str, ...]:
    """Return how every word begins that has one of these stems, or a stem that begins so."""
    return tuple({word[:HEAD] for word in words})


def head(word: str) -> str:
    """Return how a word begins, folded: a hundred times quicker than its stem."""
    return word[:HEAD].lower().translate(_PLAIN)


# The letters of words that are the same folded.
_SAME: dict[str, str] = {}
for _letter in map(chr, (*range(0x61, 0x7B), *range(0xE0, 0x100))):
    _SAME[fold(_letter)] = _SAME.get(fold(_letter), "") + _letter
_NUMBERED = re.compile("-[0-9]")


@lru_cache(maxsize=4_000)
def _beginning(begins: tuple[str, ...]) -> re.Pattern[str]:
    found = ("".join(f"[{re.escape(_SAME.get(letter, letter))}]" for letter in each) for each in begins)
    return re.compile(f"(?<![0-9a-zà-öø-ÿ])(?:{'|'.join(found)})", re.IGNORECASE)


def words_that_begin(text: str, begins: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """Return the words of a text that begin so, and perhaps others: each is to be looked at with ``head``."""
    if not begins:
        return iter(())
    # A number behind a dash belongs to its word, and what follows it is the next: "2026-17b".
    if any(each[0].isdigit() for each in begins) or _NUMBERED.search(text):
        return WORD.finditer(text)
    places = (found.start() for found in _beginning(begins).finditer(text))
    return (word for word in (WORD.match(text, place) for place in places) if word is not None)


def _stemmer() -> "snowballstemmer.SpanishStemmer":
    # A stemmer keeps state while it works: one per thread.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("spanish")
    return _local.stemmer  # type: ignore[no-any-return]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one word, folded."""
    plain = fold(word)
    for pattern, accented in RESTORE:
        restored = pattern.sub(accented, plain)
        if restored != plain:
            plain = restored
            break
    root = fold(_stemmer().stemWord(plain))
    return root.rstrip("aeiou") if len(root.rstrip("aeiou")) >= 3 else root


def stems(text: str, *, keep_stop_words: bool = False) -> list[str]:
    """Return the stems of a text in order."""
    words = WORD.findall(text)[:MAX_WORDS]
    return [stem(word.lower()) for word in words if keep_stop_words or fold(word) not in STOP]


def search_vector(*, title: str, summary: str = "", text: str = "") -> CombinedExpression:
    """Return the expression of a tsvector: title weighs most, then summary, then text."""
    return (
        SearchVector(Value(" ".join(stems(title))), weight="A", config="simple")
        + SearchVector(Value(" ".join(stems(summary))), weight="B", config="simple")
        + SearchVector(Value(" ".join(stems(text))), weight="C", config="simple")
    )


PREFIX_LENGTH = 4  # a shorter stem as a prefix finds what nobody meant: "agu" is agua, and would be aguantar


def search_query(text: str, weights: str = "", *, beginnings: bool = True) -> str:
    """Return a raw tsquery (config ``simple``) that wants every word; empty when nothing is left.

    ``weights`` narrows it: ``A`` to titles, ``AB`` to titles and summaries. With ``beginnings`` a word of some length
    is also found where it begins another.
    """
    found = stems(text) or stems(text, keep_stop_words=True)
    return " & ".join(
        f"{word}:{'*' if beginnings and len(word) >= PREFIX_LENGTH else ''}{weights}".rstrip(":")
        for word in dict.fromkeys(found[:12])
    )
