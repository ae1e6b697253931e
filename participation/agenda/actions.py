"""Acts on the public agenda: a meeting is published, corrected, told what came of it, cancelled."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.agenda.models import LONGEST, Meeting
from participation.agenda.policies import may_keep_agenda
from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Institution, Person

TEXTS = {"office": 120, "holder": 120, "counterpart": 300, "topic": 200, "place": 200, "link": 400, "outcome": 4000}
NEEDED = ("office", "counterpart", "topic", "place")
LONG = {"outcome"}


@transaction.atomic
def publish_meeting(
    *,
    institution: "Institution",
    starts_at: datetime,
    by: "Person",
    at: datetime,
    ends_at: datetime | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    is_sample: bool = False,
    **texts: str,
) -> Meeting:
    """Put a meeting on the public agenda; one that is over can be told too. Raises ActDenied and ValidationError."""
    may_keep_agenda(by, institution).enforce()
    given = _checked(texts, starts_at, ends_at, translations)
    row = Meeting(institution=institution, created_by=by, created_at=at, is_sample=is_sample, **given)
    row.subject = create_subject(
        kind="meeting",
        title=row.topic,
        titles=row.in_other_languages("topic"),
        summary=_summary(row),
        path="",
        at=at,
        parent=institution.subject,
        state="published",
        text=_search_text(row),
    )
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/agenda/{row.pk}/")
    add_version(subject=row.subject, data=_told(row), by=by, at=at)
    _record("published", row, by, at)
    return row


@transaction.atomic
def update_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime,
    by: "Person",
    at: datetime,
    ends_at: datetime | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    **texts: str,
) -> Meeting:
    """Correct a meeting, or tell what came of it; former texts stay as versions. The same again changes nothing."""
    may_keep_agenda(by, meeting.institution).enforce()
    given = _checked(texts, starts_at, ends_at, translations)
    before = {name: getattr(meeting, name) for name, value in given.items() if getattr(meeting, name) != value}
    if not before:
        return meeting
    for name, value in given.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(given))
    update_subject(
        subject=meeting.subject,
        at=at,
        title=meeting.topic,
        titles=meeting.in_other_languages("topic"),
        summary=_summary(meeting),
        text=_search_text(meeting),
    )
    add_version(subject=meeting.subject, data=_told(meeting), by=by, at=at)
    told = "outcome" in before and meeting.outcome and not before["outcome"]
    _record("told" if told else "updated", meeting, by, at)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: "Person", at: datetime) -> Meeting:
    """Say that a meeting does not take place, and why: it stays on the agenda. Cancelling again changes nothing."""
    may_keep_agenda(by, meeting.institution).enforce()
    reason = " ".join(tidy(reason).split())
    if not reason:
        raise ValidationError({"cancel_reason": _("Say why: it is shown.")})
    if len(reason) > 300:
        raise ValidationError({"cancel_reason": _("At most %(limit)s characters.") % {"limit": 300}})
    rows = Meeting.objects.filter(pk=meeting.pk, cancelled_at__isnull=True)
    if rows.update(cancelled_at=at, cancel_reason=reason):
        _record("cancelled", meeting, by, at, reason=reason)
    meeting.refresh_from_db(fields=["cancelled_at", "cancel_reason"])
    return meeting


@transaction.atomic
def restore_meeting(*, meeting: Meeting, by: "Person", at: datetime) -> Meeting:
    """Say that a cancelled meeting takes place after all."""
    may_keep_agenda(by, meeting.institution).enforce()
    rows = Meeting.objects.filter(pk=meeting.pk, cancelled_at__isnull=False)
    if rows.update(cancelled_at=None, cancel_reason=""):
        _record("restored", meeting, by, at)
    meeting.refresh_from_db(fields=["cancelled_at", "cancel_reason"])
    return meeting


def _checked(
    texts: dict[str, str], starts_at: datetime, ends_at: datetime | None, translations: dict[str, dict[str, str]] | None
) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    if set(texts) - set(TEXTS):
        raise TypeError(f"unknown fields of a meeting: {sorted(set(texts) - set(TEXTS))}")
    given: dict[str, Any] = {name: _clean(name, texts.get(name, "")) for name in TEXTS}
    wrong = {name: _("This is missing.") for name in NEEDED if not given[name]}
    others = {
        language: {name: _clean(name, text) for name, text in fields.items() if name in Meeting.TRANSLATABLE}
        for language, fields in (translations or {}).items()
        if len(language) <= 8
    }
    for fields in (given, *others.values()):
        for name, text in fields.items():
            if len(text) > TEXTS[name]:
                wrong[name] = _("At most %(limit)s characters.") % {"limit": TEXTS[name]}
    if ends_at is not None and not starts_at < ends_at <= starts_at + LONGEST:
        wrong["ends_at"] = _("It must end after it begins, within a day.")
    if given["link"] and "link" not in wrong:
        try:
            URLValidator(schemes=["https", "http"])(given["link"])
        except ValidationError:
            wrong["link"] = _("Write a whole address, with https://.")
    if wrong:
        raise ValidationError(wrong)
    kept = {language: {n: text for n, text in fields.items() if text} for language, fields in others.items()}
    return {
        **given,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "translations": {language: fields for language, fields in kept.items() if fields},
    }


def _clean(name: str, text: str) -> str:
    return tidy(text).strip() if name in LONG else " ".join(tidy(text).split())


def _summary(row: Meeting) -> str:
    return f"{row.office} · {row.counterpart}"[:300]


def _told(row: Meeting) -> dict[str, str]:
    told = {name: getattr(row, name) for name in TEXTS if name != "holder"}
    moments = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat() if row.ends_at else ""}
    return {**told, **moments}


def _search_text(row: Meeting) -> str:
    own = [row.office, row.counterpart, row.place, row.outcome]
    return " ".join([*own, *(text for fields in row.translations.values() for text in fields.values())])


def _record(name: str, row: Meeting, by: "Person", at: datetime, **more: str) -> None:
    record(f"participation.meeting.{name}", subject=row.subject, by=by, at=at, payload={"meeting": row.pk, **more})
