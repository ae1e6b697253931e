"""Who may see, set up and take part in processes, and what the clock says of each act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from processes.dates import closing_words, opening_words
from processes.kinds import ActKind, get_kind
from processes.models import Component, Opening, Phase, Process, ProcessState

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject
    from processes.models import News


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch ``[opens_at, closes_at)`` in which a phase opens an act."""

    phase: Phase
    opens_at: datetime
    closes_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether the moment lies inside."""
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act that is open in a component: since which phase, and until when (None: no end)."""

    component: Component
    act: ActKind
    phase: Phase
    until: datetime | None


# --- Seeing and setting up --------------------------------------------------------------------------------------------


def may_see_process(person: "Person | None", process: Process) -> Verdict:
    """Published and closed processes are public; drafts are seen by whoever holds a role over them."""
    if process.state != ProcessState.DRAFT and process.subject.is_public:
        return ALLOWED
    if roles.holds(person, roles.OFFICIALS, process.subject):
        return ALLOWED
    return Denied("not_public", gettext_lazy("This is not public."))


def may_create_process(person: "Person | None", institution: "Institution | None" = None) -> Verdict:
    """Stewards of the installation create anywhere; those of an institution, under it."""
    return roles.may_work_as(person, roles.STEWARDS, institution.subject if institution else None)


def may_edit_process(person: "Person | None", process: Process) -> Verdict:
    """Stewards of the process, of its institution or of the installation."""
    return roles.may_work_as(person, roles.STEWARDS, process.subject)


def may_edit_mechanisms(person: "Person | None") -> Verdict:
    """The catalogue of the law is the installation's."""
    return roles.may_work_as(person, roles.STEWARDS, None)


def may_write_news(person: "Person | None", process: Process) -> Verdict:
    """Whoever leads the process writes its news."""
    return may_edit_process(person, process)


def may_publish_news(person: "Person | None", news: "News") -> Verdict:
    """News is published where there is a process that people can see."""
    return first_denial(
        may_write_news(person, news.process),
        Denied("is_draft", gettext_lazy("Publish the process first: until then nobody would find its news."))
        if news.process.state == ProcessState.DRAFT
        else ALLOWED,
    )


def may_publish_process(person: "Person | None", process: Process) -> Verdict:
    """A steward publishes a draft."""
    return first_denial(
        may_edit_process(person, process),
        ALLOWED
        if process.state == ProcessState.DRAFT
        else Denied("not_a_draft", gettext_lazy("This process is already public.")),
    )


def may_unpublish_process(person: "Person | None", process: Process) -> Verdict:
    """A published process goes back to draft only while nobody took part."""
    return first_denial(
        may_edit_process(person, process),
        ALLOWED
        if process.state == ProcessState.PUBLISHED
        else Denied("not_published", gettext_lazy("Only a published process can go back to draft.")),
        lambda: (
            Denied(
                "people_took_part",
                gettext_lazy(
                    "People already took part: what they did must stay public. You can close the process instead."
                ),
            )
            if took_part(process)
            else ALLOWED
        ),
    )


def may_close_process(person: "Person | None", process: Process) -> Verdict:
    """A published process can be closed: it stays public and nothing in it is open."""
    return first_denial(
        may_edit_process(person, process),
        ALLOWED
        if process.state == ProcessState.PUBLISHED
        else Denied("not_published", gettext_lazy("Only a published process can be closed.")),
    )


def may_publish_closing(person: "Person | None", process: Process) -> Verdict:
    """What came of a process is said once it is closed."""
    return first_denial(
        may_edit_process(person, process),
        ALLOWED
        if process.state == ProcessState.CLOSED
        else Denied("not_closed", gettext_lazy("Close the process first: then say what came of it.")),
    )


