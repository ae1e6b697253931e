"""Acts on sheets of paper: printed with a number, entered by two people, settled by a third, counted once.

Every act holds the sheet's row, so that two who enter it at the same moment follow one another. Nothing is counted
before both entries say the same, or somebody else settled what differs: then it is captured as everything else.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.folios.codes import make_code
from participation.models import Folio
from participation.web.richtext import tidy
from participation.workdays import local_day
from processes.models import Capture, CaptureOutcome, Sheet, SheetEntry, SheetState
from processes.points import policies
from processes.points.actions.captures import capture
from processes.points.paper import PAPER, Fields, differing, form_of, seal, unseal
from processes.points.registry import CaptureKind, find_capture

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component, Point

MOST_AT_ONCE = 60
KEPT_DAYS = 60  # what was typed and never settled


@transaction.atomic
def print_sheets(
    *, point: "Point", component: "Component", kind: CaptureKind, number: int, by: "Person", at: datetime
) -> list[Sheet]:
    """Number sheets to be printed for one thing that people hand in. Raises ActDenied, and ValidationError by field."""
    policies.may_capture_at(by, point, at=at).enforce()
    if PAPER not in kind.channels or kind.component_kind != component.kind:
        raise ValidationError({"what": _("This is not handed in on paper.")})
    if not point.processes.filter(pk=component.process_id).exists():
        raise ValidationError({"what": _("This point does not serve this process.")})
    if not 1 <= number <= MOST_AT_ONCE:
        raise ValidationError({"how_many": _("Print from 1 to %(n)s sheets at a time.") % {"n": MOST_AT_ONCE}})
    year, batch = local_day(at).year, uuid.uuid4()
    rows = [
        Sheet(number=_unused(year), batch=batch, point=point, component=component, kind=kind.name, printed_by=by,
              printed_at=at, changed_at=at)
        for _sheet in range(number)
    ]  # fmt: skip
    Sheet.objects.bulk_create(rows)
    payload = {"point": point.pk, "component": component.pk, "kind": kind.name, "sheets": number}
    record("processes.sheet.printed", subject=point.subject, by=by, at=at, payload=payload)
    return rows


@transaction.atomic
def enter_sheet(*, sheet: Sheet, fields: Fields, by: "Person", at: datetime, act_id: uuid.UUID) -> Sheet:
    """Type in what stands on a sheet: the first of two people, or the second; the same ``act_id`` again does nothing.

    The second is never shown what the first typed. Where both say the same it is captured, as of the first entry.
    Raises ActDenied, and ValidationError by field.
    """
    row = _locked(sheet)
    policies.may_capture_at(by, row.point, at=at).enforce()
    if SheetEntry.objects.filter(sheet=row, by=by, act_id=act_id).exists():
        return row
    standing = _standing(row)
    policies.may_enter(by, row, standing).enforce()
    kind = kind_of(row)
    form = form_of(kind, row.component, fields)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    entry = SheetEntry.objects.create(
        sheet=row, place=len(standing) + 1, by=by, act_id=act_id, at=at, sealed=seal(fields)
    )
    if not standing:
        _change(row, SheetState.ENTERED, at)
        _record("entered", row, by, at, place=entry.place)
        return row
    wrong = differing(kind, row.component, unseal(standing[0].sealed), fields)
    _record("entered", row, by, at, place=entry.place)
    if wrong:
        _change(row, SheetState.DIFFERS, at)
        _record("differed", row, by, at, fields=wrong)
        return row
    return _count(row, kind, unseal(standing[0].sealed), by=by, at=at, since=standing[0].at)


@transaction.atomic
def settle_sheet(*, sheet: Sheet, fields: Fields, by: "Person", at: datetime) -> Sheet:
    """Say what the sheet says where its two entries differ: somebody else does it, and it is captured then.

    Raises ActDenied, and ValidationError by field where what they say cannot be handed in.
    """
    row = _locked(sheet)
    policies.may_capture_at(by, row.point, at=at).enforce()
    standing = _standing(row)
    policies.may_settle(by, row, standing).enforce()
    row.settled_by = by
    row.save(update_fields=["settled_by"])
    _record("settled", row, by, at)
    return _count(row, kind_of(row), fields, by=by, at=at, since=standing[0].at)


@transaction.atomic
def take_back_entry(*, sheet: Sheet, entry: int, reason: str, by: "Person", at: datetime) -> Sheet:
    """Take back one entry of a sheet that is not counted, with a reason: its words are erased, and it is entered anew.

    Who typed it does, or whoever keeps the point. Raises ActDenied and ValidationError.
    """
    row = _locked(sheet)
    standing = _standing(row)
    found = next((each for each in standing if each.pk == entry), None)
    if found is None:
        Denied("no_entry", _("This entry does not stand any more.")).enforce()
    assert found is not None
    policies.may_take_back(by, row, found, at=at).enforce()
    _erase(found, _reason(reason), by, at)
    for other in standing:
        if other.pk != found.pk and other.place != 1:
            SheetEntry.objects.filter(pk=other.pk).update(place=1)
    _change(row, SheetState.ENTERED if len(standing) == 2 else SheetState.PRINTED, at)
    _record("entry_taken_back", row, by, at, entry=found.pk)
    return row


@transaction.atomic
def put_aside(*, sheet: Sheet, reason: str, by: "Person", at: datetime) -> Sheet:
    """Put a sheet aside that will not be counted (spoilt, empty, repeated), with a reason; again changes nothing."""
    row = _locked(sheet)
    policies.may_put_aside(by, row, at=at).enforce()
    if row.state == SheetState.ASIDE:
        return row
    words = _reason(reason)
    for each in _standing(row):
        _erase(each, words, by, at)
    _change(row, SheetState.ASIDE, at, reason=words)
    _record("put_aside", row, by, at)
    return row


@transaction.atomic
def take_up(*, sheet: Sheet, reason: str, by: "Person", at: datetime) -> Sheet:
    """Take up again a sheet that was put aside or refused, with a reason: two people enter it anew."""
    row = _locked(sheet)
    policies.may_take_up(by, row, at=at).enforce()
    words = _reason(reason)
    for each in _standing(row):
        _erase(each, words, by, at)
    row.capture = None
    row.settled_by = None
    row.save(update_fields=["capture", "settled_by"])
    _change(row, SheetState.PRINTED, at)
    _record("taken_up", row, by, at)
    return row


@transaction.atomic
def undo_sheet(*, sheet: Sheet, reason: str, by: "Person", at: datetime) -> Sheet:
    """Take back what a counted sheet did, with a reason: somebody who neither typed nor settled it does.

    It is counted no more, and the sheet lies aside. Raises ValidationError, and ActDenied also where what it did stays.
    """
    row = _locked(sheet)
    standing = _standing(row)
    policies.may_undo(by, row, standing, at=at).enforce()
    kind, words = kind_of(row), _reason(reason)
    if kind.undo is None:
        Denied("stays", _("What this sheet did cannot be taken back here.")).enforce()
    assert kind.undo is not None
    made = Capture.objects.select_related("subject").get(pk=row.capture_id)
    kind.undo(made, words, by, at)
    made.outcome, made.words = CaptureOutcome.UNDONE, words
    made.save(update_fields=["outcome", "words"])
    for each in standing:
        _erase(each, words, by, at)
    _change(row, SheetState.ASIDE, at, reason=words)
    _record("undone", row, by, at, capture=made.pk)
    return row


@transaction.atomic
def forget_unsettled(*, at: datetime) -> int:
    """Erase what was typed from sheets that nobody settled for sixty days; return how many. The hourly job calls it."""
    old = SheetEntry.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).exclude(sealed="")
    waiting = Sheet.objects.filter(pk__in=old.values("sheet"), state__in=[SheetState.ENTERED, SheetState.DIFFERS])
    sheets = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    erased = SheetEntry.objects.filter(sheet__in=sheets).exclude(sealed="").update(sealed="", taken_back_at=at)
    Sheet.objects.filter(pk__in=sheets).update(state=SheetState.PRINTED, changed_at=at)
    return erased


def kind_of(sheet: Sheet) -> CaptureKind:
    """Return what is handed in on a sheet. Raises ActDenied where it cannot be handed in any more."""
    kind = find_capture(sheet.kind, sheet.component.kind)
    if kind is None:
        Denied("not_taken", _("This cannot be handed in on paper any more.")).enforce()
    assert kind is not None
    return kind


def standing_entries(sheet: Sheet) -> list[SheetEntry]:
    """Return the entries of a sheet that stand, the first one first."""
    return list(sheet.entries.filter(taken_back_at__isnull=True).select_related("by").order_by("place"))


_standing = standing_entries


def _count(row: Sheet, kind: CaptureKind, fields: Fields, *, by: "Person", at: datetime, since: datetime) -> Sheet:
    """Capture what a sheet says, as of its first entry, under its number; what was typed is erased."""
    form: Any = form_of(kind, row.component, fields)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    entries = _standing(row)
    made = capture(
        point=row.point,
        kind=kind,
        component=row.component,
        data=form.captured(),
        channel=PAPER,
        act_id=uuid.uuid5(entries[-1].act_id, row.number),
        by=by,
        at=at,
        captured_at=since,
        latest=policies.PAPER_LATEST,
        folio=row.number,
        is_sample=row.point.is_sample,
    )
    row.capture = made
    row.save(update_fields=["capture"])
    done = made.outcome == CaptureOutcome.DONE
    _change(row, SheetState.DONE if done else SheetState.REFUSED, at, reason="" if done else made.words[:300])
    SheetEntry.objects.filter(pk__in=[each.pk for each in entries]).update(sealed="")
    _record("counted" if done else "refused", row, by, at, capture=made.pk, entries=[each.by_id for each in entries])
    return row


def _locked(sheet: Sheet) -> Sheet:
    """Return a sheet as it is now, held until the commit."""
    from processes.models import Component

    rows = Sheet.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("point__subject", "point__institution__subject").get(pk=sheet.pk)
    row.component = Component.objects.with_clock().get(pk=row.component_id)
    return row


def _change(row: Sheet, state: str, at: datetime, *, reason: str = "") -> None:
    row.state, row.changed_at, row.reason = state, at, reason
    row.save(update_fields=["state", "changed_at", "reason"])


def _erase(entry: SheetEntry, reason: str, by: "Person", at: datetime) -> None:
    entry.sealed, entry.taken_back_at, entry.taken_back_by, entry.reason = "", at, by, reason
    entry.save(update_fields=["sealed", "taken_back_at", "taken_back_by", "reason"])


def _reason(text: str) -> str:
    words = " ".join(tidy(text).split())
    if not words:
        raise ValidationError({"reason": _("Say why: it stays with the sheet.")})
    if len(words) > 300:
        raise ValidationError({"reason": _("At most %(limit)s characters.") % {"limit": 300}})
    return words


def _unused(year: int) -> str:
    """Return a number that no sheet and no folio has."""
    while True:
        code = make_code(year)
        if not Sheet.objects.filter(number=code).exists() and not Folio.objects.filter(code=code).exists():
            return code


def _record(name: str, row: Sheet, by: "Person", at: datetime, **more: Any) -> None:
    payload = {"sheet": row.pk, "point": row.point_id, **more}
    record(f"processes.sheet.{name}", subject=row.point.subject, by=by, at=at, payload=payload)
