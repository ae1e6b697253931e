"""Puts proposals and comments together from the phrases of ``data/demo/ciudad.toml``."""

import re
import tomllib
from dataclasses import dataclass
from random import Random
from typing import Any

from proposals.demo.places import DATA

FILE = DATA / "demo" / "ciudad.toml"
CONTRACTED = ((re.compile(r"\bde el\b"), "del"), (re.compile(r"\ba el\b"), "al"))
STANCES = (("for", "favor"), ("neutral", "neutral"), ("against", "contra"))


@dataclass(frozen=True, slots=True)
class Words:
    """A proposal in words; ``topic`` is its place in the file, so that comments speak of the same thing."""

    topic: int
    title: str
    body: str
    tags: tuple[str, ...]
    corner: str


class Phrases:
    """The phrases and the dice; no title is given twice."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.parts: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
        self.topics: list[dict[str, Any]] = self.parts["tema"]
        # Some topics move many people, most move few.
        self.weights = [1 / (place + 2) for place in range(len(self.topics))]
        self.titles: set[str] = set()

    def proposal(self, colonia: str) -> Words:
        """Return a proposal of somebody who lives in a colonia."""
        (topic,) = self.dice.choices(range(len(self.topics)), self.weights)
        parts, slots = self.topics[topic], self._slots(colonia)
        title = self._title(parts, slots)
        first, second = self.dice.sample(parts["problemas"], 2)
        paragraphs = [self._fill(text, slots) for text in (first, self._pick(parts["pedidos"]))]
        if self.dice.random() < 0.35:
            paragraphs[0] += " " + self._fill(second, slots)
        if self.dice.random() < 0.6:
            paragraphs.append(self._fill(self._pick(self.parts["cierres"]), self._slots(colonia)))
        corner = f"{slots['calle']} y {slots['cruce']}"
        tags = tuple(parts["tags"][: self.dice.choice((1, 2, 2))])
        return Words(topic, title, "\n\n".join(paragraphs), tags, corner[0].upper() + corner[1:])

    def comment(self, topic: int, colonia: str) -> tuple[str, str]:
        """Return the stance and the words of a comment on a topic."""
        ((stance, key),) = self.dice.choices(STANCES, (62, 24, 14))
        slots = self._slots(colonia)
        entry = self._pick(self.parts["entradas"]) if stance != "against" else ""
        core = self._pick(self.topics[topic][key])
        if entry.endswith((",", ":", " y")):
            core = core[0].lower() + core[1:]
        words = " ".join(part for part in (entry, core, self._pick(self.parts["salidas"])) if part)
        return stance, self._fill(words, slots)

    def reply(self, colonia: str) -> str:
        """Return the words of a reply."""
        return self._fill(self._pick(self.parts["respuestas"]), self._slots(colonia))

    def _title(self, parts: dict[str, Any], slots: dict[str, Any]) -> str:
        """Return a title that nobody had; the corner, then a number of the street, tell apart what is asked twice."""
        title = self._fill(self._pick(parts["titulos"]), slots)
        for more in (f" ({slots['colonia']})", f", por {slots['cruce']}", f", a la altura del {slots['numero']}"):
            if title not in self.titles:
                break
            title += more
        while title in self.titles:
            title = f"{title} y {self.dice.randint(2, 999)}"
        self.titles.add(title)
        return title

    def _slots(self, colonia: str) -> dict[str, Any]:
        calle, cruce = self.dice.sample(self.parts["calles"], 2)
        return {
            "calle": calle,
            "cruce": cruce,
            "colonia": colonia,
            "numero": self.dice.randint(3, 60),
            "lugar": self._pick(self.parts["lugares"]),
            "tiempo": self._pick(self.parts["tiempos"]),
            "dia": self._pick(self.parts["dias"]),
            "hora": self._pick(self.parts["horas"]),
        }

    def _pick(self, phrases: list[str]) -> str:
        return phrases[int(self.dice.random() * len(phrases))]

    @staticmethod
    def _fill(text: str, slots: dict[str, Any]) -> str:
        words = text.format_map(slots)
        for pattern, short in CONTRACTED:
            words = pattern.sub(short, words)
        return words
