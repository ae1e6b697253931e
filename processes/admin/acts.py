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
from processes import actions, policies
from processes.admin.shared import complain, official, show
from processes.dates import local_opening, opening_instant
from processes.forms.editor import DayForm, DuplicateForm, PublishForm, ReasonForm
from processes.models import Process
from processes.review import errors_of, review, warnings_of
from processes.timetable import steps, until_words

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


NOON = time(12, 0)


def _back(process: Process) -> str:
    return reverse("admin:processes_process_change", args=[process.pk])


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
    **context: Any,
) -> HttpResponse:
    """Show what an act does and do it when it is confirmed; a denial says why."""
    denial = verdict if isinstance(verdict, Denied) else None
    status = 403 if denial is not None and request.method == "POST" else 200
    if request.method == "POST" and denial is None:
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
    findings = review(process, at=at)
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
    """Close a process."""
    return _ask(
        page,
        request,
        process,
        title=_("Close: %(title)s") % {"title": process.title},
        form=ReasonForm(request.POST if request.method == "POST" else None),
        verdict=policies.may_close_process(official(request), process),
        button=_("Close the process"),
        done=_("The process is closed."),
        lines=[_("It stays public and nothing in it will be open."), _("You can open it again with a reason.")],
        act=lambda data: actions.close_process(process=process, by=official(request), at=timezone.now(), **data),
    )


def reopen(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Open a closed process again."""
    return _ask(
        page,
        request,
        process,
        title=_("Open again: %(title)s") % {"title": process.title},
        form=ReasonForm(request.POST if request.method == "POST" else None),
        verdict=policies.may_reopen_process(official(request), process),
        button=_("Open again"),
        done=_("The process is published again."),
        lines=[_("What is open will follow from its dates.")],
        act=lambda data: actions.reopen_process(process=process, by=official(request), at=timezone.now(), **data),
    )


def duplicate(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Begin another process like this one, with its dates moved."""
    return _ask(
        page,
        request,
        process,
        title=_("Duplicate: %(title)s") % {"title": process.title},
        form=DuplicateForm(request.POST if request.method == "POST" else None),
        verdict=policies.may_edit_process(official(request), process),
        button=_("Make the draft"),
        done=_("The draft is ready. Nobody outside sees it until you publish it."),
        lines=[
            _("The new draft gets the texts, phases, openings and settings. What people contributed is not copied.")
        ],
        act=lambda data: actions.duplicate_process(process=process, by=official(request), at=timezone.now(), **data),
    )


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
