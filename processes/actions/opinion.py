"""Acts on statements and on what people answer to them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.contribution import Channel
from participation.events.record import record
from participation.models import Person, SubjectState
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from processes import events
from processes.models import Component, Opinion, Statement, StatementAnswer, StatementState
from processes.opinions import policies
from processes.opinions.content import statement_text

if TYPE_CHECKING:
    from participation.models import Subject

LONGEST_REASON = 1000


@transaction.atomic
def add_statement(
    *,
    component: Component,
    text: str,
    by: Person,
    at: datetime,
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    channel: str = Channel.WEB,
    is_sample: bool = False,
) -> Statement:
    """Add a short statement; the same ``act_id`` again returns the first one and changes nothing.

    Published at once, or waiting for a moderator where the activity says so. Raises ActDenied and ValidationError.
    """
    _lock(by)
    if act_id is not None and (same := Statement.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_add(by, component, at=at).enforce()
    value = _new_text(component, text)
    waits = component.config.moderation == "before"
    statement = _make(component, value, by, at, waits=waits, lang=lang, channel=channel, is_sample=is_sample)
    if act_id is not None:
        statement.act_id = act_id
    statement.save()
    update_subject(subject=statement.subject, at=at, path=f"/frases/{statement.pk}/")
    name = events.STATEMENT_HANDED_IN if waits else events.STATEMENT_PUBLISHED
    record(name, subject=statement.subject, by=by, at=at, payload={"statement": statement.pk})
    return statement


@transaction.atomic
def seed_statements(
    *, component: Component, texts: Iterable[str], by: Person, at: datetime, is_sample: bool = False
) -> list[Statement]:
    """Put statements there as whoever convened it; those that stand there already are left out.

    Raises ActDenied, and ValidationError that names the line.
    """
    _lock(by)
    made = []
    for number, text in enumerate(texts, start=1):
        policies.may_seed(by, component).enforce()
        try:
            value = statement_text(text)
        except ValidationError as error:
            told = {"n": number, "why": " ".join(error.messages)}
            raise ValidationError({"texts": _("Line %(n)s: %(why)s") % told}) from error
        if _standing(component, value):
            continue
        statement = _make(component, value, by, at, lang=component.process.lang, is_sample=is_sample, seeded=True)
        statement.save()
        update_subject(subject=statement.subject, at=at, path=f"/frases/{statement.pk}/")
        payload = {"statement": statement.pk}
        record(events.STATEMENT_PUBLISHED, subject=statement.subject, by=by, at=at, payload=payload)
        made.append(statement)
    return made


@transaction.atomic
def publish_statement(*, statement: Statement, by: Person, at: datetime) -> Statement:
    """Publish what waits for moderation; publishing again changes nothing."""
    statement = _locked(statement)
    if statement.state == StatementState.PUBLISHED:
        return statement
    policies.may_moderate(by, statement).enforce()
    statement.state, statement.published_at = StatementState.PUBLISHED, at
    statement.save()
    update_subject(subject=statement.subject, at=at, state=SubjectState.PUBLISHED)
    payload = {"statement": statement.pk}
    record(events.STATEMENT_PUBLISHED, subject=statement.subject, by=by, at=at, payload=payload)
    return statement


@transaction.atomic
def return_statement(*, statement: Statement, reason: str, by: Person, at: datetime) -> Statement:
    """Give what waits for moderation back to its author, who is told the reason and can write another one."""
    statement = _locked(statement)
    policies.may_moderate(by, statement).enforce()
    reason = tidy(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": [_("Say why, so that the author can mend it.")]})
    statement.state = StatementState.RETURNED
    statement.save()
    payload = {"statement": statement.pk, "reason": reason}
    record(events.STATEMENT_RETURNED, subject=statement.subject, by=by, at=at, payload=payload)
    return statement


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: Person, at: datetime) -> Statement:
    """Withdraw one's statement while nobody answered it; again changes nothing."""
    statement = _locked(statement, no_key=False)
    if statement.state == StatementState.WITHDRAWN and statement.author_id == by.pk:
        return statement
    policies.may_withdraw(by, statement).enforce()
    statement.state = StatementState.WITHDRAWN
    statement.save()
    update_subject(subject=statement.subject, at=at, state=SubjectState.WITHDRAWN)
    payload = {"statement": statement.pk}
    record(events.STATEMENT_WITHDRAWN, subject=statement.subject, by=by, at=at, payload=payload)
    return statement


