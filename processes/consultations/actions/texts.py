"""Acts on texts that people answered: published without name once somebody read them, or not, with a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.web.richtext import tidy
from processes.consultations import events, policies
from processes.models import AnswerText, AnswerTextState, Component

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def publish_texts(*, component: Component, texts: Iterable[int], by: "Person", at: datetime) -> int:
    """Publish texts of one survey, by their keys; those that are published already stay. Return how many were."""
    policies.may_read_texts(by, component).enforce()
    rows = _held(component, texts)
    changed = [row for row in rows if row.state != AnswerTextState.SHOWN]
    for row in changed:
        policies.may_decide_text(by, row).enforce()
        _decide(row, AnswerTextState.SHOWN, "", by, at)
    if changed:
        record(events.TEXTS_PUBLISHED, subject=component.subject, by=by, at=at, payload={"texts": len(changed)})
    return len(changed)


@transaction.atomic
def withhold_text(*, text: AnswerText, reason: str, by: "Person", at: datetime) -> AnswerText:
    """Keep a text from publication, or take it out of it; the reason stays in the log. It counts all the same."""
    why = tidy(reason)[:300]
    if not why:
        raise ValidationError({"reason": _("Say why it is not published.")})
    component = text.answer.component
    row = _held(component, [text.pk])[0]
    policies.may_decide_text(by, row).enforce()
    _decide(row, AnswerTextState.WITHHELD, why, by, at)
    record(events.TEXT_WITHHELD, subject=component.subject, by=by, at=at, payload={"text": row.pk, "reason": why})
    return row


def _held(component: Component, texts: Iterable[int]) -> list[AnswerText]:
    rows = AnswerText.objects.filter(pk__in=list(texts), answer__component=component).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True).select_related("answer__component__subject"))


def _decide(row: AnswerText, state: str, reason: str, by: "Person", at: datetime) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, by, at
    row.save()
