"""What waits for an official: an electoral period that begins soon."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.access import roles
from participation.veda.calendar import known
from participation.web.office import WaitingItem

if TYPE_CHECKING:
    from participation.models import Person

SOON = timedelta(days=30)


def periods_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the periods that begin within a month, to get ready for them; costs no query."""
    coming = [period for period in known() if period.withholds and at < period.starts_at <= at + SOON]
    if not coming or roles.scopes(person, roles.STEWARDS) == set():
        return []
    words = _("The first, “%(name)s”, begins on %(day)s. Newsletters, achievements and names will wait.")
    note = words % {"name": coming[0].in_language("name"), "day": date_format(coming[0].starts_on)}
    return [WaitingItem(_("Electoral periods that begin within a month"), len(coming), reverse("veda:list"), note)]
