"""What collection points register: their kind, events, notices, dataset, desk, retention."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.field.policies import let_field_accounts_open
from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import ACCOUNT, CHANGES, titled
from participation.privacy.notices import NoticePurpose, register_notice
from participation.privacy.retention import RetentionRule, register_retention
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.models import Event, Person, Subject

FIELD_PAGES = ("captures", "capture-at", "capture", "captured", "capture-tablet", "capture-send", "capture-contact",
               "capture-worker", "point-folio", "sheets", "print-sheets", "sheets-printed", "sheet", "settle-sheet",
               "undo-sheet")  # fmt: skip
SHEETS = (
    EventName("processes.sheet.printed", _("Sheets of paper were numbered to be printed"), "officials"),
    EventName("processes.sheet.entered", _("Somebody typed in what stands on a sheet"), "officials"),
    EventName("processes.sheet.differed", _("Two entries of a sheet differ"), "officials"),
    EventName("processes.sheet.settled", _("Somebody said what a sheet says where its entries differ"), "officials"),
    EventName("processes.sheet.counted", _("A sheet of paper was counted"), "officials"),
    EventName("processes.sheet.refused", _("What a sheet of paper says was refused"), "officials"),
    EventName("processes.sheet.entry_taken_back", _("An entry of a sheet was taken back"), "officials"),
    EventName("processes.sheet.put_aside", _("A sheet of paper was put aside"), "officials"),
    EventName("processes.sheet.undone", _("What a counted sheet of paper did was taken back"), "officials"),
    EventName("processes.sheet.taken_up", _("A sheet of paper was taken up again"), "officials"),
)


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Point

    return {row.subject_id: row for row in Point.objects.filter(subject__in=[subject.pk for subject in subjects])}


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    return {
        "processes.point.opened": titled(gettext("You can take part in person at “%(title)s”"), event),
        "processes.point.closed": titled(gettext("“%(title)s” does not receive people any more"), event),
    }[event.name]


def _done_for(event: "Event") -> Iterable[Hearers]:
    from participation.models import Person
    from processes.models import Capture
    from processes.points.registry import find_capture

    row = Capture.objects.select_related("component").filter(pk=event.payload.get("capture") or 0).first()
    kind = find_capture(row.kind, row.component.kind) if row is not None else None
    if row is None or kind is None:
        return []
    return [Hearers("account", Person.objects.filter(pk__in=kind.whose(row)), "pk")]


def _captured_title(event: "Event", reason: str) -> str:
    return titled(gettext("In person, an officer wrote down for you: “%(title)s”"), event)


def _captured_words(event: "Event", reason: str) -> str:
    from processes.models import Point

    point = Point.objects.filter(pk=event.payload.get("point") or 0).first()
    words = gettext("If it was not you, tell us at once: an officer answers for each thing that they write down.")
    return f"{point.name} · {point.address}\n\n{words}" if point else words


def _home(person: "Person") -> str | None:
    """Return where an officer begins: at their point, or among their points."""
    from processes.models import Point

    rows: Any = Point.objects
    mine = list(rows.attended_by(person).values_list("pk", flat=True)[:2])
    if not mine:
        return None
    return reverse("processes:capture-at", args=mine) if len(mine) == 1 else reverse("processes:captures")


def devices_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the devices of the person's points that hold something and were not heard of since yesterday."""
    from participation.access import roles
    from processes.models import CaptureDevice, Point

    if roles.scopes(person, roles.STEWARDS) == set():
        return []
    mine = Point.objects.workable_by(person)  # type: ignore[attr-defined]
    silent = CaptureDevice.objects.filter(
        officer__point__in=mine, unsent__gt=0, revoked_at__isnull=True, last_at__lt=at - timedelta(days=1)
    )
    note = gettext("What was captured three days ago or more does not count any more.")
    return [
        WaitingItem(gettext("Devices with captures that were not sent"), silent, reverse("processes:points-desk"), note)
    ]


def _register_privacy() -> None:
    from processes.points.actions import sheets
    from processes.points.actions.officers import KEPT_DAYS, purge_devices

    register_retention(
        RetentionRule(
            "points.sheets",
            _("What was typed from sheets of paper, encrypted, until both entries agree"),
            timedelta(days=sheets.KEPT_DAYS),
            _("To compare the two entries of each sheet. It is erased when the sheet is counted or put aside."),
            lambda at: sheets.forget_unsettled(at=at),
        ),
        RetentionRule(
            "points.devices",
            _("Devices with which officers capture: a name, when they called, how much they have not sent"),
            timedelta(days=KEPT_DAYS),
            _("To find what was captured and not sent. Counted from the last time that they called."),
            lambda at: purge_devices(at=at),
        ),
        RetentionRule(
            "points.captures",
            _("What officers captured: who, where, when, by which channel"),
            None,
            _("It is the record of acts of officials. It holds nothing of whom they attended."),
        ),
    )
    register_notice(
        NoticePurpose(
            "points",
            _("When you take part in person"),
            _(
                "What you hand in. If you give your document: its number, which is not kept, only a seal made from it;"
                " your date of birth, the territory where you live, and the public name that you choose. A device"
                " without connection holds it encrypted until it is sent, and erases it then."
            ),
            _("To write down what you ask an officer for, once, and so that you can ask by its folio what came of it."),
            position=35,
        )
    )


def register() -> None:
    """Called once when the apps are ready."""
    from processes.points import datasets

    register_kind(
        SubjectKind(
            name="point",
            label=_("collection point"),
            label_plural=_("collection points"),
            model="processes.Point",
            may_flag=True,
            prefetch=_prefetch,
            dataset="points",
        )
    )
    register_events(
        EventName("processes.point.opened", _("A point to take part in person was opened"), "public"),
        EventName("processes.point.updated", _("A collection point changed"), "public", takes_away=True),
        EventName("processes.point.closed", _("A collection point was closed"), "public"),
        EventName("processes.point.reopened", _("A collection point was opened again"), "public"),
        EventName("processes.point.officer_added", _("An officer was named for a collection point"), "officials"),
        EventName("processes.point.officer_ended", _("An officer of a collection point was ended"), "officials"),
        EventName("processes.point.device_set_up", _("An officer set up a device to capture"), "officials"),
        EventName("processes.point.device_revoked", _("A device of a collection point was ended"), "officials"),
        EventName("processes.capture.made", _("An officer captured it at a collection point"), "officials"),
        EventName("processes.capture.refused", _("What an officer captured was refused"), "officials"),
        EventName("processes.capture.texted", _("A folio was sent by text message"), "officials"),
        *SHEETS,
    )
    register_notices(
        *(NoticeRule(f"processes.point.{name}", CHANGES.name, _followers, _title) for name in ("opened", "closed")),
        NoticeRule("processes.capture.made", ACCOUNT.name, _done_for, _captured_title, _captured_words),
    )
    nobody(*(event.name for event in SHEETS))
    nobody("processes.capture.refused", "processes.capture.texted", *(f"processes.point.{name}" for name in (
        "updated", "reopened", "officer_added", "officer_ended", "device_set_up", "device_revoked"
    )))  # fmt: skip
    _register_privacy()
    register_waiting(devices_waiting)
    let_field_accounts_open(*(f"processes:{name}" for name in FIELD_PAGES), home=_home)
    datasets.register()
