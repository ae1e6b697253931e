"""What a questionnaire still lacks, and the options of a question as officials write them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from processes.consultations.questions import CHOOSING, SECRET
from processes.consultations.settings import ConsultationSettings, Nature

if TYPE_CHECKING:
    from processes.models import Question

MOST_QUESTIONS, MOST_OPTIONS = 80, 60


def read_lines(text: str, english: str, before: Sequence[dict[str, str]], letter: str) -> list[dict[str, str]]:
    """Return options from one on each line. What was there keeps its key: by its words, else by its place."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    others = [" ".join(line.split()) for line in english.splitlines() if line.strip()]
    by_words = {row["text"]: row["key"] for row in before}
    same_places = len(before) == len(lines)
    used: set[str] = set()
    found: list[dict[str, str]] = []
    highest = max((int(row["key"][1:]) for row in before), default=0)
    for place, line in enumerate(lines):
        key = by_words.get(line) or (before[place]["key"] if same_places else "")
        if not key or key in used:
            highest += 1
            key = f"{letter}{highest}"
        used.add(key)
        row = {"key": key, "text": line}
        if place < len(others):
            row["en"] = others[place]
        found.append(row)
    return found


def lacking(questions: Sequence["Question"], config: ConsultationSettings) -> list[str]:
    """Return what has to be mended before a questionnaire is ready."""
    nature, found = config.nature, []
    if nature == Nature.VOTE and config.quorum and not config.entitled:
        found.append(_("Say in the settings how many people may vote: the least turnout is counted from it."))
    asking = [question for question in questions if question.kind != "section"]
    if not asking:
        found.append(_("Add at least one question."))
    seen: dict[str, Question] = {}
    for number, question in enumerate(questions, start=1):
        about = {"n": number, "text": question.text}
        if nature == Nature.VOTE and question.kind not in (*SECRET, "section"):
            found.append(_("%(n)s. “%(text)s”: a vote takes no texts, numbers, tables, points or files.") % about)
        if nature == Nature.VOTE and question.rules.get("other"):
            found.append(_("%(n)s. “%(text)s”: a vote takes no “other”.") % about)
        if question.kind in (*CHOOSING, "ranking", "matrix") and len(question.options) < 2:
            found.append(_("%(n)s. “%(text)s”: write at least two options.") % about)
        if question.kind == "matrix" and not question.rows:
            found.append(_("%(n)s. “%(text)s”: write at least one row.") % about)
        if question.when:
            before = seen.get(question.when["question"])
            known = {row["key"] for row in before.options} if before is not None else set()
            if before is not None and before.rules.get("other"):
                known.add("other")
            if not set(question.when["options"]) <= known:
                words = _("%(n)s. “%(text)s”: its condition names an option that is not asked before it.")
                found.append(words % about)
        seen[question.key] = question
    return found


def definition(questions: Sequence["Question"]) -> dict[str, Any]:
    """Return what is asked as plain values: what a vote freezes and publishes the digest of."""
    return {
        "questions": [
            {
                "key": question.key,
                "kind": question.kind,
                "text": question.text,
                "hint": question.hint,
                "translations": question.translations,
                "required": question.required,
                "options": question.options,
                "rows": question.rows,
                "rules": question.rules,
                "when": question.when,
            }
            for question in questions
        ]
    }
