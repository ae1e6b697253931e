"""The act of capturing: what an officer writes down for somebody is done once, however often it is sent."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, ActDenied, Denied, Verdict
from participation.events.record import record
from participation.models import Person
from processes.models import Capture, CaptureDevice, CaptureOutcome, Component, Point
from processes.points import policies
from processes.points.registry import CaptureKind, Given

if TYPE_CHECKING:
    from participation.models import Subject

CAPTURED = "processes.capture.made"
REFUSED = "processes.capture.refused"


@transaction.atomic
def capture(
    *,
    point: Point,
    kind: CaptureKind,
    component: Component,
    data: dict[str, Any],
    channel: str,
    act_id: uuid.UUID,
    by: Person,
    at: datetime,
    captured_at: datetime | None = None,
    device: CaptureDevice | None = None,
    folio: str = "",
    latest: timedelta = policies.LATEST,
    is_sample: bool = False,
) -> Capture:
    """Do for somebody what they ask an officer for; the same ``act_id`` again returns what came of it the first time.

    It counts from when it was captured, if that is not longer ago than ``latest``. What the rules refuse is kept as
    refused, with its words, so that a device that lost the answer is told the same. The officer's row is held: two
    sendings of one queue wait for each other.
    Raises ActDenied where the officer may not capture here, and ValidationError by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    found = Capture.objects.select_related("subject__folio").filter(by=by, act_id=act_id).first()
    if found is not None:
        return found
    moment = min(captured_at or at, at)
    policies.may_use(device, by, point).enforce()
    policies.may_send(by, point, captured_at=moment, at=at).enforce()
    row = Capture(
        point=point,
        by=by,
        act_id=act_id,
        device=device,
        kind=kind.name,
        channel=channel,
        component=component,
        captured_at=moment,
        received_at=at,
    )
    given = Given(component, data, channel, by, moment, act_id, folio, is_sample)
    try:
        with transaction.atomic():
            policies.may_be_dated(captured_at or at, at=at, latest=latest).enforce()
            _may_take(point, kind, component, channel).enforce()
            done = kind.write(given)
    except ActDenied as error:
        row.outcome, row.code = CaptureOutcome.REFUSED, str(error.denial.code)[:40]
        row.words = str(error.denial.message)[:400]
        row.save()
        _record(REFUSED, row, by, at, point.subject)
        return row
    row.outcome, row.subject, row.opened_account = CaptureOutcome.DONE, done.subject, done.opened_account
    row.save()
    after = not policies.may_capture_at(by, point, at=at)
    _record(CAPTURED, row, by, at, done.subject, **({"after_last_day": True} if after else {}))
    return row


def _may_take(point: Point, kind: CaptureKind, component: Component, channel: str) -> Verdict:
    if not point.processes.filter(pk=component.process_id).exists():
        return Denied("not_served", _("This point does not serve this process."))
    if channel not in kind.channels:
        return Denied("channel", _("This can not be captured by this channel: the person has to be present."))
    return ALLOWED


def _record(name: str, row: Capture, by: Person, at: datetime, subject: "Subject", **more: bool) -> None:
    """Write the officer's act down; whom it was done for stands in no event, as with every support."""
    payload = {"capture": row.pk, "point": row.point_id, "kind": row.kind, "channel": row.channel, **more}
    record(name, subject=subject, by=by, at=at, payload=payload)
