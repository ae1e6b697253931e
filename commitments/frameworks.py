"""The goals and targets of the 2030 Agenda, in the words of the United Nations (A/RES/70/1): data of the product."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "data" / "sdg_goals_targets_es_en.csv"


@dataclass(frozen=True, slots=True)
class Node:
    """A goal or a target."""

    code: str
    goal: str
    title_es: str
    title_en: str
    text_es: str
    text_en: str

    @property
    def text(self) -> str:
        """Return its name (a goal) or its words (a target) in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (self.title_en or self.text_en) if english else (self.title_es or self.text_es)

    @property
    def is_goal(self) -> bool:
        """Tell whether it is one of the seventeen goals."""
        return self.goal == self.code


@lru_cache(maxsize=1)
def sdg_nodes() -> dict[str, Node]:
    """Return every goal and target by its code ("16", "16.6")."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["code"]: Node(
            row["code"],
            row["goal"] or row["code"],
            row["title_es"],
            row["title_en"],
            row["text_es"],
            row["text_en"],
        )
        for row in rows
    }


def goals() -> list[Node]:
    """Return the seventeen goals in order."""
    return [node for node in sdg_nodes().values() if node.is_goal]
