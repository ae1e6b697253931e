"""Acts on open calls: opened, changed with a reason, and their result published with the reasons of each candidacy."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.eligibility import clean_rules
from participation.access.verdict import Denied
from participation.events.record import record
from participation.subjects.actions import update_subject
from processes.forums import events, policies
from processes.forums.actions.common import lock, reason_of, texts, write_down
from processes.forums.actions.members import free_of, seat_selected
from processes.models import CandidacyState, Forum, ForumCall, ForumSector, Seats

if TYPE_CHECKING:
    from participation.models import Person

SHORTEST, LONGEST = timedelta(days=5), timedelta(days=366)
SEATED = (CandidacyState.SELECTED, CandidacyState.ALTERNATE)


@transaction.atomic
def open_call(
    *,
    forum: Forum,
    title: str,
    text: str,
    opens_at: datetime,
    closes_at: datetime,
    sectors: list[str],
    by: "Person",
    at: datetime,
    rules: list[dict[str, Any]] | None = None,
) -> ForumCall:
    """Publish a call for the seats of some sectors; whoever follows the forum is told. One at a time.

    Raises ActDenied, and ValidationError by field.
    """
    forum = lock(forum)
    policies.may_show(by, forum).enforce()
    if forum.calls.filter(decided_at__isnull=True).exists():
        Denied("one_call", _("A call of this forum has no result yet. Publish it before you open another.")).enforce()
    given = _checked(forum, {"title": title, "text": text}, (opens_at, closes_at), sectors, rules)
    call = ForumCall.objects.create(forum=forum, published_at=at, lang=forum.lang, created_by=by, **given)
    write_down(events.CALL_OPENED, forum, by, at, call=call.pk)
    return call


@transaction.atomic
def change_call(
    *,
    call: ForumCall,
    title: str,
    text: str,
    opens_at: datetime,
    closes_at: datetime,
    sectors: list[str],
    reason: str,
    by: "Person",
    at: datetime,
    rules: list[dict[str, Any]] | None = None,
) -> ForumCall:
    """Change a call that has no result, with a reason that stays beside it. The same again changes nothing."""
    forum, call = lock(call.forum), _row(call)
    policies.may_show(by, forum).enforce()
    if call.decided_at is not None:
        Denied("decided", _("The result of this call is published.")).enforce()
    given = _checked(forum, {"title": title, "text": text}, (opens_at, closes_at), sectors, rules)
    if all(getattr(call, name) == value for name, value in given.items()):
        return call
    for name, value in given.items():
        setattr(call, name, value)
    call.change_reason, call.changed_at = reason_of(ForumCall, "change_reason", reason), at
    call.save()
    write_down(events.CALL_CHANGED, forum, by, at, call=call.pk, reason=call.change_reason)
    return call


@transaction.atomic
def publish_result(*, call: ForumCall, by: "Person", at: datetime) -> ForumCall:
    """Publish who was selected and the reasons of every candidacy; each author is told theirs. Again changes nothing.

    Those selected take their seats. Raises ActDenied, and ValidationError where more were selected than seats are free.
    """
    forum, call = lock(call.forum), _row(call)
    if call.decided_at is not None:
        return call
    policies.may_publish_result(by, call, at=at).enforce()
    rows = list(call.candidacies.for_page().standing().order_by("pk"))
    kept = {row.sector: row for row in Seats.objects.filter(forum=forum)}
    _room(rows, kept)
    call.decided_at = at
    call.save(update_fields=["decided_at"])
    made = []
    for row in rows:
        if row.state in SEATED:
            row.call = call
            made.append(seat_selected(row, kept[row.sector], by, at).pk)
            update_subject(subject=row.subject, at=at, state="published", text=row.motivation)
        row.told_at = at
        row.save(update_fields=["told_at"])
        record(events.TOLD, subject=row.subject, by=by, at=at, payload={"candidacy": row.pk, "call": call.pk})
    record(
        events.RESULT_PUBLISHED,
        subject=forum.subject,
        by=by,
        at=at,
        payload={"forum": forum.pk, "call": call.pk, "candidacies": len(rows), "selected": len(made)},
        changes=[("forum_members", pk) for pk in made],
    )
    return call


def _room(rows: list[Any], kept: dict[str, Seats]) -> None:
    """Raise ValidationError where more are selected in a sector than have a free seat."""
    wanted = Counter((row.sector, row.state) for row in rows if row.state in SEATED)
    wrong = []
    for (sector, state), n in sorted(wanted.items()):
        free = free_of(kept[sector])[state == CandidacyState.ALTERNATE] if sector in kept else 0
        if n > free:
            words = _("%(sector)s: %(n)s were chosen (%(as)s) and %(free)s seats are free.")
            label = ForumSector(sector).label
            told = {"sector": label, "n": n, "as": CandidacyState(state).label, "free": free}
            wrong.append(words % told)
    if wrong:
        raise ValidationError(wrong)


def _checked(
    forum: Forum, words: dict[str, str], dates: tuple[datetime, datetime], sectors: list[str], rules: Any
) -> dict[str, Any]:
    (opens_at, closes_at), kept_rules = dates, clean_rules(rules or [])
    given: dict[str, Any] = texts(ForumCall, words, needed=("title", "text"), lines=("title",))
    if not opens_at + SHORTEST <= closes_at <= opens_at + LONGEST:
        raise ValidationError({"closes_on": _("Give people at least five days, and a year at most.")})
    kept = set(Seats.objects.filter(forum=forum).values_list("sector", flat=True))
    chosen = [sector for sector in ForumSector.values if sector in set(sectors) & kept]
    if not chosen:
        raise ValidationError({"sectors": _("Choose at least one sector that has seats.")})
    return {**given, "opens_at": opens_at, "closes_at": closes_at, "sectors": chosen, "rules": kept_rules}


def _row(call: ForumCall) -> ForumCall:
    found: ForumCall = ForumCall.objects.select_related("forum__subject").get(pk=call.pk)
    return found
