"""What an electoral period does to announcements: newsletters wait, announcements of services may go, knowingly.

Constitution, article 41, base III, apartado C: government propaganda is suspended; information on services is not.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.announcements.models import Announcement, AnnouncementKind
from participation.announcements.segments import TERRITORY, get_segment
from participation.veda.calendar import in_force, known, reaching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from participation.models import ElectoralPeriod


def period_of(
    row: Announcement, at: datetime, *, periods: "Iterable[ElectoralPeriod] | None" = None
) -> "ElectoralPeriod | None":
    """Return the electoral period that an announcement would reach at a moment.

    What goes to a territory, or to those of a process, is asked of that territory; anything else goes to everybody.
    """
    segment = get_segment(row.segment)
    if segment is not None and segment.about == TERRITORY:
        return reaching(row.territory, at, periods=periods)
    if row.scope is None:
        return reaching(None, at, periods=periods)
    return in_force(row.scope.territory, at, periods=periods)


def shown_period_of(row: Announcement, at: datetime) -> "ElectoralPeriod | None":
    """Return the same for pages, of what this process knows of the calendar."""
    return period_of(row, at, periods=known())


def may_leave_now(row: Announcement, at: datetime) -> Verdict:
    """A newsletter does not leave in an electoral period; it may be scheduled, and waits for the end."""
    period = period_of(row, at) if row.kind == AnnouncementKind.NEWSLETTER else None
    if period is None:
        return ALLOWED
    words = _("The electoral period “%(name)s” runs until %(day)s: newsletters cannot be sent. Schedule it for later.")
    return Denied("electoral_period", words % {"name": period.name, "day": date_format(period.ends_on)})


def warning(row: Announcement, period: "ElectoralPeriod") -> str:
    """Return what sending within a period would mean."""
    facts = {"name": period.name, "day": date_format(period.ends_on)}
    if row.kind == AnnouncementKind.NEWSLETTER:
        words = _("That moment is in the electoral period “%(name)s”: the newsletter would wait until %(day)s is over.")
    else:
        words = _(
            "That moment is in the electoral period “%(name)s” (until %(day)s). Send only what the law allows:"
            " services, health, education, civil protection, how to take part."
        )
    return words % facts


def waiting_words(period: "ElectoralPeriod") -> str:
    """Return why a newsletter waits, and until when."""
    words = _("It waits: the electoral period “%(name)s” runs until %(day)s. It leaves by itself once that is over.")
    return words % {"name": period.name, "day": date_format(period.ends_on)}
