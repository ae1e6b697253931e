"""Acts on the electoral calendar. What is withheld follows from the dates; these acts say which dates, and why."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.veda import policies
from participation.veda.models import ElectoralPeriod, PeriodKind
from participation.web.installation import changed
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Event, Person, Subject, Territory

DATASET = "electoral_periods"
LENGTHS = {"name": 150, "legal_basis": 500, "legal_url": 400}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@transaction.atomic
def declare_period(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    legal_basis: str,
    legal_url: str,
    by: "Person",
    at: datetime,
    kind: str = PeriodKind.ELECTION,
    territory: "Territory | None" = None,
    translations: dict[str, dict[str, str]] | None = None,
) -> ElectoralPeriod:
    """Add a period with its legal source. Raises ActDenied, and ValidationError by field."""
    policies.may_keep_calendar(by).enforce()
    values = _values(
        texts={"name": name, "legal_basis": legal_basis, "legal_url": legal_url},
        kind=kind,
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        translations=translations or {},
    )
    period = ElectoralPeriod.objects.create(**values, declared_by=by, declared_at=at)
    changed()
    _record("declared", period, by, at, after=_facts(period))
    return period


@transaction.atomic
def change_period(
    *,
    period: ElectoralPeriod,
    name: str,
    starts_on: date,
    ends_on: date,
    legal_basis: str,
    legal_url: str,
    by: "Person",
    at: datetime,
    kind: str = PeriodKind.ELECTION,
    territory: "Territory | None" = None,
    translations: dict[str, dict[str, str]] | None = None,
    reason: str = "",
) -> ElectoralPeriod:
    """Correct a period; once it began a reason is needed, which is shown. The same again changes nothing.

    Raises ActDenied, and ValidationError by field.
    """
    row = _lock(period)
    policies.may_change_period(by, row).enforce()
    values = _values(
        texts={"name": name, "legal_basis": legal_basis, "legal_url": legal_url},
        kind=kind,
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        translations=translations or {},
    )
    before = _facts(row)
    began = row.starts_at <= at
    for field, value in values.items():
        setattr(row, field, value)
    after = _facts(row)
    if before == after:
        return row
    if began:
        row.reason = _reason(reason)
    row.save()
    changed()
    _record("changed", row, by, at, before=before, after=after, reason=row.reason if began else "")
    return row


@transaction.atomic
def lift_period(*, period: ElectoralPeriod, reason: str, by: "Person", at: datetime) -> ElectoralPeriod:
    """Withhold nothing for this period, with a reason that is shown. Raises ActDenied or ValidationError."""
    row = _lock(period)
    policies.may_change_period(by, row).enforce()
    if row.lifted_at is None:
        row.lifted_at, row.reason = at, _reason(reason)
        _save(row, "lifted", by, at)
    return row


@transaction.atomic
def restore_period(*, period: ElectoralPeriod, reason: str, by: "Person", at: datetime) -> ElectoralPeriod:
    """Withhold again what the law asks. Raises ActDenied or ValidationError."""
    row = _lock(period)
    policies.may_change_period(by, row).enforce()
    if row.lifted_at is not None:
        row.lifted_at, row.reason = None, _reason(reason)
        _save(row, "restored", by, at)
    return row


@transaction.atomic
def withdraw_period(*, period: ElectoralPeriod, reason: str, by: "Person", at: datetime) -> ElectoralPeriod:
    """Take back a period that should not be there; it stays in the list with the reason. Raises ActDenied too."""
    row = _lock(period)
    policies.may_change_period(by, row).enforce()
    row.withdrawn_at, row.reason = at, _reason(reason)
    _save(row, "withdrawn", by, at)
    return row


@transaction.atomic
def record_override(
    *, periods: Iterable[ElectoralPeriod], what: str, subject: "Subject | None", by: "Person", at: datetime
) -> None:
    """Write down that somebody went on in spite of the warning of each period; called within the act that went on."""
    for period in periods:
        payload = {"period": period.pk, "name": period.name, "what": what}
        record("veda.period.overridden", subject=subject, by=by, at=at, payload=payload)


def note_turns(*, at: datetime) -> int:
    """Write down which periods began or ended; return how many. What is withheld does not wait for it."""
    return sum(note_turn(period_id=pk, name=name, at=at) is not None for pk, name in _turned(at))


@transaction.atomic
def note_turn(*, period_id: int, name: str, at: datetime) -> "Event | None":
    """Write down one turn of the calendar, once, however many workers try; dates that move are written down anew."""
    rows = ElectoralPeriod.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    row = rows.filter(pk=period_id, withdrawn_at__isnull=True).first()
    if row is None or (row.pk, name) not in _turns(row, at):
        return None
    if name == "began":
        row.begun_noted = row.starts_on
    else:
        row.ended_noted = row.ends_on
    row.save(update_fields=["begun_noted", "ended_noted"])
    return _record(name, row, None, row.starts_at if name == "began" else row.ends_at)


def _turned(at: datetime) -> list[tuple[int, str]]:
    return [turn for period in ElectoralPeriod.objects.standing() for turn in _turns(period, at)]


def _turns(period: ElectoralPeriod, at: datetime) -> list[tuple[int, str]]:
    """Return the turns that came and are not written down. What was over when it was declared is no turn."""
    if period.ends_at <= period.declared_at:
        return []
    found = []
    if period.starts_at <= at and period.begun_noted != period.starts_on:
        found.append((period.pk, "began"))
    if period.ends_at <= at and period.ended_noted != period.ends_on:
        found.append((period.pk, "ended"))
    return found


def _lock(period: ElectoralPeriod) -> ElectoralPeriod:
    rows = ElectoralPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("territory")
    return rows.get(pk=period.pk)


def _save(row: ElectoralPeriod, name: str, by: "Person", at: datetime) -> None:
    row.save(update_fields=["lifted_at", "withdrawn_at", "reason"])
    changed()
    _record(name, row, by, at, reason=row.reason)


def _record(name: str, row: ElectoralPeriod, by: "Person | None", at: datetime, **facts: Any) -> "Event":
    kept = {key: facts.pop(key) for key in ("before", "after") if key in facts}
    payload = {"period": row.pk, "name": row.name, **facts}
    return record(
        f"veda.period.{name}", subject=None, by=by, at=at, payload=payload, changes=[(DATASET, row.pk)], **kept
    )


def _reason(reason: str) -> str:
    words = tidy(reason)[:300]
    if not words:
        raise ValidationError({"reason": _("Say why: the reason is shown beside the period.")})
    return words


def _facts(row: ElectoralPeriod) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": str(row.kind),
        "territory": row.territory_id,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "legal_basis": row.legal_basis,
        "legal_url": row.legal_url,
        "translations": row.translations,
    }


def _values(
    *,
    texts: dict[str, str],
    kind: str,
    territory: "Territory | None",
    starts_on: date,
    ends_on: date,
    translations: dict[str, dict[str, str]],
) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    texts = {field: tidy(text) for field, text in texts.items()}
    wrong = {field: _("This is missing.") for field, text in texts.items() if not text}
    wrong |= {
        field: _("Use at most %(n)s characters.") % {"n": LENGTHS[field]}
        for field, text in texts.items()
        if len(text) > LENGTHS[field]
    }
    if texts["legal_url"] and not texts["legal_url"].startswith(("https://", "http://")):
        wrong["legal_url"] = _("Write a whole address, with https://.")
    if kind not in PeriodKind.values:
        wrong["kind"] = _("Choose one of the options.")
    if not EARLIEST <= starts_on <= LATEST:
        wrong["starts_on"] = _("Choose a day between 2000 and 2100.")
    if not EARLIEST <= ends_on <= LATEST:
        wrong["ends_on"] = _("Choose a day between 2000 and 2100.")
    elif ends_on < starts_on:
        wrong["ends_on"] = _("The last day must not be before the first.")
    if wrong:
        raise ValidationError(wrong)
    kept = {
        code: {field: tidy(text)[: LENGTHS[field]] for field, text in given.items() if tidy(text)}
        for code, given in translations.items()
    }
    return {
        **texts,
        "kind": kind,
        "territory": territory,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "translations": {code: given for code, given in kept.items() if given},
    }
