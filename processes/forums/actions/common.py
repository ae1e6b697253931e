"""What the acts of forums share: the lock, texts checked, the event."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.web.richtext import tidy
from participation.workdays import local_day
from processes.models import Forum, Seats

if TYPE_CHECKING:
    from participation.models import Person

OLDEST = date(1990, 1, 1)


def lock(forum: Forum) -> Forum:
    """Return the forum as it is now, held until the commit: acts on one forum follow one another."""
    rows = Forum.objects.for_page().select_for_update(of=("self",), no_key=True)
    found: Forum = rows.get(pk=forum.pk)
    return found


def texts(
    model: Any, given: dict[str, str], *, needed: Iterable[str] = (), lines: Iterable[str] = ()
) -> dict[str, str]:
    """Return texts tidied, those of ``lines`` in one line. Raises ValidationError by field."""
    kept, wrong = {}, {}
    for name, value in given.items():
        text = tidy(str(value or "")).strip()
        kept[name] = " ".join(text.split()) if name in lines else text
        most = model._meta.get_field(name).max_length
        if name in needed and not kept[name]:
            wrong[name] = _("This is missing.")
        elif most and len(kept[name]) > most:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": most}
    if wrong:
        raise ValidationError(wrong)
    return kept


def reason_of(model: Any, name: str, text: str, *, field: str = "reason") -> str:
    """Return a reason that everybody reads. Raises ValidationError under ``field`` where it is missing or too long."""
    try:
        return texts(model, {name: text}, needed=[name])[name]
    except ValidationError as error:
        raise ValidationError({field: error.message_dict[name]}) from error


def day_of(day: date | None, at: datetime, field: str) -> date:
    """Return a day that has come, today for none. Raises ValidationError under ``field``."""
    today = local_day(at)
    if day is not None and not OLDEST <= day <= today:
        raise ValidationError({field: _("Write a day that has come already.")})
    return day or today


def seats_of(forum: Forum, sector: str) -> Seats:
    """Return the seats of a sector in a forum that the act holds. Raises ValidationError where there are none."""
    found = Seats.objects.filter(forum=forum, sector=sector).first()
    if found is None:
        raise ValidationError({"sector": _("This forum has no seats for this sector.")})
    return found


def write_down(
    name: str,
    forum: Forum,
    by: "Person | None",
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    member: int | None = None,
    **payload: Any,
) -> None:
    """Record one event of a forum; ``member`` is the row of the members' dataset that it touched."""
    told = {"forum": forum.pk, **payload} | ({"member": member} if member else {})
    changes = [("forum_members", member)] if member else []
    record(name, subject=forum.subject, by=by, at=at, payload=told, before=before, after=after, changes=changes)