@transaction.atomic
def answer_statement(*, statement: Statement, value: int, by: Person, at: datetime) -> StatementAnswer:
    """Agree, disagree or pass, or change that. One event tells that somebody took part; none tells what they answer.

    Whether it still takes answers is asked once more when the row is written: its key holds the statement's row, for
    which a withdrawal waits. Raises ActDenied, and ValidationError for an answer that there is not.
    """
    _lock(by)
    policies.may_answer(by, statement, at=at).enforce()
    if value not in Opinion.values:
        raise ValidationError({"value": _("Choose one of the options.")})
    known = StatementAnswer.objects.filter(person=by, component=statement.component_id)
    first = not known.exists()
    answer, _new = StatementAnswer.objects.update_or_create(
        person=by, statement=statement, defaults={"component_id": statement.component_id, "value": value, "at": at}
    )
    policies.takes_answers(Statement.objects.select_related("subject").get(pk=statement.pk)).enforce()
    if first:
        record(events.OPINION_GIVEN, subject=statement.component.subject, by=by, at=at)
    return answer


@transaction.atomic
def unite_statement_answers(*, accounts: list[Person], at: datetime) -> int:
    """Leave one answer to each statement where several accounts are one person: the last; return how many went."""
    rows = StatementAnswer.objects.filter(person__in=accounts).select_for_update().order_by("-at", "-pk")
    seen: set[int] = set()
    gone = []
    for row in rows:
        if row.statement_id in seen:
            gone.append(row.pk)
        seen.add(row.statement_id)
    StatementAnswer.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic
def transfer_statement_answers(*, former: Person, to: Person, at: datetime) -> int:
    """Give the answers of a deleted account to the account that the same person opened; return how many."""
    unite_statement_answers(accounts=[former, to], at=at)
    return StatementAnswer.objects.filter(person=former).update(person=to)


def _lock(person: Person) -> None:
    """Take one person's acts one after the other: limits are counted, and the first answer is told of once."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def _locked(statement: Statement, *, no_key: bool = True) -> Statement:
    """Return it as it is now, held until the commit; without ``no_key`` also against answers that are being written."""
    rows = Statement.objects.select_for_update(no_key=no_key, of=("self",)).select_related("subject", "component")
    return rows.get(pk=statement.pk)


def _standing(component: Component, text: str) -> bool:
    live = [StatementState.PENDING, StatementState.PUBLISHED]
    return component.statements.filter(text__iexact=text, state__in=live).exists()


def _new_text(component: Component, text: str) -> str:
    value = statement_text(text)
    if _standing(component, value):
        raise ValidationError({"text": _("This statement stands here already: answer it instead of adding it again.")})
    return value


def _make(
    component: Component, text: str, by: Person, at: datetime, *, waits: bool = False, lang: str = "es", **fields: Any
) -> Statement:
    subject: Subject = create_subject(
        kind="statement",
        title=text,
        path="",
        at=at,
        parent=component.subject,
        territory=component.process.territory,
        lang=lang,
        state=SubjectState.DRAFT if waits else SubjectState.PUBLISHED,
        text="",
    )
    return Statement(
        subject=subject,
        component=component,
        author=by,
        text=text,
        lang=lang,
        state=StatementState.PENDING if waits else StatementState.PUBLISHED,
        created_at=at,
        published_at=None if waits else at,
        **fields,
    )
