"""The dataset of evaluations: counts alone, and only those that single nobody out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.evaluations.models import Evaluation
from participation.evaluations.questions import QUESTIONS, Choice
from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown


def rows(at: datetime) -> QuerySet:
    """Return the evaluations whose results are published."""
    found = shown(Evaluation.objects.filter(published_at__isnull=False)).select_related("subject", "about")
    return found.defer("subject__search", "about__search")


def _count(question: str, choice: str) -> Callable[[Any], int | None]:
    return lambda row: (row.results or {}).get(question, {}).get(choice)


EVALUATIONS = Dataset(
    name="evaluations",
    position=36,
    title=_("Public evaluations"),
    description=_(
        "What those who took part answered to the same three questions once a process was over: counts alone."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the evaluation"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("about", "integer", _("Key of the subject that it is about"), lambda row: row.about_id, required=True),
        Column("kind", "string", _("What it is about: process…"), lambda row: row.about.kind, required=True),
        Column("opens_at", "datetime", _("When it opened"), lambda row: row.opens_at, required=True),
        Column("closes_at", "datetime", _("When it closed"), lambda row: row.closes_at, required=True),
        Column(
            "answered", "integer", _("How many answered; empty where they are fewer than ten"), lambda row: row.answered
        ),
        *(
            Column(
                f"{question.name}_{choice.value}",
                "integer",
                format_lazy("{} {}", question.words, choice.label),
                _count(question.name, choice.value),
            )
            for question in QUESTIONS
            for choice in Choice
        ),
        Column("published_at", "datetime", _("When the results were published"), lambda row: row.published_at),
    ),
    withheld=(
        Withheld(
            _("Who answered, and what each person answered"), _("It is nobody's business: only counts are published.")
        ),
        Withheld(
            _("Counts below ten, and those that would tell them by subtraction"),
            _("So that nobody can be singled out."),
        ),
    ),
    subject_kind="evaluation",
    filterset="participation.evaluations.api.EvaluationFilters",
    hanging=Hanging(rows=Evaluation.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(EVALUATIONS)
