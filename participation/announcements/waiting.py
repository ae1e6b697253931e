"""What waits for an official: announcements that were due and were not sent."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access import roles
from participation.announcements.models import Announcement, AnnouncementState
from participation.announcements.querysets import in_scope
from participation.web.office import WaitingItem

if TYPE_CHECKING:
    from participation.models import Person


def announcements_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the announcements that went back to drafts, since they could not be sent as they were scheduled."""
    if roles.scopes(person, roles.STEWARDS) == set():
        return []
    rows = in_scope(Announcement.objects.filter(state=AnnouncementState.DRAFT), person).exclude(problem="")
    address = reverse("admin:participation_announcement_changelist")
    return [WaitingItem(_("Announcements that were not sent"), rows, f"{address}?state__exact=draft")]
