"""Acts on what people ask for: handed in, moderated, edited, withdrawn, closed with data."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.asks import policies
from participation.asks.content import Content, check_content, content, content_of, summary_of, version_data
from participation.asks.models import Ask
from participation.asks.registry import AskKind, Place, get_kind, place_of
from participation.asks.states import TRANSITIONS, AskState
from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Person, SubjectCount, SubjectState
from participation.responses import policies as answers
from participation.responses.actions import draft_response, owe_response, publish_response
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from participation.workdays import after_working_days, days_off, local_day

if TYPE_CHECKING:
    from participation.models import Institution

LONGEST_REASON = 1000


@transaction.atomic
def submit_ask(
    *,
    kind: str,
    title: str,
    by: Person,
    at: datetime,
    body: str = "",
    institution: "Institution | None" = None,
    place: Place = None,
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    is_sample: bool = False,
) -> Ask:
    """Ask an office for something; the same ``act_id`` again returns the first one and changes nothing.

    Published at once, or waiting for a moderator where the place says so. Raises ValidationError, field by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # limits per person count one by one
    if act_id is not None and (same := Ask.objects.filter(author=by, act_id=act_id).first()):
        return same
    known = get_kind(kind)
    policies.may_ask(by, known, place, at=at).enforce()
    if captured_by is not None or channel in CAPTURED:
        policies.may_capture(captured_by, place).enforce()
    value = content(title=title, body=body, institution=institution, lang=lang)
    check_content(value, known, known.rules(place))
    ask = _make(known, place, value, by, at)
    ask.act_id = act_id or ask.act_id
    ask.channel, ask.captured_by, ask.is_sample = channel, captured_by, is_sample
    give_folio(subject=ask.subject, at=at)
    if known.rules(place).moderation == "before":
        ask.save()
        record("participation.ask.handed_in", subject=ask.subject, by=by, at=at, payload=_payload(ask))
        return ask
    _publish(ask, by=by, at=at)
    record("participation.ask.published", subject=ask.subject, by=by, at=at, payload=_payload(ask))
    return ask


@transaction.atomic
def edit_ask(
    *,
    ask: Ask,
    title: str,
    by: Person,
    at: datetime,
    body: str = "",
    institution: "Institution | None" = None,
    reason: str = "",
) -> Ask:
    """Change what was asked while nobody joined; the earlier text stays in its history.

    What a moderator returned is handed in again by this. Raises ValidationError, field by field.
    """
    ask = _locked(ask)
    policies.may_edit(by, ask, at=at).enforce()
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    value = content(title=title, body=body, institution=institution, lang=ask.lang)
    check_content(value, kind, kind.rules(place))
    returned = ask.state == AskState.RETURNED
    if value == content_of(ask) and not returned:
        return ask
    before = version_data(content_of(ask))
    _write(ask, value, at)
    ask.edited_at = at
    if returned:
        _step(ask, AskState.PENDING)
    ask.save()
    if ask.state == AskState.PUBLISHED:
        add_version(subject=ask.subject, data=version_data(value), by=by, at=at, reason=tidy(reason)[:300])
        _owe(ask, at)
    record(
        "participation.ask.handed_in" if returned else "participation.ask.edited",
        subject=ask.subject,
        by=by,
        at=at,
        before=before,
        after=version_data(value),
        payload=_payload(ask),
    )
    return ask


@transaction.atomic
def withdraw_ask(*, ask: Ask, by: Person, at: datetime, reason: str = "") -> Ask:
    """Withdraw what was asked while nobody joined; its page says so from then on. Again changes nothing."""
    ask = _locked(ask)
    if ask.state == AskState.WITHDRAWN and ask.author_id == by.pk:
        return ask
    policies.may_withdraw(by, ask, at=at).enforce()
    _step(ask, AskState.WITHDRAWN)
    ask.withdrawn_at = at
    ask.save()
    update_subject(subject=ask.subject, at=at, state=SubjectState.WITHDRAWN)
    payload = {**_payload(ask), "reason": tidy(reason)[:300]}
    record("participation.ask.withdrawn", subject=ask.subject, by=by, at=at, payload=payload)
    return ask


@transaction.atomic
def publish_ask(*, ask: Ask, by: Person, at: datetime) -> Ask:
    """Publish what waits for moderation; publishing again changes nothing."""
    ask = _locked(ask)
    if ask.state == AskState.PUBLISHED:
        return ask
    policies.may_moderate(by, ask).enforce()
    _publish(ask, by=by, at=at)
    record("participation.ask.published", subject=ask.subject, by=by, at=at, payload=_payload(ask))
    return ask


