"""What is missing or contradictory in a process, shown while it is set up and asked before it is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from django.utils.formats import date_format as day
from django.utils.translation import gettext as _

from participation.models import ElectoralPeriod
from participation.veda.calendar import overlapping
from participation.web.richtext import to_text
from participation.workdays import local_day
from processes.dates import closing_words, opening_words
from processes.kinds import get_kind
from processes.models import Component, Phase, Process
from processes.policies import Window, opening_times


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: an ``error`` blocks publishing, a ``warning`` must be accepted."""

    level: Literal["error", "warning"]
    code: str
    text: str
    field: str = ""


def review(
    process: Process,
    *,
    at: datetime,
    phases: Sequence[Phase] | None = None,
    components: Sequence[Component] | None = None,
    periods: Sequence[ElectoralPeriod] | None = None,
) -> list[Finding]:
    """Return what is missing or contradictory, errors first.

    Who has read the ``phases``, the ``components`` with their clock, and the electoral ``periods``, hands them over.
    """
    if phases is None:
        phases = list(process.phases.order_by("opens_at", "pk"))
    phases = sorted(phases, key=lambda phase: (phase.opens_at, phase.pk))
    if components is None:
        components = list(process.components.with_clock())
    found = [
        *_missing(process),
        *_dates(process, phases, at),
        *_gaps(process, phases, at),
        *(finding for component in components for finding in _component(process, component, phases, at)),
    ]
    found += _electoral(process, phases, at, periods)
    if not components:
        found.append(
            Finding("warning", "no_components", _("There is no activity yet: people will only be able to read."))
        )
    return sorted(found, key=lambda finding: finding.level != "error")


def errors_of(findings: list[Finding]) -> list[Finding]:
    """Return what blocks publishing."""
    return [finding for finding in findings if finding.level == "error"]


def warnings_of(findings: list[Finding]) -> list[Finding]:
    """Return what must be accepted."""
    return [finding for finding in findings if finding.level == "warning"]


def electoral_periods(
    process: Process,
    at: datetime,
    *,
    phases: Sequence[Phase] | None = None,
    periods: Sequence[ElectoralPeriod] | None = None,
) -> list[tuple[ElectoralPeriod, list[str]]]:
    """Return the electoral periods that touch a process, each with the titles of the phases that run into it.

    A period that runs now is one of them even where no phase does: publishing itself is then within it.
    """
    if periods is None:
        periods = list(ElectoralPeriod.objects.coming_or_running(local_day(at)))
    if not periods:
        return []
    if phases is None:
        phases = list(process.phases.order_by("opens_at", "pk"))
    within: dict[int, tuple[ElectoralPeriod, list[str]]] = {}
    for period in overlapping(process.territory, at, at + timedelta(microseconds=1), periods=periods):
        within[period.pk] = (period, [])
    for phase in phases:
        for period in overlapping(process.territory, phase.opens_at, phase.closes_at, periods=periods):
            within.setdefault(period.pk, (period, []))[1].append(phase.title)
    return list(within.values())


def _electoral(
    process: Process, phases: Sequence[Phase], at: datetime, periods: Sequence[ElectoralPeriod] | None
) -> Iterator[Finding]:
    for period, titles in electoral_periods(process, at, phases=phases, periods=periods):
        known = {"name": period.name, "from": day(period.starts_on), "to": day(period.ends_on)}
        if titles:
            words = _("Phases run into the electoral period “%(name)s” (%(from)s to %(to)s): %(phases)s.")
            yield Finding("warning", "electoral", words % {**known, "phases": ", ".join(titles)})
        else:
            words = _("The electoral period “%(name)s” runs now (%(from)s to %(to)s): publish only if it can not wait.")
            yield Finding("warning", "electoral", words % known)


def _missing(process: Process) -> Iterator[Finding]:
    needed = {
        "title": (process.title, _("Give the process a title.")),
        "summary": (process.summary, _("Say in one or two sentences what the process is about.")),
        "who_participates": (process.who_participates, _("Say who may take part.")),
        "what_is_decided": (process.what_is_decided, _("Say what is decided.")),
        "how_decided": (process.how_decided, _("Say who decides and how.")),
        "institution": (process.institution_id, _("Say which institution is responsible.")),
    }
    for field, (value, text) in needed.items():
        if not value:
            yield Finding("error", f"no_{field}", text, field)
    if not (process.contact_email or process.contact_phone):
        yield Finding(
            "warning", "no_contact", _("There is no e-mail address or telephone to ask questions."), "contact_email"
        )
    if process.promise is None:
        yield Finding("warning", "no_promise", _("The level of participation promised is not said."), "promise")
    if not to_text(process.description):
        yield Finding("warning", "no_description", _("There is no description."), "description")


