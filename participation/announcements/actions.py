"""Acts on announcements: writing, testing, scheduling, taking back, sending, stopping."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.announcements import electoral, policies
from participation.announcements.counts import reach
from participation.announcements.models import Announcement, AnnouncementKind, AnnouncementState
from participation.announcements.segments import TERRITORY, Segment, get_segment
from participation.announcements.texts import titles_of
from participation.events.record import record
from participation.subjects.visibility import is_shown
from participation.veda.actions import record_override
from participation.web.richtext import clean, tidy, to_text

if TYPE_CHECKING:
    from participation.models import Person, Subject, Territory

State = AnnouncementState
BODY_LENGTH = 20_000  # mail programs cut what is longer than about 100 KB
MOST_LINKS = 12
AHEAD = timedelta(days=366)
COPIED = ("kind", "segment", "scope", "territory", "title", "summary", "body", "translations")
LENGTHS = {"title": 150, "summary": 300}


class Written(TypedDict):
    """What an announcement says and to whom: what its draft is begun with, and what every change of it gives anew."""

    kind: str
    segment: str
    title: str
    body: str
    scope: NotRequired["Subject | None"]
    territory: NotRequired["Territory | None"]
    summary: NotRequired[str]
    translations: NotRequired[Mapping[str, Mapping[str, str]] | None]
    links: NotRequired["Iterable[Subject]"]


@transaction.atomic
def draft_announcement(*, by: "Person", at: datetime, **written: Unpack[Written]) -> Announcement:
    """Begin an announcement; nobody hears of it yet. Raises ActDenied, and ValidationError by field."""
    values = _values(**written)
    policies.may_write(by, values["segment"], values["scope"]).enforce()
    found = _links(written.get("links", ()))
    announcement = Announcement.objects.create(**values, drafted_by=by, edited_at=at)
    announcement.links.set(found)
    _record("drafted", announcement, by, at)
    return announcement


@transaction.atomic
def edit_announcement(
    *, announcement: Announcement, by: "Person", at: datetime, **written: Unpack[Written]
) -> Announcement:
    """Change a draft; the same again changes nothing. Raises ActDenied, and ValidationError by field."""
    row = _lock(announcement)
    policies.may_edit(by, row).enforce()
    values = _values(**written)
    policies.may_write(by, values["segment"], values["scope"]).enforce()
    found = _links(written.get("links", ()))
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if {link.pk for link in found} != set(row.links.values_list("pk", flat=True)):
        row.links.set(found)
        changed.append("links")
    if changed:
        for name, value in values.items():
            setattr(row, name, value)
        row.edited_at, row.problem = at, ""
        row.save()
        _record("edited", row, by, at, fields=changed)
    return row


@transaction.atomic
def duplicate_announcement(*, announcement: Announcement, by: "Person", at: datetime) -> Announcement:
    """Begin a draft with the text, group and links of one that there is, whatever became of it. Raises ActDenied."""
    policies.may_write(by, announcement.segment, announcement.scope).enforce()
    copied = {name: getattr(announcement, name) for name in COPIED}
    copy = Announcement.objects.create(**copied, drafted_by=by, edited_at=at)
    copy.links.set(link for link in announcement.links.all() if is_shown(link))
    _record("drafted", copy, by, at, copy_of=announcement.pk)
    return copy


@transaction.atomic
def test_announcement(*, announcement: Announcement, by: "Person", at: datetime) -> None:
    """Send it to oneself alone, as it stands, to one's list and address. Raises ActDenied."""
    policies.may_test(by, announcement).enforce()
    _record("tested", announcement, by, at, titles=titles_of(announcement))


@transaction.atomic
def schedule_announcement(
    *,
    announcement: Announcement,
    send_at: datetime | None,
    by: "Person",
    at: datetime,
    confirmed_by: "Person | None" = None,
    accept_electoral: bool = False,
) -> Announcement:
    """Have it sent at a moment; without one now, by the next worker. Of two who press at once one is told no.

    Into an electoral period an announcement goes only where that is accepted, which is written down; a newsletter
    never: scheduled into one, it waits for its end. Raises ActDenied, and ValidationError for a moment that is past or
    more than a year away, or for a period that is not accepted.
    """
    row = _lock(announcement)
    policies.may_send(by, row, confirmed_by=confirmed_by).enforce()
    if send_at is not None and not at < send_at <= at + AHEAD:
        raise ValidationError({"send_at": _("Choose a moment that is still to come, within a year.")})
    if send_at is None:
        electoral.may_leave_now(row, at).enforce()
    period = electoral.period_of(row, send_at or at)
    if period is not None and not accept_electoral:
        raise ValidationError({"accept_electoral": electoral.warning(row, period)})
    row.state, row.send_at, row.sent_by, row.problem = State.SCHEDULED, send_at or at, by, ""
    row.save(update_fields=["state", "send_at", "sent_by", "problem"])
    second = {"confirmed_by": confirmed_by.pk} if confirmed_by else {}
    _record("scheduled", row, by, at, send_at=row.send_at.isoformat(), **second)
    if period is not None:
        record_override(periods=[period], what="schedule_announcement", subject=row.scope, by=by, at=at)
    return row


@transaction.atomic
def take_back_announcement(*, announcement: Announcement, by: "Person", at: datetime) -> Announcement:
    """Make a draft again of what is scheduled and was not sent yet. Raises ActDenied."""
    row = _lock(announcement)
    policies.may_take_back(by, row).enforce()
    _to_draft(row)
    _record("taken_back", row, by, at)
    return row