@transaction.atomic
def return_ask(*, ask: Ask, reason: str, by: Person, at: datetime) -> Ask:
    """Give what waits for moderation back to its author, who is told the reason and can hand it in again."""
    ask = _locked(ask)
    policies.may_moderate(by, ask).enforce()
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": [_("Say why, so that the author can mend it.")]})
    _step(ask, AskState.RETURNED)
    ask.save()
    payload = {**_payload(ask), "reason": reason[:LONGEST_REASON]}
    record("participation.ask.returned", subject=ask.subject, by=by, at=at, payload=payload)
    return ask


@transaction.atomic
def answer_with_data(
    *, ask: Ask, by: Person, at: datetime, reasons: str, dataset: str = "", link: str = "", **answer: Any
) -> Ask:
    """Answer a request of data with the data: a registered dataset or an address, and a sentence on what is in it.

    Raises ValidationError where neither is given, or the dataset does not exist.
    """
    ask = _locked(ask)
    answers.may_publish(by, ask.subject).enforce()
    link = link.strip()
    _check_data(dataset, link)
    ask.dataset, ask.link = dataset, link
    ask.save()
    draft_response(subject=ask.subject, verdict="accepted", reasons=reasons, by=by, at=at, **answer)
    publish_response(subject=ask.subject, by=by, at=at)
    record("participation.ask.closed_with_data", subject=ask.subject, by=by, at=at, payload=_payload(ask))
    return ask


def mark_answered(ask: Ask) -> None:
    """What was asked is answered for good; a correction changes the answer, not this. Runs inside the answer's act."""
    ask = _locked(ask)
    if ask.state != AskState.ANSWERED:
        _step(ask, AskState.ANSWERED)
        ask.save()  # writes: inside the act of the response


def _check_data(dataset: str, link: str) -> None:
    from participation.opendata.registry import bulk_datasets

    errors: dict[str, list[str]] = {}
    if not dataset and not link:
        errors["dataset"] = [_("Choose the dataset, or give the address of the data.")]
    if dataset and dataset not in {known.name for known in bulk_datasets()}:
        errors["dataset"] = [_("There is no dataset with this name.")]
    if link:
        try:
            URLValidator(schemes=["https", "http"])(link)
        except ValidationError as error:
            errors["link"] = [str(message) for message in error.messages]
        if len(link) > 500:
            errors["link"] = [_("Write %(n)s characters at most.") % {"n": 500}]
    if errors:
        raise ValidationError(errors)


def _locked(ask: Ask) -> Ask:
    """Return it as it is now, held until the commit.

    Its counter is held too: whoever joins in this moment bumps that row, so that one of the two waits and then sees
    what the other did.
    """
    SubjectCount.objects.select_for_update().get(pk=ask.subject_id)
    return Ask.objects.for_page().select_for_update(no_key=True, of=("self",)).get(pk=ask.pk)


def _make(kind: AskKind, place: Place, value: Content, by: Person, at: datetime) -> Ask:
    # What stands in no activity lies below who is asked, so that the roles over that institution hold.
    parent = place if place is not None else (value.institution.subject if value.institution else None)
    subject = create_subject(
        kind=kind.name,
        title=value.title,
        summary=summary_of(value),
        path="",
        at=at,
        parent=parent,
        lang=value.lang,
        text=value.body,
    )
    ask = Ask(
        subject=subject,
        kind=kind.name,
        author=by,
        institution=value.institution,
        title=value.title,
        body=value.body,
        lang=value.lang,
        created_at=at,
    )
    ask.save()
    update_subject(subject=subject, at=at, path=kind.path % ask.pk)
    return ask


def _write(ask: Ask, value: Content, at: datetime) -> None:
    ask.title, ask.body, ask.institution = value.title, value.body, value.institution
    update_subject(subject=ask.subject, at=at, title=value.title, summary=summary_of(value), text=value.body)


def _publish(ask: Ask, *, by: Person, at: datetime) -> None:
    """Publish the rows: state, subject, first version, and the answer that is owed from this moment."""
    _step(ask, AskState.PUBLISHED)
    ask.published_at = at
    ask.save()
    update_subject(subject=ask.subject, at=at, state=SubjectState.PUBLISHED)
    add_version(subject=ask.subject, data=version_data(content_of(ask)), by=by, at=at)
    _owe(ask, at)


def _owe(ask: Ask, at: datetime) -> None:
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    due = after_working_days(local_day(at), kind.rules(place).answer_due_days, days_off())
    institution = ask.institution or kind.falls_to(place)
    owe_response(subject=ask.subject, at=at, institution=institution, due_on=due)


def _step(ask: Ask, state: AskState) -> None:
    if state not in TRANSITIONS[ask.state]:
        raise ValueError(f"an ask does not go from {ask.state} to {state}")
    ask.state = state


def _payload(ask: Ask) -> dict[str, Any]:
    return {"ask": ask.pk, "institution": ask.institution_id}
