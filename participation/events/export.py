"""The log of acts as a file: who, what, about what, when, why, before and after. For the organ of control."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Verdict
from participation.events import log, policies
from participation.events.names import get_name
from participation.exports.registry import ExportKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.exports.archive import Archive
    from participation.models import Event, Person

# The same names as in the address of the log's page.
FILTERS = ("name", "official", "at__gte", "at__lt", "q")
COLUMNS = ("number", "id", "at", "event", "what", "who", "about", "address", "reason", "facts", "before", "after")


def clean_filters(given: dict[str, str]) -> dict[str, str]:
    """Return the filters that can be read. Raises ValidationError."""
    found = {name: given[name].strip() for name in FILTERS if given.get(name, "").strip()}
    for name in ("at__gte", "at__lt"):
        if name in found:
            found[name] = _moment(found[name]).isoformat()
    return found


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text)
    except ValueError as error:
        raise ValidationError(_("This date cannot be read.")) from error
    if day is not None:
        moment = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
    if moment is None or not 1900 < moment.year < 9000:
        raise ValidationError(_("This date cannot be read."))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def narrowed(person: "Person", filters: dict[str, str]) -> "QuerySet[Event]":
    """Return the log that the person may read, narrowed as the page narrows it."""
    events = log.log_for(person)
    if "name" in filters:
        events = events.filter(name=filters["name"])
    if "official" in filters:
        events = log.acts_of(events, filters["official"])
    if "at__gte" in filters:
        events = events.filter(at__gte=datetime.fromisoformat(filters["at__gte"]))
    if "at__lt" in filters:
        events = events.filter(at__lt=datetime.fromisoformat(filters["at__lt"]))
    return log.search(events, filters.get("q", ""))


def _lines(person: "Person", filters: dict[str, str]) -> Iterator[dict[str, Any]]:
    for event in narrowed(person, filters).select_related("relay").iterator(500):
        relay = getattr(event, "relay", None)
        secret = get_name(event.name).secret
        yield {
            "number": relay.sequence if relay else None,
            "id": str(event.pk),
            "at": event.at.isoformat(),
            "event": event.name,
            "what": str(get_name(event.name).label),
            "who": log.who_did(event),
            "about": event.subject.title if event.subject else "",
            "address": event.subject.path if event.subject else "",
            "reason": log.reason_of(event),
            # What is told of nobody keeps its facts too: they may name a person by number.
            "facts": "" if secret else _json(event.payload),
            "before": _json(event.before),
            "after": _json(event.after),
        }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def _may(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    return policies.may_export_log(person, at=at)


def _write(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    archive.add_text("leeme", gettext("The log of acts as it stood when this file was made. Numbers have no gaps."))
    archive.add_table("log", COLUMNS, _lines(person, params))


LOG = ExportKind(
    "audit_log",
    _("Log of acts"),
    _may,
    _write,
    _("Who did what, when, why, and what was before and after."),
    official=True,
    keeps=timedelta(days=2),
)
