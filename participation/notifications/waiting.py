"""What waits for whoever looks after the installation: messages and events that need a hand."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access import roles
from participation.events.models import Relay
from participation.events.relay import MAX_ATTEMPTS
from participation.notifications import policies
from participation.notifications.models import Delivery
from participation.web.office import WaitingItem

if TYPE_CHECKING:
    from participation.models import Person


def deliveries_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the messages that failed or may not have arrived, and the events that could not be announced."""
    found = []
    if policies.may_work_on_relay(person):
        address = reverse("admin:participation_delivery_changelist")
        for state, label in (
            ("failed", _("Messages that did not leave")),
            ("unknown", _("Messages that may not have arrived")),
        ):
            found.append(WaitingItem(label, Delivery.objects.filter(state=state), f"{address}?state__exact={state}"))
    if roles.may_work_as(person, roles.STEWARDS, None):
        stuck = Relay.objects.filter(done_at__isnull=True, attempts__gte=MAX_ATTEMPTS)
        address = reverse("admin:participation_relay_changelist")
        found.append(WaitingItem(_("Events that could not be announced"), stuck, f"{address}?estado=failed"))
    return found
