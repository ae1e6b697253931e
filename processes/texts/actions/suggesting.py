"""Acts on suggestions: made, taken back, taken sides on, answered together."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from participation.contribution import Channel
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Organisation, Person, Response, SubjectState
from participation.organisations.policies import may_speak_for
from participation.responses.actions import draft_response, owe_response, publish_response
from participation.responses.actions.common import all_or_none
from participation.subjects.actions import create_subject, update_subject
from participation.workdays import after_working_days, days_off, local_day
from processes.models import Component, DraftText, Passage, Suggestion, SuggestionKind, SuggestionVoice
from processes.texts import events, policies
from processes.texts.actions.common import lock_person, locked, said
from processes.texts.effects import applied, find_quote
from processes.texts.pieces import LONGEST, first_words, one_line

REASON_LEAST, REASON_MOST = 5, 2_000
QUOTE_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody suggests: ``before`` is the passage as they read it, ``quote`` words in it (empty: the whole)."""

    kind: str
    before: str
    reason: str
    wording: str = ""
    quote: str = ""
    start: int = 0


@transaction.atomic
def suggest(
    *,
    passage: Passage,
    given: Said,
    by: Person,
    at: datetime,
    lang: str = "es",
    channel: str = Channel.WEB,
    act_id: uuid.UUID | None = None,
    organisation: Organisation | None = None,
    is_sample: bool = False,
) -> Suggestion:
    """Suggest other words for a passage, a new paragraph, that it goes, or comment on it. A replay changes nothing.

    Of an ``organisation`` everybody reads the name. Whatever asks for a decision is owed an answer with reasons from
    now on. Raises ActDenied, and ValidationError, field by field, where the passage changed meanwhile or what was
    written cannot be.
    """
    lock_person(by)
    if act_id is not None and (same := Suggestion.objects.filter(author=by, act_id=act_id).first()):
        return same
    text = locked(passage.text)
    passage = Passage.objects.get(pk=passage.pk, text=text)
    passage.text = text
    policies.may_suggest_on(by, passage, at=at).enforce()
    may_speak_for(by, organisation).enforce()
    row = _checked(passage, given)
    row.author, row.lang, row.at, row.channel, row.is_sample = by, lang, at, channel, is_sample
    row.act_id, row.organisation = act_id or row.act_id, organisation
    _publish(row)
    if row.kind != SuggestionKind.REMARK:
        due = after_working_days(local_day(at), text.component.config.answer_due_days, days_off())
        owe_response(subject=row.subject, at=at, institution=text.component.process.institution, due_on=due)
    record(events.SUGGESTED, subject=row.subject, by=by, at=at, payload=_payload(row))
    return row


def _publish(row: Suggestion) -> None:
    row.subject = create_subject(
        kind="suggestion",
        title=_title(row),
        summary=Truncator(row.wording or row.reason).chars(220),
        path="",
        at=row.at,
        parent=row.text.subject,
        lang=row.lang,
        territory=row.text.component.process.territory,
        text=f"{row.wording}\n{row.reason}",
    )
    row.save()  # writes: inside the act above
    update_subject(subject=row.subject, at=row.at, path=f"/sugerencias/{row.pk}/", state=SubjectState.PUBLISHED)
    give_folio(subject=row.subject, at=row.at)


def _title(row: Suggestion) -> str:
    words = {"words": Truncator(first_words(row.quote or row.before)).chars(120)}
    told = {
        SuggestionKind.WORDING: _("Other words for “%(words)s”"),
        SuggestionKind.ADDITION: _("A new paragraph after “%(words)s”"),
        SuggestionKind.REMOVAL: _("Take out “%(words)s”"),
        SuggestionKind.REMARK: _("On “%(words)s”"),
    }
    return told[SuggestionKind(row.kind)] % words


