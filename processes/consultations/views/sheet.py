"""What somebody is filling in: the questions, what was typed, what of it counts and on which page it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from participation.models import Person
from processes.consultations.answers import WrongAnswers, clean, reached, read_fields, write_fields
from processes.consultations.drawing import Drawn, draw, said
from processes.consultations.questions import Asked
from processes.consultations.reading import questions_of
from processes.models import Answer, AnswerDraft, AnswerFile, Component, Question


@dataclass(slots=True)
class Sheet:
    """What somebody is filling in: the questions, what was typed, what of it counts."""

    component: Component
    person: Person | None
    questions: list[Question]
    fields: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def asks(self) -> list[Asked]:
        """Return the questions as plain values; without an account no file can be kept."""
        return [question.ask for question in self.questions]

    @property
    def skipped(self) -> set[str]:
        """Return the questions that cannot be asked here."""
        return set() if self.person else {question.key for question in self.questions if question.kind == "file"}

    def errors(self) -> dict[str, str]:
        """Return what has to be mended, by question."""
        try:
            clean(self.asks, read_fields(self.asks, self.fields), files=self.files, skipped=self.skipped)
        except WrongAnswers as error:
            return error.errors
        return {}

    def right(self) -> dict[str, Any]:
        """Return the answers that are right so far; those that are wrong are left out."""
        given = read_fields(self.asks, self.fields)
        try:
            return clean(self.asks, given, files=self.files, skipped=self.skipped)
        except WrongAnswers as error:
            wrong = error.errors
        loose = [Asked(**{**_plain(ask), "required": False}) for ask in self.asks]
        try:
            return clean(loose, {key: value for key, value in given.items() if key not in wrong}, files=self.files)
        except WrongAnswers:
            return {}

    def pages(self) -> list[list[Question]]:
        """Return the pages that are asked of this person so far, each with its questions."""
        here = reached(self.asks, self.right())
        found: list[list[Question]] = [[]]
        for question in self.questions:
            if question.kind == "section" and found[-1]:
                found.append([])
            found[-1].append(question)
        pages = [[one for one in page if one.key not in self.skipped] for page in found]
        return [page for page in pages if any(one.key in here or one.kind == "section" for one in page) and (
            page[0].kind != "section" or page[0].key in here
        )]  # fmt: skip

    def number_of(self, page: list[Question]) -> int:
        """Return the number of the first question of a page."""
        before = [one for one in self.questions if one.kind != "section" and one.key not in self.skipped]
        asking = [one for one in page if one.kind != "section"]
        return before.index(asking[0]) + 1 if asking else 1

    def drawn(self, page: list[Question], errors: Mapping[str, str], seed: str) -> list[Drawn]:
        """Return a page as it is drawn."""
        return draw(
            page,
            fields=self.fields,
            errors=errors,
            seed=seed,
            start=self.number_of(page),
            files=self.files,
            all_of=self.questions,
        )

    def checked(self) -> list[dict[str, Any]]:
        """Return, for the last page, what was answered in words, and on which page each stands."""
        kept, found, number = self.right(), [], 0
        here = reached(self.asks, kept)
        for place, page in enumerate(self.pages(), start=1):
            for question in page:
                if question.kind == "section":
                    continue
                number += 1
                if question.key in here:
                    lines = said(question, kept.get(question.key), self.files)
                    found.append({"question": question, "number": number, "lines": lines, "page": place})
        return found


def _plain(ask: Asked) -> dict[str, Any]:
    return {name: getattr(ask, name) for name in Asked.__slots__}


def sheet_of(component: Component, person: Person | None, fields: dict[str, str] | None = None) -> Sheet:
    """Return an empty sheet of a consultation, or one with what was typed; with the files that the person gave."""
    questions = questions_of(component)
    files: dict[str, str] = {}
    if person is not None:
        rows = AnswerFile.objects.filter(question__in=questions, person=person)
        files = {str(key): name for key, name in rows.values_list("key", "name")}
    return Sheet(component, person, questions, fields if fields is not None else {}, files)


def kept_fields(sheet: Sheet) -> dict[str, str]:
    """Return what was typed before: the draft, else the answer that was handed in."""
    draft = AnswerDraft.objects.filter(component=sheet.component, person=sheet.person).first()
    if draft is not None:
        return dict(draft.fields)
    answer = Answer.objects.filter(component=sheet.component, person=sheet.person).first()
    found: dict[str, str] = {}
    for ask in sheet.asks if answer is not None else ():
        found |= write_fields(ask, answer.data.get(ask.key), ask.key)  # type: ignore[union-attr]
    return found
