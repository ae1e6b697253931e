"""Going on in spite of an electoral period: asked for by every act that publishes or schedules, and written down."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.models import ElectoralPeriod
from participation.veda.calendar import in_force
from processes.models import Process, ProcessState
from processes.review import electoral_periods


def reached(process: Process, at: datetime) -> list[ElectoralPeriod]:
    """Return the periods that a public process is in or runs into; what is a draft or closed schedules nothing."""
    if process.state != ProcessState.PUBLISHED:
        return []
    return [period for period, _titles in electoral_periods(process, at)]


def running(process: Process, at: datetime) -> list[ElectoralPeriod]:
    """Return the period that a text published now for a process would be published in."""
    period = in_force(process.territory, at)
    return [period] if period is not None else []


def accepted(
    found: Iterable[ElectoralPeriod], accept: bool, *, known: Collection[ElectoralPeriod] = ()
) -> list[ElectoralPeriod]:
    """Return the periods that are new, to be written down. Raises ValidationError with their names until accepted."""
    before = {period.pk for period in known}
    new = [period for period in found if period.pk not in before]
    if new and not accept:
        words = _("It falls into an electoral period: %(names)s. Leave it for later, or mark that you know it.")
        names = ", ".join(f"“{period.name}”" for period in new)
        raise ValidationError({"accept_electoral": words % {"names": names}})
    return new
