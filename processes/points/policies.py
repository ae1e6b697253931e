"""Who keeps collection points, who captures at them, and which moments count."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.folios.models import Folio
from participation.verification.policies import may_verify_people
from processes.models import CaptureDevice, PointOfficer, Sheet, SheetEntry, SheetState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from participation.models import Institution, Person
    from processes.models import Component, Point

# What was captured without a connection counts from when it was captured, if it arrives within these days.
LATEST = timedelta(days=3)
# What came on paper counts from its first entry, if the second entry and any settling follow within these days.
PAPER_LATEST = timedelta(days=15)
AHEAD = timedelta(minutes=10)  # clocks of telephones are a little wrong
OVER = "field_over"  # a field account after its last day
NOT_OFFICER = Denied("not_officer", _("You do not attend this point now. Ask whoever coordinates it."))
REVOKED = Denied("revoked", _("Whoever coordinates the point ended this device. What it holds is erased."))


def may_keep_points(person: "Person | None", institution: "Institution | None") -> Verdict:
    """Tell whether somebody may open and change the points of an institution: its stewards."""
    return may_work_as(person, STEWARDS, institution.subject if institution else None)


def may_attend(person: "Person", *, at: datetime) -> Verdict:
    """Tell whether somebody may be an officer: whoever may verify people, with a field account or by their role."""
    if may_verify_people(person, at=at):
        return ALLOWED
    words = _("This account may not verify people. Give it a field account for these days, or the role of moderator.")
    return Denied("may_not_verify", words)


def officer_at(person: "Person", point: "Point") -> PointOfficer | None:
    """Return the place of somebody at a point, unless it was ended."""
    return PointOfficer.objects.filter(point=point, person=person, ended_at__isnull=True).first()


def may_capture_at(person: "Person", point: "Point", *, at: datetime) -> Verdict:
    """Tell whether somebody may capture at a point now."""
    return first_denial(
        lambda: ALLOWED if point.closed_at is None else Denied("point_closed", _("This point is closed.")),
        lambda: ALLOWED if officer_at(person, point) else NOT_OFFICER,
        lambda: may_verify_people(person, at=at),
    )


def may_send(person: "Person", point: "Point", *, captured_at: datetime, at: datetime) -> Verdict:
    """Tell whether somebody may hand in now what they captured at a moment.

    Whose field account is over sends what was captured on its days, while that still counts: no queue is lost.
    """
    now = may_capture_at(person, point, at=at)
    if now or getattr(now, "code", "") != OVER:
        return now
    return may_capture_at(person, point, at=captured_at)


def may_send_still(person: "Person", point: "Point", *, at: datetime) -> Verdict:
    """Tell whether somebody may hand in something: they capture now, or did on one of the last days."""
    now = may_capture_at(person, point, at=at)
    if now or getattr(now, "code", "") != OVER:
        return now
    before = (may_capture_at(person, point, at=at - timedelta(days=day)) for day in range(1, LATEST.days + 1))
    return next((verdict for verdict in before if verdict), now)


def may_use(device: CaptureDevice | None, person: "Person", point: "Point") -> Verdict:
    """Tell whether somebody may send from a device: it is theirs, of this point, and nobody ended it."""
    if device is None:
        return ALLOWED
    officer = device.officer
    if officer.person_id != person.pk or officer.point_id != point.pk:
        return Denied("other_device", _("This device was set up by somebody else. Set it up anew with your account."))
    return REVOKED if device.revoked_at or officer.ended_at else ALLOWED


def captures_for(person: "Person | None", component: "Component") -> bool:
    """Tell whether somebody attends a point that serves the process of an activity."""
    if person is None or not person.is_authenticated:
        return False
    return PointOfficer.objects.filter(
        person=person, ended_at__isnull=True, point__closed_at__isnull=True, point__processes=component.process_id
    ).exists()


def may_be_dated(captured_at: datetime, *, at: datetime, latest: timedelta = LATEST) -> Verdict:
    """Tell whether what was captured at a moment still counts from it."""
    if captured_at > at + AHEAD:
        return Denied("clock_ahead", _("The clock of this device is ahead. Set it right, and capture it again."))
    if captured_at < at - latest:
        words = _("It was captured more than %(n)s days ago, so it does not count any more.") % {"n": latest.days}
        return Denied("too_late", words)
    return ALLOWED


def may_enter(person: "Person", sheet: Sheet, entries: "Sequence[SheetEntry]") -> Verdict:
    """Tell whether somebody may enter a sheet: whoever did not enter it yet, while it waits for one of its entries."""
    if any(entry.by_id == person.pk for entry in entries):
        return Denied("entered_by_you", _("You entered this sheet already. Somebody else has to enter it too."))
    if sheet.state not in {SheetState.PRINTED, SheetState.ENTERED} or len(entries) > 1:
        return Denied("entered_twice", _("Two people entered this sheet already."))
    return ALLOWED


def may_settle(person: "Person", sheet: Sheet, entries: "Sequence[SheetEntry]") -> Verdict:
    """Tell whether somebody may say what a sheet says: its entries differ, and neither is theirs."""
    if sheet.state != SheetState.DIFFERS:
        return Denied("nothing_differs", _("There is nothing to settle on this sheet."))
    if any(entry.by_id == person.pk for entry in entries):
        return Denied("entered_by_you", _("You entered this sheet, so somebody else has to settle it."))
    return ALLOWED


def _may_work_on(person: "Person", sheet: Sheet, *, at: datetime) -> Verdict:
    keeps = may_keep_points(person, sheet.point.institution)
    return keeps if keeps else may_capture_at(person, sheet.point, at=at)


def may_take_back(person: "Person", sheet: Sheet, entry: SheetEntry, *, at: datetime) -> Verdict:
    """Tell whether somebody may take an entry back: who typed it, or whoever keeps the point, until it is counted."""
    if sheet.state not in {SheetState.ENTERED, SheetState.DIFFERS}:
        return Denied("counted", _("This sheet does not wait any more, so its entries stay."))
    if entry.by_id != person.pk and not may_keep_points(person, sheet.point.institution):
        return Denied("not_yours", _("Whoever typed it takes it back, or whoever coordinates the point."))
    return _may_work_on(person, sheet, at=at)


def may_put_aside(person: "Person", sheet: Sheet, *, at: datetime) -> Verdict:
    """Tell whether somebody may put a sheet aside: until it is counted."""
    if sheet.state in {SheetState.DONE, SheetState.REFUSED}:
        return Denied("counted", _("This sheet was handed in already."))
    return _may_work_on(person, sheet, at=at)


def may_undo(person: "Person", sheet: Sheet, entries: "Sequence[SheetEntry]", *, at: datetime) -> Verdict:
    """Tell whether somebody may take back what a counted sheet did: whoever neither typed nor settled it."""
    if sheet.state != SheetState.DONE:
        return Denied("not_counted", _("This sheet is not counted."))
    if person.pk == sheet.settled_by_id or any(entry.by_id == person.pk for entry in entries):
        return Denied("entered_by_you", _("You entered or settled this sheet, so somebody else has to take it back."))
    return _may_work_on(person, sheet, at=at)


def may_take_up(person: "Person", sheet: Sheet, *, at: datetime) -> Verdict:
    """Tell whether somebody may take a sheet up again: one that was put aside or refused, and never had a folio."""
    if sheet.state not in {SheetState.ASIDE, SheetState.REFUSED}:
        return Denied("not_aside", _("This sheet was neither put aside nor refused."))
    if Folio.objects.filter(code=sheet.number).exists():
        words = _("Its folio says what became of it, so it is not used again. Print another sheet for what it says.")
        return Denied("folio_used", words)
    return _may_work_on(person, sheet, at=at)