def may_conclude(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Conclusions are published by stewards, once what people were asked is over; where it has no end, at any time."""
    act = get_kind(component.kind).concludes
    return first_denial(
        may_edit_process(person, component.process),
        lambda: ALLOWED if act else Denied("no_conclusions", gettext_lazy("This activity has no conclusions.")),
        lambda: (
            Denied("not_public", gettext_lazy("This process is still being prepared."))
            if component.process.state == ProcessState.DRAFT
            else ALLOWED
        ),
        lambda: _is_over(component, act, at),
    )


def _is_over(component: Component, act: str, at: datetime) -> Verdict:
    """Deny while a date lies ahead on which the act closes."""
    if component.process.state == ProcessState.CLOSED:
        return ALLOWED
    ends = [window.closes_at for window in opening_times(component, act)]
    coming = [end for end in ends if end is not None and end > at]
    if not coming or None in ends:
        return ALLOWED
    date = closing_words(max(coming), component.process.time_zone, at=at)
    message = _("People can still take part, until %(date)s. Conclude after that, or change the date.") % {"date": date}
    return Denied("still_open", message)


def may_comment_on(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether the person may comment on an activity itself: its kind answers; on most of them nobody may."""
    policy = get_kind(component.kind).comment_policy
    if policy is None:
        return Denied("not_open", gettext_lazy("This is not open here."))
    return policy(person, component, at=at)


def may_reopen_process(person: "Person | None", process: Process) -> Verdict:
    """A closed process can be opened again; what is open then follows from its dates."""
    return first_denial(
        may_edit_process(person, process),
        ALLOWED
        if process.state == ProcessState.CLOSED
        else Denied("not_closed", gettext_lazy("This process is not closed.")),
    )


def may_remove_component(person: "Person | None", component: Component) -> Verdict:
    """An activity is removed only while nobody used it."""
    return first_denial(
        may_edit_process(person, component.process),
        lambda: (
            Denied(
                "component_not_empty",
                gettext_lazy("People already took part in this activity, so it stays. Close what it opens instead."),
            )
            if component_in_use(component)
            else ALLOWED
        ),
    )


DATES = "processes.phase.dates"  # the name of this act among those that may need two people


def may_change_dates(person: "Person | None", process: Process, confirmed_by: "Person | None" = None) -> Verdict:
    """Tell whether dates, or what a phase opens, may change now: after people took part two people may be needed.

    Both are stewards here. A phase that is added and other openings say until when something is open as dates do.
    """
    from participation.access.pending.policies import NEEDS_TWO
    from participation.access.pending.registry import needs_two

    may = may_edit_process(person, process)
    if not may or not needs_reason(process) or not needs_two(DATES):
        return may
    if confirmed_by is None or person is None or confirmed_by.pk == person.pk:
        return NEEDS_TWO
    return may_edit_process(confirmed_by, process)


def may_remove_phase(person: "Person | None", phase: Phase, *, at: datetime) -> Verdict:
    """A phase is removed unless it already opened something in which people took part."""
    return first_denial(
        may_edit_process(person, phase.process),
        lambda: (
            Denied(
                "phase_began",
                gettext_lazy(
                    "This phase already began and people took part. Change its dates instead; the change is shown."
                ),
            )
            if phase.opens_at <= at and needs_reason(phase.process)
            else ALLOWED
        ),
    )


def component_in_use(component: Component) -> bool:
    """Tell whether anybody left something in the component, drafts and comments included."""
    hook = get_kind(component.kind).took_part
    return (
        _below(component.subject).exists()
        or component.subject.comments.exists()
        or (hook is not None and hook(component))
    )


def took_part(process: Process) -> bool:
    """Tell whether anybody took part: a contribution (also one not shown yet), a comment, or what a kind says."""
    if _below(process.subject).exists():
        return True
    components = list(process.components.select_related("subject"))
    from participation.models import Comment

    places = [process.subject_id, *(component.subject_id for component in components)]
    if Comment.objects.filter(subject_id__in=places).exists():
        return True
    hooks = ((get_kind(component.kind).took_part, component) for component in components)
    return any(hook(component) for hook, component in hooks if hook is not None)


def _below(subject: "Subject"):  # type: ignore[no-untyped-def]
    from participation.models import Subject

    return Subject.objects.below(subject.pk).exclude(kind="component")


def needs_reason(process: Process) -> bool:
    """Tell whether a change of dates must say why: the process is public and people took part."""
    return process.state != ProcessState.DRAFT and took_part(process)


# --- The clock --------------------------------------------------------------------------------------------------------


def openings_of(component: Component) -> Iterable[Opening]:
    """Return what phases open in a component, with each phase.

    Uses the openings where they were fetched before (``Component.objects.with_clock()``), else one query.
    """
    fetched = getattr(component, "_prefetched_objects_cache", {}).get("openings")
    return fetched if fetched is not None else component.openings.select_related("phase")


def opening_times(component: Component, act: str) -> list[Window]:
    """Return the windows in which phases open the act, in order of time."""
    windows = [
        Window(phase=opening.phase, opens_at=opening.phase.opens_at, closes_at=opening.phase.closes_at)
        for opening in openings_of(component)
        if opening.act == act
    ]
    return sorted(windows, key=lambda window: (window.opens_at, window.phase.pk))


def open_window(windows: list[Window], at: datetime) -> tuple[Window, datetime | None] | None:
    """Return the window that holds the moment and when the act really closes: windows that touch count as one."""
    holding = [window for window in windows if window.holds(at)]
    if not holding:
        return None
    until = holding[0].closes_at
    for window in windows:
        if until is None:
            break
        if window.opens_at <= until and (window.closes_at is None or window.closes_at > until):
            until = window.closes_at
    return holding[0], until


def is_open(component: Component, act: str, at: datetime) -> Verdict:
    """Tell whether the clock opens an act in a component; a denial says since when, or until when, in words."""
    process = component.process
    follow = Remedy(gettext_lazy("Follow the process to be told"), process.subject.path)
    if process.state == ProcessState.DRAFT:
        return Denied("process_draft", gettext_lazy("This process is still being prepared."))
    if process.state == ProcessState.CLOSED:
        return Denied("process_closed", gettext_lazy("This process is closed. What happened in it stays public."))
    if not (process.subject.is_public and component.subject.is_public):
        return Denied("not_public", gettext_lazy("This is not shown to anybody now, so nothing is open in it."))
    windows = opening_times(component, act)
    if open_window(windows, at):
        return ALLOWED
    kind = get_kind(component.kind).act(act)
    coming = next((window for window in windows if window.opens_at > at), None)
    if coming:
        date = opening_words(coming.opens_at, process.time_zone, at=at)
        return Denied("not_yet_open", str(kind.opens or _("This opens on %(date)s.")) % {"date": date}, follow)
    ended = [window.closes_at for window in windows if window.closes_at is not None]
    if ended:
        date = closing_words(max(ended), process.time_zone, at=at)
        return Denied("closed", str(kind.closed or _("This closed on %(date)s.")) % {"date": date}, follow)
    return Denied("not_open", gettext_lazy("This process does not open this."), follow)


def open_until(component: Component, act: str, at: datetime) -> datetime | None:
    """Return when an open act closes; None where it has no end or is not open."""
    found = open_window(opening_times(component, act), at)
    return found[1] if found else None


def open_on(process: Process, moment: datetime) -> list[OpenAct]:
    """Return what the dates open at a moment, whatever the state of the process: the preview of any day."""
    found = []
    for component in process.components.with_clock():
        for act in get_kind(component.kind).acts:
            window = open_window(opening_times(component, act.name), moment)
            if window:
                found.append(OpenAct(component=component, act=act, phase=window[0].phase, until=window[1]))
    return found


def open_now(process: Process, at: datetime) -> list[OpenAct]:
    """Return what is open to the public; nothing in a draft or a closed process."""
    return open_on(process, at) if process.state == ProcessState.PUBLISHED else []
