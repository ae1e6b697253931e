"""Acts on encounters: prepared, repeated, announced, changed, moved, cancelled, remembered."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.veda.actions import record_override
from participation.veda.calendar import in_force
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from processes.actions.shared import assign
from processes.encounters import events, policies
from processes.encounters.actions.common import lock, promote, set_pools
from processes.encounters.content import checked, checked_times, checked_where, repeated
from processes.models import Component, Encounter, EncounterState

if TYPE_CHECKING:
    from participation.models import ElectoralPeriod, Institution, Person

AHEAD = timedelta(hours=24)  # how long before it begins people are reminded
COPIED = (
    "kind", "title", "description", "mode", "time_zone", "place", "place_notes", "latitude", "longitude", "services",
    "territory", "organisers", "agenda", "takes_registration", "capacity", "reserved", "held", "online_url", "link_for",
    "link_minutes", "is_neutral", "translations", "lang", "is_sample",
)  # fmt: skip
TOLD = ("title", "description", "place", "place_notes", "organisers", "agenda")


@transaction.atomic
def write_encounter(
    *,
    component: Component,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: "Person",
    at: datetime,
    time_zone: str = "",
    institutions: "list[Institution] | None" = None,
    is_sample: bool = False,
    **fields: Any,
) -> Encounter:
    """Begin an encounter as a draft that nobody else sees. Raises ActDenied, and ValidationError by field."""
    policies.may_prepare(by, component).enforce()
    given = checked({**fields, "title": title})
    given |= checked_times(starts_at, ends_at, time_zone or component.process.time_zone)
    row = Encounter(
        component=component, created_by=by, created_at=at, lang=component.process.lang, is_sample=is_sample, **given
    )
    row = _make(row, at)
    if institutions is not None:
        row.institutions.set(institutions)
    record(events.WRITTEN, subject=row.subject, by=by, at=at, payload={"encounter": row.pk})
    return row


@transaction.atomic
def repeat_encounter(*, encounter: Encounter, rule: str, times: int, by: "Person", at: datetime) -> list[Encounter]:
    """Prepare the same encounter on more dates by a rule; each is from then on a draft of its own.

    Raises ActDenied and ValidationError.
    """
    encounter = lock(encounter)
    policies.may_prepare(by, encounter.component).enforce()
    dates = repeated(encounter, rule, times)
    if encounter.series is None:
        encounter.series = uuid.uuid4()
        encounter.save(update_fields=["series"])
    institutions = list(encounter.institutions.all())
    made = []
    for starts_at, ends_at in dates:
        same = {name: getattr(encounter, name) for name in COPIED}
        row = Encounter(component=encounter.component, created_by=by, created_at=at, series=encounter.series, **same)
        row.starts_at, row.ends_at = starts_at, ends_at
        made.append(_make(row, at))
        row.institutions.set(institutions)
    payload = {"encounter": encounter.pk, "rule": rule, "made": [row.pk for row in made]}
    changes = [("encounters", row.pk) for row in made]
    record(events.REPEATED, subject=encounter.subject, by=by, at=at, payload=payload, changes=changes)
    return made


@transaction.atomic
def update_encounter(
    *,
    encounter: Encounter,
    by: "Person",
    at: datetime,
    institutions: "list[Institution] | None" = None,
    **fields: Any,
) -> Encounter:
    """Change what an encounter says of itself; more seats go at once to those who wait. Dates have an act of their own.

    Raises ActDenied, and ValidationError where more seats are taken than would be left.
    """
    encounter = lock(encounter)
    policies.may_edit(by, encounter).enforce()
    seats = {name: getattr(encounter, name) for name in ("capacity", "reserved", "held")}
    point = {name: getattr(encounter, name) for name in ("latitude", "longitude")}
    before, after = assign(encounter, checked({**seats, **point, **fields}))
    if encounter.state != EncounterState.DRAFT:
        checked_where(encounter)
    if institutions is not None:
        _set_institutions(encounter, institutions, before, after)
    if not after:
        return encounter
    encounter.save()
    set_pools(encounter)
    _tell_subject(encounter, at)
    if encounter.state != EncounterState.DRAFT:
        add_version(subject=encounter.subject, data=_texts(encounter), by=by, at=at)
    for private in ("online_url",):
        before, after = ({n: v for n, v in each.items() if n != private} for each in (before, after))
    payload = {"encounter": encounter.pk}
    record(events.UPDATED, subject=encounter.subject, by=by, at=at, payload=payload, before=before, after=after)
    promote(encounter, at)
    return encounter


@transaction.atomic
def publish_encounter(*, encounter: Encounter, by: "Person", at: datetime, accept_electoral: bool = False) -> Encounter:
    """Announce an encounter: from now on people see it and register; announced already it stays so.

    In an electoral period only what may stay up in one goes without being accepted; going on is written down. Raises
    ActDenied, and ValidationError where it lacks a place or lies in the past.
    """
    encounter = lock(encounter)
    if encounter.state == EncounterState.PUBLISHED:
        policies.may_prepare(by, encounter.component).enforce()
        return encounter
    policies.may_publish(by, encounter).enforce()
    checked_where(encounter)
    period = withholding(encounter, at)
    if period is not None and not accept_electoral:
        raise ValidationError({"accept_electoral": electoral_warning(period)})
    if period is not None:
        record_override(periods=[period], what="publish_encounter", subject=encounter.subject, by=by, at=at)
    encounter.state, encounter.published_at = EncounterState.PUBLISHED, at
    encounter.save(update_fields=["state", "published_at"])
    update_subject(subject=encounter.subject, at=at, state="published")
    add_version(subject=encounter.subject, data=_texts(encounter), by=by, at=at)
    record(events.PUBLISHED, subject=encounter.subject, by=by, at=at, payload={"encounter": encounter.pk})
    return encounter


@transaction.atomic
def move_encounter(
    *,
    encounter: Encounter,
    starts_at: datetime,
    ends_at: datetime,
    by: "Person",
    at: datetime,
    reason: str = "",
    time_zone: str = "",
) -> Encounter:
    """Give an encounter another date. Announced, it needs a reason, and whoever registered is told; seats stay.

    Raises ActDenied and ValidationError.
    """
    encounter = lock(encounter)
    draft = encounter.state == EncounterState.DRAFT
    (policies.may_edit if draft else policies.may_move)(by, encounter).enforce()
    before = {name: getattr(encounter, name) for name in ("starts_at", "ends_at", "time_zone")}
    given = checked_times(starts_at, ends_at, time_zone or encounter.time_zone)
    if given == before:
        return encounter
    words = "" if draft else _reason(reason)
    for name, value in given.items():
        setattr(encounter, name, value)
    if not draft:
        encounter.moved_from, encounter.reminded_at = before["starts_at"], None
    encounter.save(update_fields=[*given, "moved_from", "reminded_at"])
    _tell_subject(encounter, at)
    payload = {"encounter": encounter.pk, "reason": words, "from": before["starts_at"].isoformat()}
    name = events.UPDATED if draft else events.MOVED
    record(name, subject=encounter.subject, by=by, at=at, payload={**payload, "to": starts_at.isoformat()})
    return encounter


@transaction.atomic
def cancel_encounter(*, encounter: Encounter, reason: str, by: "Person", at: datetime) -> Encounter:
    """Say that an encounter does not take place, and why: it stays in view, and whoever registered is told.

    Cancelling again changes nothing. A draft is cancelled out of view.
    """
    encounter = lock(encounter)
    if encounter.state == EncounterState.CANCELLED:
        policies.may_prepare(by, encounter.component).enforce()
        return encounter
    draft = encounter.state == EncounterState.DRAFT
    (policies.may_edit if draft else policies.may_move)(by, encounter).enforce()
    encounter.cancel_reason, encounter.state = _reason(reason), EncounterState.CANCELLED
    encounter.save(update_fields=["state", "cancel_reason"])
    if draft:
        update_subject(subject=encounter.subject, at=at, state="withdrawn")
    payload = {"encounter": encounter.pk, "reason": encounter.cancel_reason}
    name = events.UPDATED if draft else events.CANCELLED
    record(name, subject=encounter.subject, by=by, at=at, payload=payload)
    return encounter


@transaction.atomic
def write_notes(*, encounter: Encounter, text: str, by: "Person", at: datetime) -> Encounter:
    """Write down what is being said while people meet; whoever follows from afar reads it."""
    encounter = lock(encounter)
    policies.may_keep_door(by, encounter, at=at).enforce()
    words = tidy(text).strip()
    if len(words) > 6000:
        raise ValidationError({"text": _("At most %(limit)s characters.") % {"limit": 6000}})
    if words == encounter.live_notes:
        return encounter
    encounter.live_notes = words
    encounter.save(update_fields=["live_notes"])
    record(events.NOTED, subject=encounter.subject, by=by, at=at, payload={"encounter": encounter.pk})
    return encounter


def remind_due(*, at: datetime) -> int:
    """Remind those who have a seat in what begins within a day; return of how many encounters."""
    due = Encounter.objects.to_remind(at, AHEAD).order_by("starts_at", "pk")
    return sum(remind(encounter=row, at=at) for row in due[:200])


@transaction.atomic
def remind(*, encounter: Encounter, at: datetime) -> bool:
    """Remind of one encounter, once, however many workers try; one that was moved is reminded of anew."""
    rows = Encounter.objects.to_remind(at, AHEAD).select_for_update(no_key=True, skip_locked=True, of=("self",))
    row = rows.select_related("subject").defer("subject__search").filter(pk=encounter.pk).first()
    if row is None:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    record(events.BEGINS_SOON, subject=row.subject, by=None, at=at, payload={"encounter": row.pk})
    return True


def withholding(encounter: Encounter, at: datetime) -> "ElectoralPeriod | None":
    """Return the electoral period that keeps its description from view at a moment."""
    return None if encounter.is_neutral else in_force(encounter.component.process.territory, at)


def electoral_warning(period: "ElectoralPeriod") -> str:
    """Return what an official reads before announcing something in an electoral period."""
    words = _(
        "That moment is in the electoral period “%(name)s” (until %(day)s): date and place would be shown, and the"
        " description kept from view until then. Announce only what the law allows."
    )
    return words % {"name": period.name, "day": date_format(period.ends_on)}


def _make(row: Encounter, at: datetime) -> Encounter:
    """Keep a new draft with its subject and its seats."""
    row.subject = create_subject(
        kind="encounter",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        path="",
        at=at,
        parent=row.component.subject,
        territory=row.territory or row.component.process.territory,
        lang=row.lang,
        text=_search_text(row),
    )
    row.save()
    set_pools(row)
    update_subject(subject=row.subject, at=at, path=f"/encuentros/{row.pk}/")
    return row


def _tell_subject(row: Encounter, at: datetime) -> None:
    update_subject(
        subject=row.subject,
        at=at,
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        territory=row.territory or row.component.process.territory,
        text=_search_text(row),
    )


def _set_institutions(
    row: Encounter, institutions: "list[Institution]", before: dict[str, Any], after: dict[str, Any]
) -> None:
    known = sorted(row.institutions.values_list("pk", flat=True))
    wanted = sorted(each.pk for each in institutions)
    if known != wanted:
        row.institutions.set(institutions)
        before["institutions"], after["institutions"] = known, wanted


def _reason(text: str) -> str:
    words = " ".join(tidy(text).split())
    if not words:
        raise ValidationError({"reason": _("Say why: whoever registered is told.")})
    if len(words) > 500:
        raise ValidationError({"reason": _("At most %(limit)s characters.") % {"limit": 500}})
    return words


def _texts(row: Encounter) -> dict[str, str]:
    """Return what its versions keep: never the link to connect."""
    texts = {name: getattr(row, name) for name in TOLD}
    texts |= {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
    for language, fields in sorted(row.translations.items()):
        texts |= {f"{name}_{language}": text for name, text in sorted(fields.items())}
    return texts


def _summary(row: Encounter) -> str:
    return (row.place or row.organisers)[:300]


def _search_text(row: Encounter) -> str:
    own = [row.description, row.place, row.organisers, row.agenda]
    return " ".join([*own, *(text for fields in row.translations.values() for text in fields.values())])