def _checked(passage: Passage, given: Said) -> Suggestion:
    """Return the suggestion to be written. Raises ValidationError, field by field."""
    errors: dict[str, list[str]] = {}
    if given.kind not in SuggestionKind.values:
        raise ValidationError({"kind": [_("Choose one of the options.")]})
    words = given.kind in {SuggestionKind.WORDING, SuggestionKind.ADDITION}
    row = Suggestion(text=passage.text, passage=passage, made_on=passage.text.current, kind=given.kind)
    row.before, row.quote = passage.words, "" if given.kind == SuggestionKind.ADDITION else one_line(given.quote)
    row.wording = one_line(given.wording) if words else ""
    if one_line(given.before) != passage.words:
        errors["before"] = [_("This passage changed while you wrote. Look at it as it is now, and write again.")]
    elif row.quote:
        place = find_quote(passage.words, row.quote, given.start) if len(row.quote) <= QUOTE_MOST else None
        if place is None:
            once = _("These words do not stand there, or stand there twice. Copy them as they are, with some around.")
            errors["quote"] = [once]
        row.start = place or 0
    if words and not 1 <= len(row.wording) <= LONGEST:
        errors["wording"] = [_("Write between %(least)s and %(most)s characters.") % {"least": 1, "most": LONGEST}]
    elif given.kind == SuggestionKind.WORDING and not errors and applied(row, passage.words) == passage.words:
        errors["wording"] = [_("This is the text as it is. Write it as you would have it.")]
    try:
        row.reason = said(given.reason, "reason", least=REASON_LEAST, most=REASON_MOST)
    except ValidationError as error:
        errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)
    return row


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, by: Person, at: datetime) -> Suggestion:
    """Take one's own suggestion back until it is decided; its page goes. Again changes nothing."""
    row = _held(suggestion)
    if row.withdrawn_at is not None and row.author_id == by.pk:
        return row
    # The answer's row is held too: who answers and who takes back wait for each other.
    owed = Response.every.select_for_update(no_key=True).filter(subject=row.subject).first()
    row.subject.response = owed  # type: ignore[attr-defined]
    policies.may_withdraw(by, row).enforce()
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    update_subject(subject=row.subject, at=at, state=SubjectState.WITHDRAWN)
    record(events.WITHDRAWN, subject=row.subject, by=by, at=at, payload=_payload(row))
    return row


@transaction.atomic
def take_side(*, suggestion: Suggestion, value: int, by: Person, at: datetime) -> Suggestion:
    """Be in favour (1) or against (-1), or of no side again (0). Only the two numbers are told, and who to nobody.

    Raises ActDenied, and ValidationError for another value.
    """
    if value not in {-1, 0, 1}:
        raise ValidationError({"value": [_("Choose one of the options.")]})
    row = _held(suggestion)
    row.text.component = Component.objects.with_clock().get(pk=row.text.component_id)
    policies.may_take_side(by, row, at=at).enforce()
    mine = SuggestionVoice.objects.filter(suggestion=row, person=by)
    before = mine.values_list("value", flat=True).first() or 0
    if value == before:
        return row
    if value:
        SuggestionVoice.objects.update_or_create(suggestion=row, person=by, defaults={"value": value, "at": at})
    else:
        mine.delete()
    record(events.VOICED, subject=row.subject, by=by, at=at)
    count_voices(row.pk, in_favour=(value == 1) - (before == 1), against=(value == -1) - (before == -1))
    row.refresh_from_db(fields=["in_favour", "against"])
    return row


def count_voices(pk: int, *, in_favour: int, against: int) -> None:
    """Add to the two numbers of a suggestion; last in the acts."""
    told = {"in_favour": F("in_favour") + in_favour, "against": F("against") + against}
    Suggestion.objects.filter(pk=pk).update(**told)  # writes: inside the acts on voices


@transaction.atomic
def answer_suggestions(
    *, text: DraftText, suggestions: Iterable[Suggestion], verdict: str, reasons: str, by: Person, at: datetime
) -> list[Response]:
    """Answer several suggestions on one text with one verdict and the same reasons, all or none.

    Each is drafted and published by the engine of answers, which asks its policies and tells its author. Raises
    ActDenied, ValidationError, and NotDoneError with a reason for each refusal.
    """
    policies.may_answer_many(by, text).enforce()
    rows = list(suggestions)
    if not rows:
        raise ValidationError({"suggestions": [_("Mark at least one suggestion.")]})
    if any(row.text_id != text.pk for row in rows):
        raise ValidationError({"suggestions": [_("One of the suggestions is on another text.")]})

    def answer(subject: object) -> Response:
        draft_response(subject=subject, verdict=verdict, reasons=reasons, by=by, at=at)  # type: ignore[arg-type]
        return publish_response(subject=subject, by=by, at=at)  # type: ignore[arg-type]

    return all_or_none([row.subject for row in rows], answer)


def _held(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "subject", "author", "text__subject", "text__component"
    )
    return rows.get(pk=suggestion.pk)


def _payload(row: Suggestion) -> dict[str, int]:
    told = {"suggestion": row.pk, "text": row.text_id}
    return told if row.organisation_id is None else {**told, "organisation": row.organisation_id}
