"""Acts on phases: their texts, dates, order, and what they open."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.veda.actions import record_override
from participation.veda.calendar import overlapping
from processes import events, policies
from processes.actions.shared import assign, clean_texts, lock, phase_facts, plain, require_reason
from processes.kinds import get_kind
from processes.models import Opening, Phase, Process, ProcessState

if TYPE_CHECKING:
    from participation.models import ElectoralPeriod, Person

FIELDS = {"title", "description", "objective", "strategies", "products", "translations"}
MOST_PHASES = 40


@transaction.atomic
def add_phase(
    *,
    process: Process,
    by: "Person",
    at: datetime,
    title: str,
    opens_at: datetime,
    closes_at: datetime | None = None,
    openings: dict[int, list[str]] | None = None,
    reason: str = "",
    confirmed_by: "Person | None" = None,
    accept_electoral: bool = False,
    **fields: Any,
) -> Phase:
    """Add a phase at the end. ``openings``: component id to act names; one that opens something may need two people.

    After people took part in a public process a reason is needed; dates of a public process that run into an electoral
    period must be accepted. Raises ActDenied or ValidationError.
    """
    policies.may_edit_process(by, process).enforce()
    lock(process)
    given = _checked({**fields, "title": title})
    text = _reason(process, reason)
    last = process.phases.order_by("-position").values_list("position", flat=True).first() or 0
    if process.phases.count() >= MOST_PHASES:
        raise ValidationError(_("A process has at most %(limit)s phases.") % {"limit": MOST_PHASES})
    _check_dates(opens_at, closes_at)
    periods = _electoral(process, opens_at, closes_at, accept_electoral)
    if any((openings or {}).values()):
        policies.may_change_dates(by, process, confirmed_by).enforce()
    phase = Phase(process=process, position=last + 1, opens_at=opens_at, closes_at=closes_at, **given)
    phase.save()
    _write_openings(phase, openings or {})
    record(
        events.PHASE_ADDED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"phase": phase.pk, "reason": text, **_with(confirmed_by)},
        after={**phase_facts(phase), "openings": _openings(phase)},
        changes=[("phases", phase.pk)],
    )
    record_override(periods=periods, what="add_phase", subject=process.subject, by=by, at=at)
    return phase


@transaction.atomic
def update_phase(*, phase: Phase, by: "Person", at: datetime, **fields: Any) -> Phase:
    """Change the texts of a phase (``FIELDS``); dates and openings have acts of their own."""
    process = _begin(phase, by)
    before, after = assign(phase, _checked(fields))
    if after:
        phase.save()
        record(
            events.PHASE_UPDATED,
            subject=process.subject,
            by=by,
            at=at,
            payload={"phase": phase.pk},
            before=before,
            after=after,
            changes=[("phases", phase.pk)],
        )
    return phase


@transaction.atomic
def change_phase_dates(
    *,
    phase: Phase,
    opens_at: datetime,
    closes_at: datetime | None,
    by: "Person",
    at: datetime,
    reason: str = "",
    confirmed_by: "Person | None" = None,
    accept_electoral: bool = False,
) -> Phase:
    """Change when a phase opens and closes. After people took part it needs a reason, which the page shows.

    Dates of a public process that newly run into an electoral period must be accepted, and that is written down.

    Where the installation asks for two people then, it needs ``confirmed_by`` too: see ``processes/sensitive.py``.
    A phase that is announced anew (moved into the future) is announced again when it begins or ends.
    """
    process = _begin(phase, by)
    _check_dates(opens_at, closes_at)
    within = {period.pk for period in _overlapping(process, phase.opens_at, phase.closes_at)}
    before, after = assign(phase, {"opens_at": opens_at, "closes_at": closes_at})
    if not after:
        return phase
    periods = _electoral(process, opens_at, closes_at, accept_electoral, known=within)
    text = _reason(process, reason)
    policies.may_change_dates(by, process, confirmed_by).enforce()
    if phase.opens_at > at:
        phase.announced_open_at = None
    if phase.closes_at is None or phase.closes_at > at:
        phase.announced_close_at = None
    phase.save()
    dates = {
        "phase": phase.pk,
        "title": phase.title,
        "titles": phase.in_other_languages("title"),
        "reason": text,
        "opens_before": before.get("opens_at", plain(phase.opens_at)),
        "opens_after": plain(phase.opens_at),
        "closes_before": before.get("closes_at", plain(phase.closes_at)),
        "closes_after": plain(phase.closes_at),
        **_with(confirmed_by),
    }
    public = process.state != ProcessState.DRAFT
    record(
        events.PHASE_DATES_CHANGED if public else events.PHASE_UPDATED,
        subject=process.subject,
        by=by,
        at=at,
        payload=dates,
        before=before,
        after=after,
        changes=[("phases", phase.pk)],
    )
    record_override(periods=periods, what="change_phase_dates", subject=process.subject, by=by, at=at)
    return phase


@transaction.atomic
def set_openings(
    *,
    phase: Phase,
    openings: dict[int, list[str]],
    by: "Person",
    at: datetime,
    reason: str = "",
    confirmed_by: "Person | None" = None,
) -> Phase:
    """Say which acts a phase opens in which components (component id to act names; what is not named is closed).

    After people took part it needs a reason, and ``confirmed_by`` where the installation asks for two people.
    """
    process = _begin(phase, by)
    before = _openings(phase)
    wanted = {str(pk): sorted(set(acts)) for pk, acts in sorted(openings.items()) if acts}
    if wanted == before:
        return phase
    text = _reason(process, reason)
    policies.may_change_dates(by, process, confirmed_by).enforce()
    _write_openings(phase, openings)
    record(
        events.OPENINGS_SET,
        subject=process.subject,
        by=by,
        at=at,
        payload={"phase": phase.pk, "reason": text, **_with(confirmed_by)},
        before={"openings": before},
        after={"openings": wanted},
        changes=[("phases", phase.pk)],
    )
    return phase


@transaction.atomic
def remove_phase(*, phase: Phase, by: "Person", at: datetime, reason: str = "") -> None:
    """Remove a phase and close the gap in the order. One that began and in which people took part stays."""
    process = _begin(phase, by)
    policies.may_remove_phase(by, phase, at=at).enforce()
    text = _reason(process, reason)
    pk, facts = phase.pk, {**phase_facts(phase), "openings": _openings(phase)}
    phase.delete()
    touched = _number(process, list(process.phases.order_by("position")))
    record(
        events.PHASE_REMOVED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"phase": pk, "title": facts["title"], "reason": text},
        before=facts,
        changes=[("phases", pk), *(("phases", key) for key in touched)],
    )


@transaction.atomic
def reorder_phases(*, process: Process, order: list[int], by: "Person", at: datetime) -> list[Phase]:
    """Put the phases in another order: every phase's id, once. Dates do not move."""
    policies.may_edit_process(by, process).enforce()
    lock(process)
    phases = {phase.pk: phase for phase in process.phases.order_by("position")}
    if sorted(order) != sorted(phases):
        raise ValidationError(_("Somebody else added or removed a phase in the meantime. Look again before you order."))
    before = list(phases)
    touched = _number(process, [phases[pk] for pk in order])
    if touched:
        record(
            events.PHASES_REORDERED,
            subject=process.subject,
            by=by,
            at=at,
            before={"order": before},
            after={"order": order},
            changes=[("phases", pk) for pk in touched],
        )
    return list(process.phases.order_by("position"))


