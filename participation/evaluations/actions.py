"""Acts on evaluations: one opens when something is over, people answer, and it is counted once."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from participation.evaluations import policies
from participation.evaluations.models import Evaluation, EvaluationAnswer
from participation.evaluations.questions import QUESTIONS, Choice
from participation.events.record import record
from participation.opendata.cells import SMALLEST_CELL, tellable
from participation.subjects.actions import create_subject
from participation.subjects.models import SubjectState

if TYPE_CHECKING:
    from participation.models import Event, Person, Subject

OPEN_FOR = timedelta(days=30)
GRACE = timedelta(minutes=1)  # acts that began before the end have been written by then


@transaction.atomic
def open_evaluation(
    *, about: "Subject", by: "Person | None", at: datetime, until: datetime | None = None
) -> Evaluation:
    """Ask those who took part in a subject how it was; called by the act that ends it, which asked its policy.

    One that is open, or was counted, stays as it is: what was asked once is not asked again.
    """
    found = Evaluation.objects.filter(about=about).first()
    if found is not None:
        return found
    evaluation = Evaluation.objects.create(
        subject=_face(about, at), about=about, opens_at=at, closes_at=until or at + OPEN_FOR
    )
    record(
        "participation.evaluation.opened",
        subject=evaluation.subject,
        by=by,
        at=at,
        payload={"about": about.pk, "closes_at": evaluation.closes_at.isoformat()},
    )
    return evaluation


@transaction.atomic
def answer_evaluation(
    *, evaluation: Evaluation, clear: str, heard: str, again: str, by: "Person", at: datetime
) -> EvaluationAnswer:
    """Answer the three questions, or change what one answered. Raises ActDenied, and ValidationError by question.

    The row of the evaluation is held, so that counting waits for whoever is answering, and they for it.
    """
    rows = Evaluation.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    row = rows.get(pk=evaluation.pk)
    policies.may_answer(by, row, at=at).enforce()
    given = {"clear": clear, "heard": heard, "again": again}
    wrong = {name: _("Choose one of the options.") for name, value in given.items() if value not in Choice.values}
    if wrong:
        raise ValidationError(wrong)
    before = EvaluationAnswer.objects.filter(evaluation=row, person=by).first()
    if before is not None and all(getattr(before, name) == value for name, value in given.items()):
        return before
    answer, _new = EvaluationAnswer.objects.update_or_create(evaluation=row, person=by, defaults={**given, "at": at})
    record("participation.evaluation.answered", subject=row.subject, by=by, at=at)
    return answer


@transaction.atomic
def count_evaluation(*, evaluation: Evaluation, at: datetime) -> "Event | None":
    """Count an evaluation that is over and publish what may be told, once, however many workers try.

    Raises nothing: one that is still open, or was counted, stays as it is.
    """
    rows = Evaluation.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    row = rows.get(pk=evaluation.pk)
    if row.published_at is not None or at < row.closes_at + GRACE:
        return None
    answers = list(EvaluationAnswer.objects.filter(evaluation=row).values_list("clear", "heard", "again"))
    row.published_at = at
    if len(answers) >= SMALLEST_CELL:
        row.answered, row.results = len(answers), {}
        for place, question in enumerate(QUESTIONS):
            counts = Counter(answer[place] for answer in answers)
            row.results[question.name] = tellable({choice: counts[choice] for choice in Choice.values})
    row.save(update_fields=["published_at", "answered", "results"])
    return record(
        "participation.evaluation.published",
        subject=row.subject,
        by=None,
        at=at,
        payload={"about": row.about_id, "answered": row.answered},
        changes=[("evaluations", row.pk)],
    )


def count_due(*, at: datetime) -> int:
    """Count every evaluation that is over; return how many."""
    due = Evaluation.objects.filter(published_at__isnull=True, closes_at__lte=at - GRACE).order_by("closes_at", "pk")
    return sum(count_evaluation(evaluation=row, at=at) is not None for row in due[:200])


def _face(about: "Subject", at: datetime) -> "Subject":
    """Make the page of an evaluation, below what it is about."""
    with override("es-mx"):
        title = _("Evaluation: %(title)s") % {"title": about.title}
    with override("en"):
        english = _("Evaluation: %(title)s") % {"title": (about.titles or {}).get("en") or about.title}
    return create_subject(
        kind="evaluation",
        title=title[:300],
        titles={"en": english[:300]},
        path=f"/evaluaciones/{about.pk}/",
        at=at,
        parent=about,
        territory=about.territory,
        lang=about.lang,
        state=SubjectState.PUBLISHED,
    )
