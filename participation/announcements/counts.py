"""How many people, told so that nobody is singled out: officials see counts here, and never who they are.

Below ``FEW`` a number of people is not told. In a group of fewer than ``SMALL`` other numbers are told to the nearest
five, so that what is not told cannot be found by taking one number from another.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from participation.announcements.segments import get_segment, group_of, recipients_of

if TYPE_CHECKING:
    from datetime import datetime

    from participation.models import Announcement

FEW = 5
SMALL = 100
WAITING = ("queued", "sending", "held")


def told(count: int, among: int, few: int = FEW) -> str:
    """Return a number of people out of a group, in words."""
    from participation.web.templatetags.ui import num

    if count < few:
        return _("fewer than %(n)s") % {"n": few}
    if among < SMALL:
        return _("about %(n)s") % {"n": FEW * round(count / FEW)}
    return num(count)


def told_number(count: int, among: int) -> int | None:
    """Return the same as a number: none below ``FEW``, to the nearest five in a small group."""
    if count < FEW:
        return None
    return FEW * round(count / FEW) if among < SMALL else count


def outcome(count: int, among: int) -> str:
    """Return how many mails had one outcome: none is told as none, the rest as people are, exact in a large group."""
    from participation.web.templatetags.ui import num

    return num(count) if count == 0 or among >= SMALL else told(count, among)


@dataclass(frozen=True, slots=True)
class Reach:
    """To how many something goes, and how many are left out since they did not agree."""

    people: int
    left_out: int
    few: int = FEW

    @property
    def people_told(self) -> str:
        """Return in words to how many it goes."""
        return told(self.people, self.people + self.left_out, self.few)

    @property
    def left_out_told(self) -> str:
        """Return in words how many are left out."""
        return told(self.left_out, self.people + self.left_out, self.few)


def reach(announcement: "Announcement", at: "datetime") -> Reach:
    """Return whom an announcement reaches, as it was when it was sent, else as it would be now."""
    segment = get_segment(announcement.segment)
    few = segment.few if segment else FEW
    if announcement.people is not None and announcement.left_out is not None:
        return Reach(announcement.people, announcement.left_out, few)
    people = recipients_of(announcement, at).count()
    return Reach(people, max(group_of(announcement, at).count() - people, 0), few)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sending is."""

    prepared: int
    mails: dict[str, int]
    fanned_out: bool
    among: int

    @property
    def waiting(self) -> int:
        """Return how many mails have not left yet, those that wait for a digest apart."""
        return self.mails.get("queued", 0) + self.mails.get("sending", 0)

    @property
    def finished(self) -> bool:
        """Tell whether everything left that can leave now."""
        return self.fanned_out and not self.waiting

    @property
    def percent(self) -> int:
        """Return how much is done: half of it is finding the people, half sending."""
        if self.finished:
            return 100
        if not self.fanned_out:
            return min(49, 50 * self.prepared // max(self.among, 1))
        total = sum(self.mails.values())
        return 50 + min(49, 50 * (total - self.waiting) // max(total, 1))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return the outcomes in words, with their numbers."""
        words = (
            (_("In their list here"), self.prepared),
            (_("E-mails that left"), self.mails.get("sent", 0)),
            (_("E-mails that wait"), self.waiting),
            (_("Kept for the e-mail of the day or of the week"), self.mails.get("held", 0)),
            (_("E-mails that failed"), self.mails.get("failed", 0)),
            (_("E-mails that came back"), self.mails.get("bounced", 0)),
            (_("E-mails that may not have arrived"), self.mails.get("unknown", 0)),
            (_("Not sent: no longer wanted, or the address is stopped"), self.mails.get("dropped", 0)),
        )
        return [(label, outcome(count, self.among)) for label, count in words]


def progress(announcement: "Announcement") -> Progress:
    """Return how far an announcement is, from the notices and deliveries of its event."""
    from participation.models import Delivery, Notice, Relay

    event = announcement.event_id
    states = Delivery.objects.filter(notice__event=event, channel="email").order_by().values("state")
    return Progress(
        Notice.objects.filter(event=event).count(),
        {row["state"]: row["n"] for row in states.annotate(n=Count("pk"))},
        Relay.objects.filter(event=event, done_at__isnull=False).exists(),
        announcement.people or 0,
    )
