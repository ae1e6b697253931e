"""Acts on who attends a point, and on the devices that capture without connection."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events.record import record
from participation.web.richtext import tidy
from processes.models import CaptureDevice, Point, PointOfficer
from processes.points import policies

if TYPE_CHECKING:
    from participation.models import Person

KEPT_DAYS = 90
MOST_UNSENT = 100_000


@transaction.atomic
def add_officer(*, point: Point, person: "Person", by: "Person", at: datetime) -> PointOfficer:
    """Let somebody attend a point; adding them again changes nothing. Raises ActDenied."""
    policies.may_keep_points(by, point.institution).enforce()
    policies.may_attend(person, at=at).enforce()
    Point.objects.select_for_update(no_key=True).get(pk=point.pk)
    found = policies.officer_at(person, point)
    if found is not None:
        return found
    officer = PointOfficer.objects.create(point=point, person=person, added_by=by, added_at=at)
    _record("officer_added", officer, by, at)
    return officer


@transaction.atomic
def end_officer(*, officer: PointOfficer, by: "Person", at: datetime) -> PointOfficer:
    """End somebody's place at a point: their devices are refused and erase what they hold. Again changes nothing."""
    policies.may_keep_points(by, officer.point.institution).enforce()
    if PointOfficer.objects.filter(pk=officer.pk, ended_at__isnull=True).update(ended_at=at):
        CaptureDevice.objects.filter(officer=officer, revoked_at__isnull=True).update(revoked_at=at)
        _record("officer_ended", officer, by, at)
    officer.refresh_from_db(fields=["ended_at"])
    return officer


@transaction.atomic
def set_up_device(*, point: Point, key: uuid.UUID, label: str, by: "Person", at: datetime) -> CaptureDevice:
    """Make a device known; the same key again returns it. Raises ActDenied where it is somebody else's or was ended."""
    policies.may_send_still(by, point, at=at).enforce()
    officer = policies.officer_at(by, point)
    words = " ".join(tidy(label).split())[:60] or "—"
    device, made = CaptureDevice.objects.select_related("officer").get_or_create(
        key=key, defaults={"officer": officer, "label": words, "first_at": at, "last_at": at}
    )
    policies.may_use(device, by, point).enforce()
    if made:
        _record("device_set_up", device.officer, by, at, device=device.pk)
    return device


@transaction.atomic
def hear_from_device(*, device: CaptureDevice, unsent: int, wiped: bool, at: datetime) -> None:
    """Note that a device called and how much it has not sent yet: no act of anybody, so no event."""
    told: dict[str, object] = {"last_at": at, "unsent": min(max(unsent, 0), MOST_UNSENT)}
    if wiped and device.revoked_at is not None:
        told |= {"wiped_at": at, "unsent": 0}
    CaptureDevice.objects.filter(pk=device.pk).update(**told)


@transaction.atomic
def revoke_device(*, device: CaptureDevice, by: "Person", at: datetime) -> None:
    """End a lost device from afar: it is refused, and erases what it holds when it calls. Again changes nothing."""
    policies.may_keep_points(by, device.officer.point.institution).enforce()
    if CaptureDevice.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=at):
        _record("device_revoked", device.officer, by, at, device=device.pk)


@transaction.atomic
def purge_devices(*, at: datetime) -> int:
    """Forget devices that were not heard of for 90 days; return how many. The hourly job calls it."""
    from datetime import timedelta

    return CaptureDevice.objects.filter(last_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]


def _record(name: str, officer: PointOfficer, by: "Person", at: datetime, **more: int) -> None:
    payload = {"point": officer.point_id, "person": officer.person_id, **more}
    record(f"processes.point.{name}", subject=officer.point.subject, by=by, at=at, payload=payload)
