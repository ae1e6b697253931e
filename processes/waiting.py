"""What waits for a steward in processes: phases that end soon and drafts nobody sees yet."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from participation.access import roles
from participation.web.office import WaitingItem
from processes.kinds import all_kinds
from processes.models import Component, Opening, Phase, Process

if TYPE_CHECKING:
    from participation.models import Person

SOON = timedelta(days=7)


def _to_conclude(mine: Any, at: datetime) -> Any:
    """Return the activities whose conclusions are owed: what people were asked is over, and nothing was published."""
    found = Component.objects.none()
    for kind in all_kinds():
        if kind.concludes:
            opened = Opening.objects.filter(component=OuterRef("pk"), act=kind.concludes)
            goes_on = opened.filter(Q(phase__closes_at__isnull=True) | Q(phase__closes_at__gt=at))
            over = Q(process__state="closed") | ~Exists(goes_on)
            rows = Component.objects.filter(Exists(opened), over, kind=kind.name, conclusions__isnull=True)
            found |= rows.filter(process__in=mine.exclude(state="draft"))
    return found


def processes_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the phases of the person's processes that end within a week, and their drafts."""
    if roles.scopes(person, roles.STEWARDS) == set():
        return []
    rows: Any = Process.objects
    mine = rows.workable_by(person, roles.STEWARDS)
    ending = Phase.objects.filter(
        process__in=mine.filter(state="published"), opens_at__lte=at, closes_at__gt=at, closes_at__lte=at + SOON
    )
    first = ending.select_related("process").order_by("closes_at", "pk").first()
    note = ""
    if first is not None and first.closes_at is not None:
        day = formats.date_format(timezone.localtime(first.closes_at), "DATE_FORMAT")
        note = _("The first, “%(phase)s” of %(process)s, ends on %(day)s.") % {
            "phase": first.title,
            "process": first.process.title,
            "day": day,
        }
    concluding = _to_conclude(mine, at)
    oldest = concluding.order_by("pk").first()
    address = reverse("admin:processes_process_changelist")
    return [
        WaitingItem(_("Phases that end within a week"), ending, address, note),
        WaitingItem(
            _("Closed processes that do not say what came of them"),
            mine.filter(state="closed", closed_at__isnull=False, closings__isnull=True),
            f"{address}?state__exact=closed",
        ),
        WaitingItem(
            _("Debates that ended without conclusions"),
            concluding,
            reverse("processes:conclude", args=[oldest.pk]) if oldest else address,
            _("The first: “%(title)s”.") % {"title": oldest.title} if oldest else "",
        ),
        WaitingItem(_("Drafts to publish"), mine.filter(state="draft"), f"{address}?state__exact=draft"),
    ]
