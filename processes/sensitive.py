"""What is open and until when, changed after people took part, as an act that may need two people.

Three acts say it: the dates of a phase, what it opens, and a phase that is added with openings. They are one kind, told
apart by their arguments: were only the dates asked for, whoever is alone would add a phase instead.
"""

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
    from processes.models import Phase, Process

DATES = ("opens_at", "closes_at")
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


def opening_arguments(phase: "Phase", openings: dict[int, list[str]]) -> Arguments:
    """Return other openings of a phase as they are kept, with those of now."""
    before: dict[int, list[str]] = {}
    for opening in phase.openings.all():
        before.setdefault(opening.component_id, []).append(opening.act)
    return {"phase": phase.pk, "openings": _plain(openings), "openings_before": _plain(before)}


def new_phase_arguments(
    process: "Process", opens_at: datetime, closes_at: datetime | None, openings: dict[int, list[str]], **texts: Any
) -> Arguments:
    """Return a phase that is to be added as it is kept."""
    dates = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat() if closes_at else None}
    return {"process": process.pk, **dates, "openings": _plain(openings), "texts": texts}


def _plain(openings: dict[int, list[str]]) -> dict[str, list[str]]:
    return {str(pk): sorted(set(acts)) for pk, acts in sorted(openings.items()) if acts}


def _phase(arguments: Arguments) -> "Phase | None":
    from processes.models import Phase

    rows = Phase.objects.select_related("process__subject", "process__institution")
    return rows.filter(pk=arguments.get("phase") or 0).first()


def _process(arguments: Arguments) -> "Process | None":
    from processes.models import Process

    if "process" in arguments:
        return Process.objects.select_related("subject", "institution").filter(pk=arguments["process"]).first()
    phase = _phase(arguments)
    return phase.process if phase else None


def _may(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    process = _process(arguments)
    return GONE if process is None else policies.may_edit_process(by, process)


def _perform(*, arguments: Arguments, reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> Any:
    from processes import actions

    why: dict[str, Any] = {"reason": reason, "by": by, "confirmed_by": confirmed_by, "at": at}
    openings = {int(pk): acts for pk, acts in arguments.get("openings", {}).items()}
    dates = {name: datetime.fromisoformat(arguments[name]) if arguments.get(name) else None for name in DATES}
    electoral = {"accept_electoral": bool(arguments.get("accept_electoral"))}
    if "process" in arguments:
        process = _process(arguments)
        if process is None:
            return GONE.enforce()
        return actions.add_phase(process=process, openings=openings, **dates, **electoral, **arguments["texts"], **why)  # type: ignore[arg-type]
    phase = _phase(arguments)
    if phase is None:
        return GONE.enforce()
    if "openings" in arguments:
        _is_as_before(arguments, opening_arguments(phase, {}), "openings_before")
        return actions.set_openings(phase=phase, openings=openings, **why)
    _is_as_before(arguments, date_arguments(phase, phase.opens_at, phase.closes_at), "opens_before", "closes_before")
    return actions.change_phase_dates(phase=phase, **dates, **electoral, **why)  # type: ignore[arg-type]


def _is_as_before(arguments: Arguments, now: Arguments, *names: str) -> None:
    if any(arguments[name] != now[name] for name in names):
        raise ValidationError(_("The dates changed since this was proposed. Look again, and propose it anew."))


def _moment(text: str | None) -> str:
    if not text:
        return gettext("no end")
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


def _opened(openings: dict[str, list[str]]) -> str:
    """Return what openings open in words: "Propuestas (Proponer, Respaldar)"."""
    from processes.kinds import get_kind
    from processes.models import Component

    rows = Component.objects.filter(pk__in=[int(pk) for pk in openings]).order_by("position", "pk")
    words = []
    for row in rows:
        labels = {act.name: str(act.label) for act in get_kind(row.kind).acts}
        words.append(f"{row.title} ({', '.join(labels.get(act, act) for act in openings[str(row.pk)])})")
    return "; ".join(words) or gettext("nothing")


def _describe(arguments: Arguments) -> str:
    if "process" in arguments:
        words = gettext("New phase “%(phase)s”, from %(opens)s to %(closes)s; it opens: %(opened)s")
        return words % {
            "phase": arguments["texts"].get("title", "–"),
            "opens": _moment(arguments["opens_at"]),
            "closes": _moment(arguments["closes_at"]),
            "opened": _opened(arguments["openings"]),
        }
    phase = _phase(arguments)
    title = phase.title if phase else "–"
    if "openings" in arguments:
        words = gettext("What “%(phase)s” opens: %(opened)s (until now: %(was)s)")
        was = _opened(arguments["openings_before"])
        return words % {"phase": title, "opened": _opened(arguments["openings"]), "was": was}
    words = gettext(
        "Dates of “%(phase)s”: from %(opens)s to %(closes)s (until now from %(was_opens)s to %(was_closes)s)"
    )
    return words % {
        "phase": title,
        "opens": _moment(arguments["opens_at"]),
        "closes": _moment(arguments["closes_at"]),
        "was_opens": _moment(arguments["opens_before"]),
        "was_closes": _moment(arguments["closes_before"]),
    }


def _subject(arguments: Arguments) -> "Subject | None":
    process = _process(arguments)
    return process.subject if process else None


CHANGE_OF_DATES = SensitiveAct(
    policies.DATES,
    _("Change what is open, and until when, after people took part"),
    _may,
    _may,
    _perform,
    _describe,
    _subject,
)