def _begin(phase: Phase, by: "Person") -> Process:
    process = phase.process
    policies.may_edit_process(by, process).enforce()
    lock(process)
    try:
        phase.refresh_from_db()
    except Phase.DoesNotExist as error:
        raise ValidationError(_("Somebody else removed this phase in the meantime.")) from error
    phase.process = process
    return process


def _with(confirmed_by: "Person | None") -> dict[str, int]:
    return {"confirmed_by": confirmed_by.pk} if confirmed_by else {}


def _reason(process: Process, reason: str) -> str:
    return require_reason(reason) if policies.needs_reason(process) else reason.strip()[:500]


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of a phase: {sorted(unknown)}")
    given = clean_texts(Phase, fields, rich=set())
    if "title" in given and not given["title"]:
        raise ValidationError({"title": _("A phase needs a title.")})
    return given


def _check_dates(opens_at: datetime, closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at <= opens_at:
        raise ValidationError({"closes_at": _("A phase must close after it opens.")})


def _overlapping(process: Process, opens_at: datetime, closes_at: datetime | None) -> "list[ElectoralPeriod]":
    """Return the electoral periods that dates of a public process run into; a draft has none, since nobody sees it."""
    return [] if process.state == ProcessState.DRAFT else overlapping(process.territory, opens_at, closes_at)


def _electoral(
    process: Process,
    opens_at: datetime,
    closes_at: datetime | None,
    accepted: bool,
    *,
    known: Collection[int] = (),
) -> "list[ElectoralPeriod]":
    """Return the periods that dates newly run into. Raises ValidationError with their names until that is accepted."""
    found = [period for period in _overlapping(process, opens_at, closes_at) if period.pk not in known]
    if found and not accepted:
        words = _("These dates run into an electoral period: %(names)s. Change them, or mark that you know it.")
        names = ", ".join(f"“{period.name}”" for period in found)
        raise ValidationError({"accept_electoral": words % {"names": names}})
    return found


def _number(process: Process, phases: list[Phase]) -> list[int]:
    """Number phases from 1; return the ids of those that moved. The constraint is checked at the commit."""
    touched = []
    for position, phase in enumerate(phases, start=1):
        if phase.position != position:
            phase.position = position
            phase.save(update_fields=["position"])
            touched.append(phase.pk)
    return touched


def _openings(phase: Phase) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for component_id, act in phase.openings.order_by("component_id", "act").values_list("component_id", "act"):
        found.setdefault(str(component_id), []).append(act)
    return found


def _write_openings(phase: Phase, openings: dict[int, list[str]]) -> None:
    components = {component.pk: component for component in phase.process.components.all()}
    rows = []
    for pk, acts in openings.items():
        component = components.get(int(pk))
        if component is None:
            raise ValidationError(_("A phase can open activities of its own process only."))
        known = {act.name for act in get_kind(component.kind).acts}
        for act in sorted(set(acts)):
            if act not in known:
                raise ValidationError(_("“%(title)s” does not know this act.") % {"title": component.title})
            rows.append(Opening(phase=phase, component=component, act=act))
    phase.openings.all().delete()
    Opening.objects.bulk_create(rows)
