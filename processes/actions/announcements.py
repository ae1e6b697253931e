"""Telling people what the clock did: a phase opened, is about to close, closed.

Nothing opens or closes by this; the policies read the dates at each request. An announcement counts only if it was made
after the moment that it announces, so that a phase whose dates move is announced again by itself.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet

from participation.events.record import record
from processes import events
from processes.models import Phase, ProcessState

if TYPE_CHECKING:
    from participation.models import Event

SOON = timedelta(hours=48)
OPEN, CLOSING, CLOSED = "announced_open_at", "announced_soon_at", "announced_close_at"
NAMES = {OPEN: events.PHASE_OPENED, CLOSING: "processes.phase.closing_soon", CLOSED: events.PHASE_CLOSED}


def moment_of(phase: Phase, step: str) -> datetime | None:
    """Return since when a step is true of a phase: it is open, closes soon, or is closed."""
    if step == OPEN:
        return phase.opens_at
    if phase.closes_at is None or step == CLOSED:
        return phase.closes_at
    return max(phase.opens_at, phase.closes_at - SOON)


def phases_to_announce(step: str, at: datetime) -> QuerySet[Phase]:
    """Return the phases of published processes whose step came and was not dealt with since."""
    came = {
        OPEN: Q(opens_at__lte=at) & (Q(announced_open_at=None) | Q(announced_open_at__lt=F("opens_at"))),
        CLOSING: Q(opens_at__lte=at, closes_at__lte=at + SOON)
        & (Q(announced_soon_at=None) | Q(announced_soon_at__lt=F("closes_at") - SOON)),
        CLOSED: Q(closes_at__lte=at) & (Q(announced_close_at=None) | Q(announced_close_at__lt=F("closes_at"))),
    }[step]
    return Phase.objects.filter(
        came, process__state=ProcessState.PUBLISHED, process__subject__state="published"
    ).order_by("pk")


@transaction.atomic
def announce_phase(*, phase_id: int, step: str, at: datetime) -> "Event | None":
    """Announce one step of a phase, once, however many workers try; return the event.

    What happened before the process was published, or is no longer true, is only marked: it would be no news.
    """
    row = phases_to_announce(step, at).select_for_update(of=("self",), skip_locked=True, no_key=True)
    phase = row.select_related("process__subject").filter(pk=phase_id).first()
    if phase is None:
        return None
    setattr(phase, step, at)
    phase.save(update_fields=[step])
    if not _is_news(phase, step, at):
        return None
    return record(
        NAMES[step],
        subject=phase.process.subject,
        by=None,
        # The history shows when the phase opened or closed, not when the sweep got round to it.
        at=at if step == CLOSING else moment_of(phase, step) or at,
        payload={
            "phase": phase.pk,
            "title": phase.title,
            "titles": phase.in_other_languages("title"),
            "opens_at": phase.opens_at.isoformat(),
            "closes_at": phase.closes_at.isoformat() if phase.closes_at else None,
            "time_zone": phase.process.time_zone,
        },
    )


def _is_news(phase: Phase, step: str, at: datetime) -> bool:
    moment, published = moment_of(phase, step), phase.process.published_at
    if moment is None or (published is not None and moment < published):
        return False
    if step == CLOSED:
        return True
    still = phase.closes_at is None or at < phase.closes_at
    if step == OPEN:
        return still
    # A phase of less than two days would close soon as it opens; its opening says until when.
    return still and phase.closes_at is not None and phase.closes_at - phase.opens_at > SOON


def announce_due(*, at: datetime) -> int:
    """Announce every step that came; return how many events were made."""
    made = 0
    for step in (OPEN, CLOSING, CLOSED):
        for phase_id in list(phases_to_announce(step, at).values_list("pk", flat=True)):
            made += announce_phase(phase_id=phase_id, step=step, at=at) is not None
    return made
