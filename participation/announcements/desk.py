"""The page on which an official looks at an announcement, tests, sends, takes back and stops it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.pending.registry import needs_two
from participation.access.roles import STEWARDS, may_work_as, scopes
from participation.access.verdict import ActDenied
from participation.announcements import actions, electoral, policies
from participation.announcements.counts import progress, reach
from participation.announcements.forms import SendForm, StopForm
from participation.announcements.models import Announcement, AnnouncementState
from participation.announcements.preview import previews
from participation.announcements.segments import words_of
from participation.announcements.sensitive import send_arguments

if TYPE_CHECKING:
    from participation.announcements.admin import AnnouncementAdmin

State = AnnouncementState
ADDRESSES = {
    "probar": "test",
    "enviar": "send",
    "recuperar": "take_back",
    "tirar": "discard",
    "detener": "stop",
    "duplicar": "duplicate",
}


def _find(page: "AnnouncementAdmin", request: HttpRequest, pk: int) -> Announcement:
    """Return one within the official's scope. Raises ActDenied for who has no such role, Http404 else."""
    if scopes(request.user, STEWARDS) == set():  # type: ignore[arg-type]
        may_work_as(request.user, STEWARDS, None).enforce()  # type: ignore[arg-type]
    rows = page.get_queryset(request).select_related("scope", "territory", "sent_by")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def review(
    page: "AnnouncementAdmin",
    request: HttpRequest,
    pk: int,
    *,
    send_form: SendForm | None = None,
    stop_form: StopForm | None = None,
) -> HttpResponse:
    """Show it: previews and the ways to send a draft, how far it is once sent, and what came of it."""
    row, at = _find(page, request, pk), timezone.now()
    me: Any = request.user
    sent = row.state in {State.STARTED, State.STOPPED}
    moves = progress(row) if sent else None
    two = needs_two(policies.SEND)
    context = {
        **page.admin_site.each_context(request),
        "title": row.title,
        "opts": page.opts,
        "row": row,
        "to_whom": words_of(row),
        "previews": previews(row, me, at),
        "reach": reach(row, at),
        "progress": moves,
        "moves": row.state == State.SCHEDULED or bool(moves and not moves.finished and row.state == State.STARTED),
        "two": two,
        "may_test": policies.may_test(me, row),
        "may_send": policies.may_propose(me, row) if two else policies.may_send(me, row),
        "send_form": send_form or SendForm(two=two),
        "electoral": electoral.shown_period_of(row, at) if row.state in {State.DRAFT, State.SCHEDULED} else None,
        "stop_form": stop_form or StopForm(),
    }
    wrong = bool((send_form and send_form.errors) or (stop_form and stop_form.errors))
    return render(request, "participation/announcements/admin_review.html", context, status=422 if wrong else 200)


def do(page: "AnnouncementAdmin", request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one act and come back; a denial is said above the page, what was typed stays in its form."""
    row = _find(page, request, pk)
    if request.method == "POST":
        try:
            refused: HttpResponse | None = ACTS[act](page, request, row)
        except ActDenied as error:
            messages.error(request, str(error.denial.message))
        else:
            if refused is not None:
                return refused
    return HttpResponseRedirect(reverse("admin:announcement_review", args=[row.pk]))


def _test(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> None:
    actions.test_announcement(announcement=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("On its way to your own address. Look at it on a telephone too."))


def _send(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> HttpResponse | None:
    two, at = needs_two(policies.SEND), timezone.now()
    form = SendForm(request.POST, two=two)
    me: Any = request.user
    if not form.is_valid():
        return review(page, request, row.pk, send_form=form)
    send_at = form.cleaned_data["send_at"] if form.cleaned_data["when"] == "later" else None
    try:
        if two:
            from participation.access.pending.actions import propose_act

            accepted = form.cleaned_data["accept_electoral"]
            arguments = send_arguments(row, send_at, accept_electoral=accepted)
            propose_act(kind=policies.SEND, arguments=arguments, reason=form.cleaned_data["reason"], by=me, at=at)
            messages.success(request, _("Proposed. It is sent once a colleague confirms it."))
            return None
        accepted = form.cleaned_data["accept_electoral"]
        actions.schedule_announcement(announcement=row, send_at=send_at, by=me, at=at, accept_electoral=accepted)
    except ValidationError as error:
        form.add_error(None, error.messages)  # type: ignore[arg-type]
        form.asks_electoral = "accept_electoral" in getattr(error, "error_dict", ())  # type: ignore[attr-defined]
        return review(page, request, row.pk, send_form=form)
    if send_at is None:
        _nudge()
    messages.success(request, _("Scheduled.") if send_at else _("It is being sent."))
    return None


def _nudge() -> None:
    from participation.announcements.tasks import start_due
    from participation.events.tasks import ask

    ask(start_due)


def _take_back(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> None:
    actions.take_back_announcement(announcement=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("It is a draft again, and nobody got it."))


def _discard(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> HttpResponse:
    actions.discard_announcement(announcement=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("The draft was thrown away."))
    return HttpResponseRedirect(reverse("admin:participation_announcement_changelist"))


def _stop(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> HttpResponse | None:
    form = StopForm(request.POST)
    if not form.is_valid():
        return review(page, request, row.pk, stop_form=form)
    reason = form.cleaned_data["reason"]
    actions.stop_announcement(announcement=row, reason=reason, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Stopped. Nobody else gets it."))
    return None


def _duplicate(page: "AnnouncementAdmin", request: HttpRequest, row: Announcement) -> HttpResponse:
    me: Any = request.user
    copy = actions.duplicate_announcement(announcement=row, by=me, at=timezone.now())
    messages.success(request, _("This is a new draft with the same text. Nobody hears of it until you send it."))
    return HttpResponseRedirect(reverse("admin:participation_announcement_change", args=[copy.pk]))


ACTS: dict[str, Any] = {
    "test": _test,
    "send": _send,
    "take_back": _take_back,
    "discard": _discard,
    "stop": _stop,
    "duplicate": _duplicate,
}
