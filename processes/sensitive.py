"""The change of a phase's dates after people took part, as an act that may need two people."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import Arguments, SensitiveAct
from participation.access.verdict import Denied, Verdict
from processes import policies

if TYPE_CHECKING:
    from participation.models import Person, Subject
    from processes.models import Phase

GONE = Denied("gone", _("Somebody else removed this phase in the meantime."))


def date_arguments(phase: "Phase", opens_at: datetime, closes_at: datetime | None) -> Arguments:
    """Return a wanted change as it is kept: with the dates of now, so that it is not done to others."""
    return {
        "phase": phase.pk,
        "opens_at": opens_at.isoformat(),
        "closes_at": closes_at.isoformat() if closes_at else None,
        "opens_before": phase.opens_at.isoformat(),
        "closes_before": phase.closes_at.isoformat() if phase.closes_at else None,
    }


def _phase(arguments: Arguments) -> "Phase | None":
    from processes.models import Phase

    rows = Phase.objects.select_related("process__subject", "process__institution")
    return rows.filter(pk=arguments.get("phase") or 0).first()


def _may(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    phase = _phase(arguments)
    return GONE if phase is None else policies.may_edit_process(by, phase.process)


def _perform(*, arguments: Arguments, reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> Any:
    from processes.actions import change_phase_dates

    phase = _phase(arguments)
    if phase is None:
        return GONE.enforce()
    wanted = date_arguments(phase, phase.opens_at, phase.closes_at)
    if (wanted["opens_before"], wanted["closes_before"]) != (arguments["opens_before"], arguments["closes_before"]):
        raise ValidationError(_("The dates changed since this was proposed. Look again, and propose it anew."))
    closes = arguments["closes_at"]
    return change_phase_dates(
        phase=phase,
        opens_at=datetime.fromisoformat(arguments["opens_at"]),
        closes_at=datetime.fromisoformat(closes) if closes else None,
        reason=reason,
        by=by,
        confirmed_by=confirmed_by,
        accept_electoral=bool(arguments.get("accept_electoral")),
        at=at,
    )


def _moment(text: str | None) -> str:
    if not text:
        return gettext("no end")
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


def _describe(arguments: Arguments) -> str:
    phase = _phase(arguments)
    words = gettext(
        "Dates of “%(phase)s”: from %(opens)s to %(closes)s (until now from %(was_opens)s to %(was_closes)s)"
    )
    return words % {
        "phase": phase.title if phase else "–",
        "opens": _moment(arguments["opens_at"]),
        "closes": _moment(arguments["closes_at"]),
        "was_opens": _moment(arguments["opens_before"]),
        "was_closes": _moment(arguments["closes_before"]),
    }


def _subject(arguments: Arguments) -> "Subject | None":
    phase = _phase(arguments)
    return phase.process.subject if phase else None


CHANGE_OF_DATES = SensitiveAct(
    policies.DATES, _("Change the dates of a phase after people took part"), _may, _may, _perform, _describe, _subject
)
