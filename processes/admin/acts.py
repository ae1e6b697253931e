"""Pages of the acts on a process: each shows what will happen, asks, and does it."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied, Denied, Verdict
from participation.veda.calendar import known, overlapping, shown_in_force
from participation.web.templatetags.ui import day
from processes import actions, policies
from processes.actions.template import planned_phases
from processes.admin.shared import complain, official, show
from processes.dates import closing_words, local_opening, opening_instant, opening_words
from processes.forms.editor import DayForm, DuplicateForm, PublishForm, ReasonForm, ReopenForm
from processes.forms.outcome import CloseForm, OutcomeForm
from processes.models import Process
from processes.review import electoral_periods, errors_of, review, warnings_of
from processes.team import team_findings
from processes.timetable import steps, until_words

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


NOON = time(12, 0)


def _back(process: Process) -> str:
    return reverse("admin:processes_process_change", args=[process.pk])


def _ask_electoral(form: Any, periods: list[Any]) -> None:
    """Offer to go on in spite of electoral periods, only where there are some."""
    if not periods:
        del form.fields["accept_electoral"]


def _running(process: Process) -> list[Any]:
    """Return the period that a text published now would be published in, as pages know it."""
    period = shown_in_force(process.subject, timezone.now())
    return [period] if period is not None else []


def _electoral_lines(touched: list[Any]) -> list[str]:
    """Say which electoral periods touch a process, and by which phases."""
    return [
        _("The electoral period “%(name)s” runs until %(day)s.")
        % {"name": period.shown_name, "day": day(period.ends_on)}
        if not titles
        else _("Phases run into the electoral period “%(name)s”: %(phases)s.")
        % {"name": period.shown_name, "phases": ", ".join(titles)}
        for period, titles in touched
    ]


def _ask(
    page: "ProcessAdmin",
    request: HttpRequest,
    process: Process,
    *,
    title: Any,
    form: Any,
    verdict: Verdict,
    act: Any,
    done: Any,
    button: Any,
    lines: list[Any],
    only_look: bool = False,
    **context: Any,
) -> HttpResponse:
    """Show what an act does and do it when it is confirmed; a denial says why. ``only_look`` does nothing yet."""
    denial = verdict if isinstance(verdict, Denied) else None
    status = 403 if denial is not None and request.method == "POST" else 200
    if request.method == "POST" and denial is None and not only_look:
        status = 422
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except (ActDenied, ValidationError) as error:
                complain(form, error)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(_back(made or process))
    return show(
        page,
        request,
        "confirm",
        title,
        process,
        status=status,
        form=form,
        denial=denial,
        button=button,
        lines=lines,
        back=_back(process),
        **context,
    )


def publish(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Check a draft and publish it."""
    at = timezone.now()
    findings = [*review(process, at=at, periods=known()), *team_findings(process)]
    form = PublishForm(request.POST if request.method == "POST" else None)
    if not warnings_of(findings):
        del form.fields["accept"]
    return _ask(
        page,
        request,
        process,
        title=_("Publish: %(title)s") % {"title": process.title},
        form=form,
        verdict=policies.may_publish_process(official(request), process),
        button=_("Publish"),
        done=_("Published. From now on its dates open and close what it says."),
        lines=[_("Everybody will see the process, and its dates will open and close what they say.")],
        act=lambda data: actions.publish_process(
            process=process,
            by=official(request),
            at=at,
            accept_warnings=data.get("accept", False),
        ),
        findings=findings,
        team=reverse("processes:team", args=[process.slug]),
        blocked=bool(errors_of(findings)),
    )


