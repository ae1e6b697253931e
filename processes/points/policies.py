"""Who keeps collection points, who captures at them, and which moments count."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.verification.policies import may_verify_people
from processes.models import CaptureDevice, PointOfficer

if TYPE_CHECKING:
    from participation.models import Institution, Person
    from processes.models import Component, Point

# What was captured without a connection counts from when it was captured, if it arrives within these days.
LATEST = timedelta(days=3)
AHEAD = timedelta(minutes=10)  # clocks of telephones are a little wrong
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


def may_be_dated(captured_at: datetime, *, at: datetime) -> Verdict:
    """Tell whether what was captured at a moment still counts from it."""
    if captured_at > at + AHEAD:
        return Denied("clock_ahead", _("The clock of this device is ahead. Set it right, and capture it again."))
    if captured_at < at - LATEST:
        return Denied("too_late", _("It was captured more than three days ago, so it does not count any more."))
    return ALLOWED
