"""What waits for an official on the desk of answers."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import roles
from participation.responses.models import Response
from participation.web.office import WaitingItem
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person


def answers_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the answers owed, what came back or was never routed, and what is prepared and not published."""
    if roles.scopes(person, roles.EVALUATORS | roles.ROUTERS) == set():
        return []
    owed = Response.objects.at_desk(person).filter(published_at__isnull=True)
    late = owed.with_day().filter(wanted__lt=local_day(at))
    desk = reverse("responses:desk")
    found = [WaitingItem(_("Answers owed"), owed, desk, late=late, late_note=_overdue)]
    if roles.scopes(person, roles.ROUTERS) != set():
        returned = owed.filter(returned_at__isnull=False)
        found.append(WaitingItem(_("Came back, to be routed again"), returned, f"{desk}?estado=regresadas"))
    if roles.scopes(person, roles.STEWARDS) != set():
        ready = owed.exclude(verdict="")
        found.append(WaitingItem(_("Answers prepared, to be published"), ready, f"{desk}?estado=preparadas"))
    return found


def _overdue(late: int) -> str:
    return ngettext("%(n)s is overdue", "%(n)s are overdue", late) % {"n": late}
