"""The desk of whoever tells: what is asked of them, the report, evidence, obstacles, declarations."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.followup import actions, policies
from participation.followup.forms import DeclareForm, EvidenceForm, ObstacleForm, ReasonForm, ReportForm
from participation.followup.models import Action, Evidence, Obstacle, ProgressUpdate
from participation.followup.states import goes_on
from participation.followup.views.common import MAX_ID, attempt, form_page, reader, workable_or_404
from participation.followup.waiting import due_now
from participation.web.keyset import paginate

TABS = {
    "": gettext_lazy("To report now"),
    "todas": gettext_lazy("All that go on"),
    "terminadas": gettext_lazy("Done or abandoned"),
}
WHAT: dict[str, tuple[Any, Any, str]] = {
    "avances": (ProgressUpdate, actions.withdraw_update, "update"),
    "evidencia": (Evidence, actions.withdraw_evidence, "evidence"),
    "obstaculos": (Obstacle, actions.withdraw_obstacle, "obstacle"),
}
SIZE = 25
WRITE = ["GET", "HEAD", "POST"]


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show what this person tells of: first what is asked now."""
    person, at, tab = reader(request), timezone.now(), request.GET.get("ver", "")
    if tab not in TABS:
        raise BadRequest("ver")
    assert person is not None
    mine: Any = (
        Action.objects.reportable_by(person)
        .filter(subject__state="published")
        .for_page()
        .with_state(at)
        .with_last_day()
    )
    conditions = {"": due_now(at), "todas": goes_on(), "terminadas": ~goes_on()}
    order = ("-declared_on", "-id") if tab == "terminadas" else ("last_day", "id")
    page = paginate(request, mine.filter(conditions[tab]), order=order, size=SIZE)
    context = {"page": page, "tab": tab, "tabs": TABS.items()}
    return render(request, "participation/followup/desk.html", context)


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how it goes: the report of two minutes."""
    action = workable_or_404(request, pk)
    person = reader(request)
    policies.may_tell(person, action).enforce()
    responsible = policies.is_responsible(person, action)
    form = ReportForm(*_sent(request), responsible=responsible)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: actions.tell(action=action, by=person, at=timezone.now(), **form.told()))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("It is told. Whoever follows it is notified."))
            return redirect("followup:desk")
    speaker = policies.speaker_of(person, action)
    last = None
    if speaker is not None:
        told = action.updates.filter(withdrawn_at__isnull=True, voice=speaker.voice)
        last = told.order_by("-at", "-pk").first()
    context = {"action": action, "last": last, "speaker": speaker, "responsible": responsible, "files": True}
    context |= {"plans": bool(policies.may_manage(person, action.followed))}
    return form_page(request, "participation/followup/report.html", form, **context)


@require_http_methods(WRITE)
@signed_in_to_act
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Add evidence."""
    action, person = workable_or_404(request, pk), reader(request)
    policies.may_tell(person, action).enforce()
    form = EvidenceForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        act = attempt(form, lambda: actions.add_evidence(action=action, by=person, at=timezone.now(), **form.told()))  # type: ignore[arg-type]
        if act:
            messages.success(request, _("The evidence is added."))
            return redirect(action.get_absolute_url())
    words = {"title": _("Add evidence"), "label": _("Add it"), "files": True}
    words["lead"] = _("What shows that it was done. It stays: it is never replaced, only added to.")
    return form_page(request, "participation/followup/form.html", form, action=action, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell what stands in the way."""
    action, person = workable_or_404(request, pk), reader(request)
    policies.may_tell(person, action).enforce()
    form = ObstacleForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = attempt(form, lambda: actions.raise_obstacle(action=action, by=person, at=timezone.now(), **told))  # type: ignore[arg-type]
        if act:
            messages.success(request, _("It is told, and shown on the page."))
            return redirect(action.get_absolute_url())
    words = {"title": _("Tell what is in the way"), "label": _("Tell it")}
    words["lead"] = _("What stops it, since when, and what is needed from whom: it is shown to everybody.")
    return form_page(request, "participation/followup/form.html", form, action=action, **words)


@require_POST
@signed_in_to_act
def cleared(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that something stands in the way no more."""
    row = _row(request, Obstacle, pk)
    actions.clear_obstacle(obstacle=row, by=reader(request), at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("It stands in the way no more."))
    return redirect(row.action.get_absolute_url())


@require_http_methods(WRITE)
@signed_in_to_act
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare that it is done, stands still, will not be done, or goes on again."""
    action, person = workable_or_404(request, pk), reader(request)
    policies.may_declare(person, action).enforce()
    plans = bool(policies.may_manage(person, action.followed))
    form = DeclareForm(*_sent(request)[:1], action=action, plans=plans)
    if request.method == "POST" and form.is_valid():
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        if attempt(form, lambda: _declare(action, what, reason, person)):
            messages.success(request, _("It is declared, and shown with its date."))
            return redirect(action.get_absolute_url())
    words = {"title": _("Declare how it stands"), "label": _("Declare it")}
    words["lead"] = _(
        "It is shown with the day of today, and whoever follows it is told. What was done needs evidence; "
        "you can take it up again later, with a reason."
    )
    return form_page(request, "participation/followup/form.html", form, action=action, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def withdraw(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Take back what was told, with a reason, after saying what will happen."""
    if what not in WHAT:
        raise Http404
    model, act, name = WHAT[what]
    row, person = _row(request, model, pk), reader(request)
    policies.may_withdraw(person, row).enforce()
    form = ReasonForm(*_sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: act(**{name: row, "reason": reason, "by": person, "at": timezone.now()})):
            messages.success(request, _("It was taken back. Its place stays, with your reason."))
            return redirect(row.action.get_absolute_url())
    lead = _("Its words are not shown any more; that it was there, and why it was taken back, is.")
    if what == "evidencia":
        lead = _("The file or address is not shown any more, and the file is deleted for good. Its title stays.")
    words = {"title": _("Take this back"), "label": _("Yes, take it back"), "lead": lead, "quoted": str(row)}
    return form_page(request, "participation/followup/form.html", form, action=row.action, **words)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _row(request: HttpRequest, model: Any, pk: int) -> Any:
    row = model.objects.select_related("action").filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    row.action = workable_or_404(request, row.action_id)
    return row


def _declare(action: Action, what: str, reason: str, by: Any) -> None:
    at = timezone.now()
    if what == "done":
        actions.declare_done(action=action, by=by, at=at)
    else:
        acts = {"suspend": actions.suspend, "abandon": actions.abandon, "reopen": actions.reopen}
        acts[what](action=action, reason=reason, by=by, at=at)
