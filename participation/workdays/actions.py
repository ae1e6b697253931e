"""Acts on the calendar: a day off is added or taken back."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.events.record import record
from participation.web.richtext import tidy
from participation.workdays import policies
from participation.workdays.models import Holiday
from participation.workdays.registry import recounts

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def add_day_off(*, day: date, name: str, by: "Person", at: datetime) -> Holiday:
    """Add a day off; open terms are counted anew. The same day again changes nothing."""
    policies.may_set_days_off(by).enforce()
    label = " ".join(tidy(name).split())[:100]
    if not label:
        raise ValidationError({"name": _("This is missing.")})
    found, new = Holiday.objects.get_or_create(day=day, defaults={"name": label})
    if new:
        record("privacy.calendar.changed", subject=None, by=by, at=at, payload={"day": day.isoformat(), "off": True})
        for recount in recounts():
            recount(at=at)
    return found


@transaction.atomic
def remove_day_off(*, holiday: Holiday, by: "Person", at: datetime) -> None:
    """Take a day off back; terms that were told to people stay as they are."""
    policies.may_set_days_off(by).enforce()
    day = holiday.day
    if Holiday.objects.filter(pk=holiday.pk).delete()[0]:
        record("privacy.calendar.changed", subject=None, by=by, at=at, payload={"day": day.isoformat(), "off": False})
