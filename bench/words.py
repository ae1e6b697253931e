"""Texts as a town writes them, for measuring search: real Spanish words, a few very common, most of them rare.

The commonest are what towns talk of (agua, calle, basura…), then come the words of the product's own Spanish texts,
then words derived from them, until there are enough. How often each occurs follows Zipf's law as Mandelbrot corrected
it for texts without articles and prepositions: the first stands in a quarter of the texts, the thousandth in one of a
hundred, the last in one of six thousand.
"""

import gettext
import re
from pathlib import Path

import numpy as np

from participation.search.synonyms import GROUPS
from participation.search.text import STOP, fold, stem

CATALOGUE = Path(__file__).resolve().parent.parent / "locale/es_MX/LC_MESSAGES/django.mo"
FIRST = (
    "agua calle colonia parque vecino luz alumbrado seguridad bache escuela basura transporte niño familia camino "
    "banqueta mercado plaza árbol salud drenaje municipio obra vigilancia limpieza mantenimiento participación "
    "proyecto gobierno"
)
ENDINGS = ("ción", "miento", "dor", "ista", "able", "oso", "ero", "aje", "ancia", "ario", "ismo", "idad", "ito", "azo")
BEFORE = ("re", "des", "inter", "pre", "sub", "anti")
VOCABULARY = 60_000
SHIFT = 30  # Mandelbrot's correction
TITLE, SUMMARY, TEXT = 6, 18, 50  # words of content in each


def vocabulary(size: int = VOCABULARY) -> list[str]:
    """Return so many different words, the commonest first; the same at each call. No two have the same stem."""
    with CATALOGUE.open("rb") as file:
        told = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    told.pop("", None)  # the catalogue's own head
    own = re.findall(r"\b[a-záéíóúüñ]{4,}\b", " ".join(told.values()).lower())
    real = list(dict.fromkeys([*FIRST.split(), *GROUPS.split(), *own]))
    found: dict[str, str] = {}
    for word in [*real, *_derived(real)]:
        if fold(word) not in STOP:
            found.setdefault(stem(word), word)
        if len(found) == size:
            break
    return list(found.values())


def _derived(real: list[str]) -> list[str]:
    roots = [root for root in (fold(word).rstrip("aeioulrns") for word in real) if len(root) > 3]
    single = [root + ending for ending in ENDINGS for root in roots]
    return [*single, *(before + word for before in BEFORE for word in single)]


def weights(size: int) -> np.ndarray:  # type: ignore[type-arg]
    """Return how likely each word of a vocabulary is."""
    found = 1 / (np.arange(size) + 1 + SHIFT)
    return np.asarray(found / found.sum())


class Writer:
    """Draws texts; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.words = vocabulary()
        self.stems = [stem(word) for word in self.words]
        self._sums = np.cumsum(weights(len(self.words)))
        self._random = np.random.RandomState(seed)

    def draw(self, texts: int) -> "list[list[int]]":
        """Return the words of so many texts, title first, as places in the vocabulary."""
        drawn = self._random.uniform(size=(texts, TITLE + SUMMARY + TEXT))
        places = np.minimum(np.searchsorted(self._sums, drawn), len(self.words) - 1)
        return places.tolist()  # type: ignore[no-any-return]

    def title(self, places: list[int]) -> str:
        """Return the title of a drawn text."""
        return " ".join(self.words[place] for place in places[:TITLE]).capitalize()

    def summary(self, places: list[int]) -> str:
        """Return its summary."""
        return " ".join(self.words[place] for place in places[TITLE : TITLE + SUMMARY]).capitalize()

    def vector(self, places: list[int]) -> str:
        """Return its tsvector as PostgreSQL reads it, as ``search_vector`` would make it."""
        found: dict[str, str] = {}
        for at, place in enumerate(places, start=1):
            weight = "A" if at <= TITLE else "B" if at <= TITLE + SUMMARY else "C"
            word = self.stems[place]
            found[word] = f"{found[word]},{at}{weight}" if word in found else f"'{word}':{at}{weight}"
        return " ".join(found.values())