def _dates(process: Process, phases: list[Phase], at: datetime) -> Iterator[Finding]:
    if not phases:
        yield Finding("error", "no_phases", _("Add at least one phase with its dates."))
        return
    ended = [(phase, phase.closes_at) for phase in phases if phase.closes_at is not None and phase.closes_at <= at]
    if len(ended) == len(phases):
        yield Finding("warning", "all_past", _("All phases have already ended: nothing will be open."))
    else:
        for phase, closed in ended:
            yield Finding(
                "warning",
                "phase_past",
                _("“%(phase)s” ended on %(date)s.")
                % {"phase": phase.title, "date": closing_words(closed, process.time_zone, at=at)},
            )
    order = [phase.pk for phase in sorted(phases, key=lambda phase: phase.position)]
    if order != [phase.pk for phase in sorted(phases, key=lambda phase: (phase.opens_at, phase.position))]:
        yield Finding("warning", "order", _("The order of the phases is not the order of their dates."))


def _gaps(process: Process, phases: list[Phase], at: datetime) -> Iterator[Finding]:
    reached: datetime | None = None
    for index, phase in enumerate(phases):
        if index and reached is not None and phase.opens_at > reached:
            yield Finding(
                "warning",
                "gap",
                _("No phase runs between %(from)s and the beginning of “%(phase)s” on %(to)s.")
                % {
                    "from": closing_words(reached, process.time_zone, at=at),
                    "phase": phase.title,
                    "to": opening_words(phase.opens_at, process.time_zone, at=at),
                },
            )
        if phase.closes_at is None:
            return
        reached = phase.closes_at if reached is None else max(reached, phase.closes_at)


def _component(process: Process, component: Component, phases: list[Phase], at: datetime) -> Iterator[Finding]:
    kind = get_kind(component.kind)
    windows = {act.name: opening_times(component, act.name) for act in kind.acts}
    opened = {name for name, found in windows.items() if found}
    if kind.acts and not opened:
        yield Finding("warning", "never_open", _("No phase opens “%(title)s”.") % {"title": component.title})
        return
    for act in kind.acts:
        if act.name not in opened:
            continue
        for needed in act.needs:
            if needed not in opened:
                yield Finding(
                    "warning",
                    "needs",
                    _("“%(title)s” opens “%(act)s” but never “%(needed)s”.")
                    % {"title": component.title, "act": act.label, "needed": kind.act(needed).label},
                )
        yield from _overlaps(component, act.label, windows[act.name])
    yield from _conflicts(component, kind.conflicts, windows)
    if kind.owes_answers and opened and not _answered_after(windows, phases):
        yield Finding(
            "warning",
            "no_answers",
            _("No phase follows “%(title)s”: say when people will have their answers.") % {"title": component.title},
        )


def _overlaps(component: Component, act: Any, windows: list[Window]) -> Iterator[Finding]:
    for first, second in pairwise(windows):
        if first.closes_at is None or second.opens_at < first.closes_at:
            yield Finding(
                "warning",
                "overlap",
                _("“%(first)s” and “%(second)s” overlap and both open “%(act)s” in “%(title)s”.")
                % {
                    "first": first.phase.title,
                    "second": second.phase.title,
                    "act": act,
                    "title": component.title,
                },
            )


def _conflicts(component: Component, hook: Any, windows: dict[str, list[Window]]) -> Iterator[Finding]:
    if hook is None:
        return
    moments = sorted({window.opens_at for found in windows.values() for window in found})
    said = set()
    for moment in moments:
        together = {name for name, found in windows.items() if any(window.holds(moment) for window in found)}
        for text in hook(component, together):
            if str(text) not in said:
                said.add(str(text))
                yield Finding("warning", "conflict", str(text))


def _answered_after(windows: dict[str, list[Window]], phases: list[Phase]) -> bool:
    """Tell whether a phase begins when the last act has closed; what never closes is answered while it is open."""
    closings = [window.closes_at for found in windows.values() for window in found]
    if any(closing is None for closing in closings):
        return True
    first = min(max(w.closes_at for w in found if w.closes_at) for found in windows.values() if found)
    return any(phase.opens_at >= first for phase in phases)
