"""What of the actions waits for an official."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.followup.models import Action
from participation.followup.states import LATE, Declared, goes_on, state_on
from participation.web.office import WaitingItem
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person


def due_now(at: datetime) -> Q:
    """Return the condition of what a report is asked for: it is late, or its report or last day is near."""
    today = local_day(at)
    soon = today + timedelta(days=settings.AZOTEA_REPORT_REMINDER_DAYS)
    near = today + timedelta(days=settings.AZOTEA_ACTION_REMINDER_DAYS)
    unproven = Q(declared=Declared.DONE, evidence_count=0)
    return (goes_on() & (Q(report_due_on__lte=soon) | Q(due_on__lte=near))) | unproven


def actions_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the actions of which this person is asked a report."""
    rows: Any = Action.objects.reportable_by(person).filter(subject__state="published")
    due = rows.filter(due_now(at))
    late = rows.annotate(state=state_on(local_day(at))).filter(state__in=LATE)
    return [WaitingItem(_("Actions to report on"), due, reverse("followup:desk"), late=late, late_note=_late)]


def _late(late: int) -> str:
    return ngettext("%(n)s fell behind", "%(n)s fell behind", late) % {"n": late}