def unpublish(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Take a process back to draft while nobody took part."""
    return _ask(
        page,
        request,
        process,
        title=_("Back to draft: %(title)s") % {"title": process.title},
        form=ReasonForm(request.POST if request.method == "POST" else None),
        verdict=policies.may_unpublish_process(official(request), process),
        button=_("Back to draft"),
        done=_("The process is a draft again."),
        lines=[_("Nobody outside will see it until you publish it again.")],
        act=lambda data: actions.unpublish_process(process=process, by=official(request), at=timezone.now(), **data),
    )


def close(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Close a process, and say what came of it."""
    form = CloseForm(request.POST if request.method == "POST" else None)
    _ask_electoral(form, _running(process))
    return _ask(
        page,
        request,
        process,
        title=_("Close: %(title)s") % {"title": process.title},
        form=form,
        verdict=policies.may_close_process(official(request), process),
        button=_("Close the process"),
        done=_("The process is closed."),
        lines=[
            _("It stays public and nothing in it will be open."),
            _("Those who took part are asked three questions on how it was."),
            _("You can open it again with a reason."),
        ],
        act=lambda data: actions.close_process(
            process=process,
            by=official(request),
            at=timezone.now(),
            reason=data["reason"],
            outcome=None if data["later"] else form.outcome(),
        ),
    )


def outcome(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Say what came of a closed process, or correct it."""
    last = process.closings.order_by("-number").first()
    english = last.translations.get("en", {}) if last else {}
    texts = {name: getattr(last, name) for name in last.TRANSLATABLE} if last else {}
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        initial={**texts, **{f"{name}_en": text for name, text in english.items()}},
    )
    if last is None:
        del form.fields["reason"]
    _ask_electoral(form, _running(process))
    return _ask(
        page,
        request,
        process,
        title=_("What came of it: %(title)s") % {"title": process.title},
        form=form,
        verdict=policies.may_publish_closing(official(request), process),
        button=_("Publish the correction") if last else _("Publish what came of it"),
        done=_("Published on the process page."),
        lines=[_("Everybody will read it on the process page. A correction is a new version with its reason.")],
        act=lambda data: (
            actions.publish_closing(
                process=process,
                by=official(request),
                at=timezone.now(),
                reason=data.get("reason", ""),
                **form.outcome(),
            )
            and None
        ),
    )


def reopen(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Open a closed process again."""
    form = ReopenForm(request.POST if request.method == "POST" else None)
    at = timezone.now()
    touched = electoral_periods(process, at, periods=[period for period in known() if period.ends_at > at])
    _ask_electoral(form, [period for period, _titles in touched])
    return _ask(
        page,
        request,
        process,
        title=_("Open again: %(title)s") % {"title": process.title},
        form=form,
        verdict=policies.may_reopen_process(official(request), process),
        button=_("Open again"),
        done=_("The process is published again."),
        lines=[_("What is open will follow from its dates."), *_electoral_lines(touched)],
        act=lambda data: actions.reopen_process(process=process, by=official(request), at=timezone.now(), **data),
    )


def duplicate(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Begin another process like this one, with its dates moved: first the dates are shown, then it is made."""
    posted = request.POST if request.method == "POST" else None
    form = DuplicateForm(posted)
    plan: list[dict[str, Any]] = []
    if posted is not None and "confirm" not in posted and form.is_valid():
        plan = _plan(process, form.cleaned_data["starts_on"])
    return _ask(
        page,
        request,
        process,
        title=_("Copy: %(title)s") % {"title": process.title},
        form=form,
        verdict=policies.may_edit_process(official(request), process),
        button=_("Make the draft") if plan else _("See the dates"),
        done=_("The draft is ready. Nobody outside sees it until you publish it."),
        lines=[
            _("The new draft gets the texts, phases, openings and settings. What people contributed is not copied.")
        ],
        act=lambda data: actions.duplicate_process(process=process, by=official(request), at=timezone.now(), **data),
        only_look=bool(plan),
        plan=plan,
    )


def _plan(process: Process, starts_on: Any) -> list[dict[str, Any]]:
    """Return each phase of a copy with its old and new dates in words, and the electoral periods that it runs into."""
    at = timezone.now()
    periods = known()

    def words(opens_at: Any, closes_at: Any) -> str:
        opens = opening_words(opens_at, process.time_zone, at=at)
        if closes_at is None:
            return _("from %(opens)s, without end") % {"opens": opens}
        return _("from %(opens)s to %(closes)s") % {
            "opens": opens,
            "closes": closing_words(closes_at, process.time_zone, at=at),
        }

    return [
        {
            "title": planned.phase.title,
            "before": words(planned.phase.opens_at, planned.phase.closes_at),
            "after": words(planned.opens_at, planned.closes_at),
            "periods": overlapping(process.territory, planned.opens_at, planned.closes_at, periods=periods),
        }
        for planned in planned_phases(process, starts_on)
    ]


def preview(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Show what will be open on a day."""
    now = timezone.now()
    form = DayForm(
        request.GET if "day" in request.GET else None, initial={"day": local_opening(now, process.time_zone)[0]}
    )
    moment: datetime | None = now
    if form.is_bound:
        moment = None
        if form.is_valid():
            moment = opening_instant(form.cleaned_data["day"], process.time_zone, form.cleaned_data["hour"] or NOON)
    found = policies.open_on(process, moment) if moment else []
    return show(
        page,
        request,
        "preview",
        _("What will be open"),
        process,
        form=form,
        moment=moment,
        status=200 if moment else 422,
        opened=[{"act": one, "until": until_words(process, one.until, now)} for one in found],
        steps=steps(process, moment) if moment else [],
        back=_back(process),
        local=_local(process, moment),
    )


def _local(process: Process, moment: datetime | None) -> Any:
    from processes.dates import zone

    return moment.astimezone(zone(process.time_zone)).replace(tzinfo=None) if moment else None
