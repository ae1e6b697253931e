"""What waits for whoever decides conflicts of identity."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.verification import policies
from participation.verification.querysets import open_conflicts
from participation.web.office import WaitingItem

if TYPE_CHECKING:
    from participation.models import Person


def conflicts_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the conflicts of identity, to whoever may decide them."""
    if not policies.may_resolve(person, at=at):
        return []
    count = open_conflicts().count()
    return [WaitingItem(_("Conflicts of identity"), count, reverse("verification:conflicts"))]