@transaction.atomic
def discard_announcement(*, announcement: Announcement, by: "Person", at: datetime) -> Announcement:
    """Throw a draft away. Raises ActDenied."""
    row = _lock(announcement)
    policies.may_edit(by, row).enforce()
    row.state = State.DISCARDED
    row.save(update_fields=["state"])
    _record("discarded", row, by, at)
    return row


@transaction.atomic
def start_announcement(*, announcement: Announcement, at: datetime) -> Announcement:
    """Send what is due: from here the relay and the deliveries do it, once for each person. Twice changes nothing.

    Who scheduled it must still be allowed to: otherwise it becomes a draft again, which says why. A newsletter that an
    electoral period reaches stays scheduled, which says until when, and leaves once that is over.
    """
    row = _lock(announcement)
    if row.state != State.SCHEDULED or row.send_at is None or row.send_at > at:
        return row
    period = electoral.period_of(row, at) if row.kind == AnnouncementKind.NEWSLETTER else None
    if period is not None:
        return _wait(row, electoral.waiting_words(period), at)
    try:
        policies.may_start(row.sent_by, row).enforce()
    except ActDenied as denied:
        _to_draft(row, problem=str(denied.denial.message)[:300])
        _record("held", row, None, at, code=denied.denial.code)
        return row
    found = reach(row, at)
    row.state, row.started_at, row.people, row.left_out = State.STARTED, at, found.people, found.left_out
    row.event, row.problem = _record("started", row, row.sent_by, at, titles=titles_of(row)), ""
    row.save(update_fields=["state", "started_at", "people", "left_out", "event", "problem"])
    return row


@transaction.atomic
def stop_announcement(*, announcement: Announcement, reason: str, by: "Person", at: datetime) -> Announcement:
    """Send it to nobody else, and take it from the public list; who has it keeps it.

    Raises ActDenied, and ValidationError without a reason.
    """
    row = _lock(announcement)
    policies.may_stop(by, row).enforce()
    words = tidy(reason)[:300]
    if not words:
        raise ValidationError({"reason": _("Say why it is stopped.")})
    row.state, row.stopped_at, row.problem = State.STOPPED, at, words
    row.save(update_fields=["state", "stopped_at", "problem"])
    _record("stopped", row, by, at, reason=words)
    return row


def _wait(row: Announcement, words: str, at: datetime) -> Announcement:
    """Leave it scheduled, and say why; said and written down once."""
    if row.problem != words:
        row.problem = words
        row.save(update_fields=["problem"])
        _record("waits", row, None, at, why=words)
    return row


def _to_draft(row: Announcement, problem: str = "") -> None:
    row.state, row.send_at, row.sent_by, row.problem = State.DRAFT, None, None, problem
    row.save(update_fields=["state", "send_at", "sent_by", "problem"])


def _lock(announcement: Announcement) -> Announcement:
    """Return the row as it stands, locked until the commit: two officials at once are one after the other."""
    rows = Announcement.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("scope", "territory", "sent_by").get(pk=announcement.pk)


def _record(name: str, row: Announcement, by: "Person | None", at: datetime, **facts: Any) -> Any:
    payload = {"announcement": row.pk, **facts}
    return record(f"announcements.announcement.{name}", subject=row.scope, by=by, at=at, payload=payload)


def _values(**written: Unpack[Written]) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    found, wrong = get_segment(written["segment"]), {}
    scope, territory = written.get("scope"), written.get("territory")
    if written["kind"] not in AnnouncementKind.values:
        wrong["kind"] = _("Choose one of the options.")
    if found is None:
        raise ValidationError({"segment": _("This group does not exist.")})
    texts = {
        "title": tidy(written["title"]),
        "summary": tidy(written.get("summary", "")),
        "body": clean(tidy(written["body"])),
    }
    wrong |= _wrong_texts(texts) | _wrong_target(found, scope, territory)
    others = {}
    for code, given in (written.get("translations") or {}).items():
        other = {"title": tidy(given.get("title", "")), "summary": tidy(given.get("summary", ""))}
        other["body"] = clean(tidy(given.get("body", "")))
        if other["title"] or other["summary"] or to_text(other["body"]):
            wrong |= {f"{field}_{code}": words for field, words in _wrong_texts(other).items()}
            others[code] = other
    if wrong:
        raise ValidationError(wrong)
    return {
        "kind": written["kind"],
        "segment": written["segment"],
        "scope": scope if found.of_subject else None,
        "territory": territory if found.about == TERRITORY else None,
        **texts,
        "translations": others,
    }


def _wrong_texts(texts: Mapping[str, str]) -> dict[str, str]:
    wrong = {}
    if not texts["title"]:
        wrong["title"] = _("Write a title.")
    if not to_text(texts["body"]):
        wrong["body"] = _("Write the text.")
    for field, length in {**LENGTHS, "body": BODY_LENGTH}.items():
        if len(texts[field]) > length:
            wrong[field] = _("Use at most %(n)s characters.") % {"n": length}
    return wrong


def _wrong_target(segment: Segment, scope: "Subject | None", territory: "Territory | None") -> dict[str, str]:
    if segment.about == TERRITORY and territory is None:
        return {"territory": _("Choose the territory.")}
    if segment.of_subject and (scope is None or scope.kind != segment.about):
        return {"scope" if segment.listed else "address": _("Say which one it is about.")}
    return {}


def _links(links: "Iterable[Subject]") -> "list[Subject]":
    """Return what it leads to. Raises ValidationError where the public may not see it, or for too many."""
    found = list(links)
    if len(found) > MOST_LINKS:
        raise ValidationError({"links": _("Choose at most %(n)s.") % {"n": MOST_LINKS}})
    if not all(map(is_shown, found)):
        raise ValidationError({"links": _("Choose only what is published.")})
    return found
