"""Acts on a questionnaire: its questions, their order, and that it is ready."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.web.richtext import tidy
from processes.actions.shared import clean_translations
from processes.consultations import events, policies
from processes.consultations.settings import Nature
from processes.consultations.writing import MOST_OPTIONS, MOST_QUESTIONS, lacking
from processes.models import Component, Question, QuestionKind, Questionnaire

if TYPE_CHECKING:
    from participation.models import Person

FIELDS = {"text", "hint", "translations", "required", "options", "rows", "rules", "when"}
LONGEST_OPTION = 200


@transaction.atomic
def add_question(
    *, component: Component, kind: str, by: "Person", at: datetime, after: Question | None = None, **fields: Any
) -> Question:
    """Add a question at the end, or after another one. Raises ActDenied and ValidationError by field."""
    _begin(component, by)
    if kind not in QuestionKind.values:
        raise ValidationError({"kind": _("Choose one of the kinds.")})
    rows = list(component.questions.order_by("position", "pk"))
    if len(rows) >= MOST_QUESTIONS:
        raise ValidationError(_("A questionnaire has at most %(n)s questions.") % {"n": MOST_QUESTIONS})
    number = max((int(row.key[1:]) for row in rows), default=0) + 1
    place = rows.index(after) + 1 if after in rows else len(rows)
    question = Question(component=component, key=f"p{number}", kind=kind, position=0)
    _assign(question, fields)
    rows.insert(place, question)
    _place(rows)
    _record(events.QUESTION_ADDED, component, by, at, question=question.pk)
    return question


@transaction.atomic
def update_question(*, question: Question, by: "Person", at: datetime, **fields: Any) -> Question:
    """Change a question. Raises ActDenied and ValidationError by field."""
    _begin(question.component, by)
    question = Question.objects.select_related("component__process").get(pk=question.pk)
    _assign(question, fields)
    question.save()
    _record(events.QUESTION_UPDATED, question.component, by, at, question=question.pk)
    return question


@transaction.atomic
def copy_question(*, question: Question, by: "Person", at: datetime) -> Question:
    """Put a copy of a question after it."""
    given = {name: getattr(question, name) for name in FIELDS}
    return add_question(component=question.component, kind=question.kind, by=by, at=at, after=question, **given)


@transaction.atomic
def move_question(*, question: Question, by: "Person", at: datetime, up: bool) -> None:
    """Move a question one place up or down; at the end it stays."""
    _begin(question.component, by)
    rows = list(question.component.questions.order_by("position", "pk"))
    if question not in rows:
        return
    place = rows.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    _place(rows)
    _record(events.QUESTION_UPDATED, question.component, by, at, question=question.pk)


@transaction.atomic
def remove_question(*, question: Question, by: "Person", at: datetime) -> None:
    """Take a question away, before anybody answered; one that others depend on stays until they do not."""
    _begin(question.component, by)
    rows = list(question.component.questions.order_by("position", "pk"))
    depend = [row for row in rows if row.when.get("question") == question.key]
    if depend:
        words = _("“%(text)s” is asked depending on this one. Change that first.")
        raise ValidationError(words % {"text": depend[0].text})
    pk = question.pk
    question.delete()
    _place([row for row in rows if row.pk != pk])
    _record(events.QUESTION_REMOVED, question.component, by, at, question=pk)


@transaction.atomic
def copy_questionnaire(*, source: Component, component: Component, by: "Person", at: datetime) -> int:
    """Put the questions of another consultation that the official leads after those of this one; return how many."""
    policies.may_edit_process(by, source.process).enforce()
    _begin(component, by)
    keys: dict[str, str] = {}
    rows = list(source.questions.order_by("position", "pk"))
    for row in rows:
        given = {name: getattr(row, name) for name in FIELDS}
        when = row.when
        if when:
            given["when"] = {**when, "question": keys[when["question"]]} if when["question"] in keys else {}
        keys[row.key] = add_question(component=component, kind=row.kind, by=by, at=at, **given).key
    return len(rows)


@transaction.atomic
def make_ready(*, component: Component, by: "Person", at: datetime) -> Questionnaire:
    """Say that the questionnaire is complete: from its opening on it can be answered. Again changes nothing.

    A vote is frozen by this. Raises ActDenied, and ValidationError with all that is missing.
    """
    from processes.consultations.actions import voting

    _begin(component, by)
    row, _new = Questionnaire.objects.get_or_create(component=component)
    if row.ready_at is not None:
        return row
    complaints = lacking(list(component.questions.order_by("position", "pk")), component.config)
    if complaints:
        raise ValidationError(complaints)
    if component.config.nature == Nature.VOTE:
        voting.freeze(component, by, at)
    row.ready_at, row.ready_by = at, by
    row.save()
    record(
        events.READY,
        subject=component.subject,
        by=by,
        at=at,
        payload={"component": component.pk},
        changes=[("consultations", row.pk)],
    )
    return row


@transaction.atomic
def take_back_ready(*, component: Component, by: "Person", at: datetime) -> None:
    """Prepare it again, while nobody answered: nobody can answer meanwhile."""
    _begin(component, by)
    row = Questionnaire.objects.filter(component=component, ready_at__isnull=False).first()
    if row is None:
        return
    row.ready_at = row.ready_by = None
    row.save()
    record(
        events.NOT_READY,
        subject=component.subject,
        by=by,
        at=at,
        payload={"component": component.pk},
        changes=[("consultations", row.pk)],
    )


def _begin(component: Component, by: "Person") -> None:
    """Hold the activity against first answers, which refer to it, and ask the policy as things stand then."""
    Component.objects.select_for_update(of=("self",)).get(pk=component.pk)
    policies.may_write_questions(by, component).enforce()


def _place(rows: list[Question]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.pk is None or row.position != place:
            row.position = place
            row.save()


def _assign(question: Question, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of a question: {sorted(unknown)}")
    if "translations" in fields:
        fields = {**fields, "translations": clean_translations(Question, fields["translations"], rich=set())}
    for name, value in fields.items():
        setattr(question, name, tidy(value) if isinstance(value, str) else value)
    wrong = {}
    if not question.text:
        wrong["text"] = _("Write the question.")
    elif len(question.text) > 300:
        wrong["text"] = _("Use at most %(n)s characters.") % {"n": 300}
    for name in ("options", "rows"):
        texts = [row["text"] for row in getattr(question, name)]
        if len(texts) > MOST_OPTIONS:
            wrong[name] = _("At most %(n)s.") % {"n": MOST_OPTIONS}
        elif len(set(texts)) != len(texts):
            wrong[name] = _("Two are the same.")
        elif any(len(text) > LONGEST_OPTION for text in texts):
            wrong[name] = _("Each has at most %(n)s characters.") % {"n": LONGEST_OPTION}
    if wrong:
        raise ValidationError(wrong)


def _record(name: str, component: Component, by: "Person", at: datetime, **payload: int) -> None:
    record(name, subject=component.subject, by=by, at=at, payload={"component": component.pk, **payload})
