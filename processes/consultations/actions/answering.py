"""Acts of those who answer: drafts, the answer, taking it back; and accounts that turn out to be one person."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from participation.contribution import Channel
from participation.events.record import record
from participation.folios.codes import make_code
from participation.models import Person
from participation.verification.querysets import accounts_of, verification_of
from participation.workdays import local_day
from processes.consultations import events, policies
from processes.consultations.answers import clean
from processes.models import Answer, AnswerDraft, AnswerFile, AnswerText, Component, Question

if TYPE_CHECKING:
    from participation.files.prepare import Prepared

LONGEST_FIELD, MOST_FIELDS = 4000, 2000
WITHOUT_FILES = (Channel.COUNTER.value, Channel.PAPER.value, Channel.PHONE.value)


@transaction.atomic
def answer_survey(
    *,
    component: Component,
    given: Mapping[str, Any],
    by: Person | None,
    at: datetime,
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Answer:
    """Answer a survey, or change what one answered; the last sending counts, once for each person.

    The answer's row is written first: it refers to the activity, so that nobody changes a question from then on, and
    what was sent is checked against the questions as they stand. Every account of the same person is held, so that two
    sendings wait for each other wherever they come from. Raises ActDenied, and WrongAnswers by question.
    """
    act_id = act_id or uuid.uuid4()
    if by is None:
        found = Answer.objects.filter(component=component, act_id=act_id).first()
        if found is not None:
            return found
    else:
        lock_accounts(by)
    policies.may_answer(by, component, at=at).enforce()
    row = Answer.objects.filter(component=component, person=by).first() if by is not None else None
    first = row is None
    if row is None:
        verification = verification_of(by, at) if by is not None else None
        row = Answer(
            component=component,
            person=by,
            folio=make_code(local_day(at).year),
            territory_id=verification.territory_id if verification is not None else None,
            first_at=at,
            act_id=act_id,
            is_sample=is_sample,
        )
    row.at, row.channel, row.captured_by = at, channel, captured_by
    row.save()
    questions = list(component.questions.order_by("position", "pk"))
    row.data = _cleaned(questions, given, by, channel)
    row.save(update_fields=["data"])
    _keep_texts(row, questions)
    if by is not None:
        AnswerDraft.objects.filter(component=component, person=by).delete()
    record(events.ANSWERED if first else events.ANSWER_CHANGED, subject=component.subject, by=by, at=at)
    return row


def lock_accounts(person: Person) -> None:
    """Hold every account of one person until the commit, in one order."""
    same = Person.objects.filter(Q(pk=person.pk) | Q(pk__in=accounts_of(person))).order_by("pk")
    list(same.select_for_update(no_key=True).values_list("pk", flat=True))


def _cleaned(questions: list[Question], given: Mapping[str, Any], by: Person | None, channel: str) -> dict[str, Any]:
    files = (
        AnswerFile.objects.filter(question__in=questions, person=by) if by is not None else AnswerFile.objects.none()
    )
    keys = {str(key) for key in files.values_list("key", flat=True)}
    here = by is not None and channel not in WITHOUT_FILES
    skipped = set() if here else {question.key for question in questions if question.kind == "file"}
    return clean([question.ask for question in questions], given, files=keys, skipped=skipped)


def _keep_texts(row: Answer, questions: list[Question]) -> None:
    """Keep apart what may be published once it was read; what did not change stays as it was decided."""
    before = {text.question_id: text for text in row.texts.all()}
    for question in questions:
        words = row.data.get(question.key) if question.rules.get("public") else None
        old = before.pop(question.pk, None)
        if old is not None and old.text == words:
            continue
        if old is not None:
            old.delete()  # writes: its text changed, so what was decided on it does not hold
        if isinstance(words, str):
            AnswerText.objects.create(answer=row, question=question, text=words)
    AnswerText.objects.filter(pk__in=[old.pk for old in before.values()]).delete()


@transaction.atomic
def save_draft(*, component: Component, fields: Mapping[str, str], by: Person, at: datetime) -> AnswerDraft:
    """Keep what somebody filled in so far, as they typed it; nobody else reads it. Raises ActDenied."""
    policies.may_answer(by, component, at=at).enforce()
    kept = {str(name)[:60]: str(value)[:LONGEST_FIELD] for name, value in list(fields.items())[:MOST_FIELDS]}
    draft, _new = AnswerDraft.objects.update_or_create(
        component=component, person=by, defaults={"fields": kept, "at": at}
    )
    return draft


@transaction.atomic
def discard_draft(*, component: Component, by: Person, at: datetime) -> None:
    """Throw away what was not handed in."""
    AnswerDraft.objects.filter(component=component, person=by).delete()


@transaction.atomic
def keep_answer_file(*, question: Question, ready: "Prepared", by: Person, at: datetime) -> AnswerFile:
    """Keep a file to answer with, in place of the one before. Raises ActDenied."""
    from django.core.files.base import ContentFile

    policies.may_answer(by, question.component, at=at).enforce()
    lock_accounts(by)
    drop_answer_file(AnswerFile.objects.filter(question=question, person=by).first())
    row = AnswerFile(
        question=question, person=by, name=ready.name, content_type=ready.content_type, size=len(ready.data), at=at
    )
    row.file = ContentFile(ready.data, name="file")  # type: ignore[assignment]
    row.save()
    return row


def drop_answer_file(row: AnswerFile | None) -> None:
    """Delete a file of an answer, and its bytes once that is certain; a step of acts."""
    if row is None:
        return
    name, storage = row.file.name, row.file.storage
    row.delete()  # writes: within the acts that call it
    transaction.on_commit(lambda: storage.delete(str(name)), robust=True)


@transaction.atomic
def withdraw_answer(*, answer: Answer, by: Person, at: datetime) -> None:
    """Take one's answer back while it is open: nothing of it is kept. Again changes nothing."""
    lock_accounts(by)
    found = (
        Answer.objects.select_related("component__process__subject", "component__subject").filter(pk=answer.pk).first()
    )
    if found is None:
        return
    policies.may_withdraw(by, found, at=at).enforce()
    for row in AnswerFile.objects.filter(question__component=found.component, person=by):
        drop_answer_file(row)
    found.delete()
    record(events.ANSWER_WITHDRAWN, subject=found.component.subject, by=by, at=at)


@transaction.atomic
def unite_answers(*, accounts: list[Person], at: datetime) -> int:
    """Leave one answer in each survey where several accounts are one person: the last; return how many went."""
    rows = Answer.objects.filter(person__in=accounts).select_for_update().order_by("-at", "-pk")
    seen: set[int] = set()
    gone = []
    for row in rows:
        if row.component_id in seen:
            gone.append(row.pk)
        seen.add(row.component_id)
    Answer.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic
def transfer_answers(*, former: Person, to: Person, at: datetime) -> int:
    """Give the answers of a deleted account to the account that the same person opened; return how many."""
    unite_answers(accounts=[former, to], at=at)
    return Answer.objects.filter(person=former).update(person=to)


@transaction.atomic
def forget_drafts(*, before: datetime) -> int:
    """Forget drafts that nobody touched since a moment, and files without an answer; return how many."""
    gone = AnswerDraft.objects.filter(at__lt=before).delete()[0]
    for row in AnswerFile.objects.filter(at__lt=before).select_related("question"):
        kept = Answer.objects.filter(person=row.person_id, component=row.question.component_id)
        if not kept.filter(**{f"data__{row.question.key}": str(row.key)}).exists():
            drop_answer_file(row)
            gone += 1
    return gone
