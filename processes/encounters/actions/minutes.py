"""Closing an encounter: its minutes, who came, and what was proposed there."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.web.richtext import tidy
from processes.actions.shared import clean_translations, require_reason
from processes.encounters import events, policies
from processes.encounters.actions.common import lock
from processes.models import Encounter, EncounterState, Minutes, Sector

if TYPE_CHECKING:
    from participation.models import Link, Person, Subject

MOST_ITEMS, MOST_PEOPLE = 60, 100_000
ITEM = {"title": 300, "said": 6000, "decided": 3000}


@transaction.atomic
def publish_minutes(
    *,
    encounter: Encounter,
    summary: str,
    items: list[dict[str, str]],
    attendance: dict[str, dict[str, int]],
    by: "Person",
    at: datetime,
    transcript: str = "",
    recording_url: str = "",
    reason: str = "",
    translations: dict[str, dict[str, str]] | None = None,
) -> Minutes:
    """Publish what was said and decided and who came, which closes the encounter; a correction says why.

    ``attendance`` has people and organisations by sector. The same again changes nothing. Raises ActDenied and
    ValidationError by field.
    """
    encounter = lock(encounter)
    policies.may_write_minutes(by, encounter, at=at).enforce()
    texts = _checked(summary, items, transcript, recording_url)
    texts["translations"] = clean_translations(Minutes, translations, rich=set())
    came = checked_attendance(attendance)
    last = encounter.minutes.order_by("-number").first()
    same = last is not None and all(getattr(last, name) == value for name, value in texts.items())
    if last is not None and same and encounter.attendance == came:
        return last
    why = require_reason(reason) if last is not None else ""
    row = Minutes.objects.create(
        encounter=encounter,
        number=1 if last is None else last.number + 1,
        reason=why,
        lang=encounter.lang,
        by=by,
        published_at=at,
        **texts,
    )
    encounter.attendance, encounter.closed_at = came, encounter.closed_at or at
    encounter.state = EncounterState.CLOSED
    encounter.save(update_fields=["attendance", "closed_at", "state"])
    name = events.MINUTES_PUBLISHED if last is None else events.MINUTES_CORRECTED
    payload = {"encounter": encounter.pk, "minutes": row.number, "reason": why}
    record(name, subject=encounter.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def say_born_here(*, encounter: Encounter, outcome: "Subject", by: "Person", at: datetime) -> "Link":
    """Say that something public of this site was born in the encounter; both pages show it. Again changes nothing."""
    encounter = lock(encounter)
    policies.may_write_minutes(by, encounter, at=at).enforce()
    link = write_link(source=encounter.subject, outcome=outcome, kind=LinkKind.BORN_AT, explanation="", by=by, at=at)
    if link.at == at:
        payload = {"link": link.pk, "outcome": outcome.pk, "kind": LinkKind.BORN_AT.value}
        record("participation.link.added", subject=encounter.subject, by=by, at=at, payload=payload)
    return link


def checked_attendance(given: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return who came, by sector, without those of which nobody came. Raises ValidationError."""
    kept: dict[str, dict[str, int]] = {}
    for sector, counts in given.items():
        people, organisations = int(counts.get("people") or 0), int(counts.get("organisations") or 0)
        if sector not in Sector.values or not (0 <= people <= MOST_PEOPLE and 0 <= organisations <= people):
            raise ValidationError(
                {f"organisations_{sector}": _("There cannot be more organisations than people who came from them.")}
            )
        if people:
            kept[sector] = {"people": people, "organisations": organisations}
    return kept


def _checked(summary: str, items: list[dict[str, str]], transcript: str, recording_url: str) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    given: dict[str, Any] = {
        "summary": tidy(summary).strip(),
        "transcript": tidy(transcript).strip(),
        "recording_url": " ".join(tidy(recording_url).split()),
    }
    if not given["summary"]:
        wrong["summary"] = _("This is missing.")
    for name, text in given.items():
        most = Minutes._meta.get_field(name).max_length  # type: ignore[union-attr]
        if most and len(text) > most:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": most}
    if given["recording_url"]:
        try:
            URLValidator(schemes=["https"])(given["recording_url"])
        except ValidationError:
            wrong["recording_url"] = _("Write a whole address, with https://.")
    rows = []
    for item in items:
        row = {name: tidy(str(item.get(name) or "")).strip()[:most] for name, most in ITEM.items()}
        if any(row.values()):
            rows.append(row)
    if len(rows) > MOST_ITEMS:
        wrong["summary"] = _("At most %(limit)s points.") % {"limit": MOST_ITEMS}
    if wrong:
        raise ValidationError(wrong)
    return {**given, "items": rows}
