"""The desk of the transparency unit: what waits with its clock, requests on paper, and each step of one request."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.privacy import policies
from participation.privacy.actions import arco
from participation.privacy.forms import AnswerForm, CaptureForm, CompleteForm, WordsForm
from participation.privacy.models import ArcoRequest, ArcoState
from participation.privacy.querysets import blocked_count, closed, to_do
from participation.privacy.setup import shown_settings
from participation.privacy.views.requests import add_errors
from participation.web.keyset import paginate
from participation.workdays import days_off, local_day, working_days_left

INVALID = 422
HOW_SEEN = gettext_lazy("For example “voter card seen at the counter”. Never write its number.")


@require_safe
@signed_in_to_act
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """List the open requests by their term, or the closed ones."""
    policies.may_answer_requests(request.user).enforce()  # type: ignore[arg-type]
    which = request.GET.get("estado", "")
    if which not in {"", "cerradas"}:
        raise BadRequest("estado")
    done = which == "cerradas"
    page = paginate(
        request, closed() if done else to_do(), order=("-closed_at", "-pk") if done else ("answer_by", "pk"), size=20
    )
    off, today = days_off(), local_day(timezone.now())
    rows = [{"row": row, **_clock(row, today, off)} for row in page.rows]
    return render(
        request,
        "participation/privacy/desk.html",
        {"page": page, "rows": rows, "done": done, "blocked": blocked_count(), "terms": shown_settings(), "unit": True},
    )


def _clock(row: ArcoRequest, today: Any, off: Any) -> dict[str, Any]:
    """Return until when the unit owes what, and the working days left (negative once they have passed)."""
    due = {ArcoState.RECEIVED: row.answer_by, ArcoState.ASKED: row.complete_by, ArcoState.ANSWERED: row.execute_by}.get(
        ArcoState(row.state)
    )
    left = working_days_left(today, due, off) if due else None
    return {"due": due, "left": left, "late": left is not None and today > due, "over": abs(left or 0)}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def capture(request: HttpRequest) -> HttpResponse:
    """Take down a request that came on paper or at the counter, and print its receipt."""
    person: Any = request.user
    policies.may_answer_requests(person).enforce()
    form, status = CaptureForm(request.POST if request.method == "POST" else None, initial={"channel": "counter"}), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                made, code = arco.file_request(by=person, at=timezone.now(), **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return render(request, "participation/privacy/receipt.html", {"request_row": made, "code": code})
    return render(request, "participation/privacy/capture.html", {"form": form}, status=status)


def _forms(row: ArcoRequest, by: Any, at: Any) -> dict[str, dict[str, Any]]:
    """Return the steps that the unit may take now, each with its form, its words and its act."""
    text: Callable[..., Any] = WordsForm
    steps: dict[str, dict[str, Any]] = {
        "answer": {
            "may": policies.may_answer(by, row, at=at), "title": _("Answer"), "form": AnswerForm,
            "act": lambda data: arco.answer_request(request=row, by=by, at=at, **data),
        },
        "identity": {
            "may": row.identified_at is None and row.state in ArcoRequest.OPEN, "title": _("Note who it is"),
            "form": text,
            "label": _("How they proved who they are"), "hint": HOW_SEEN,
            "act": lambda data: arco.note_identity(request=row, how=data["text"], by=by, at=at),
        },
        "ask": {
            "may": policies.may_ask_more(by, row, at=at), "title": _("Ask for what is missing"), "form": text,
            "label": _("What is missing"), "hint": _("The term stops until the person completes it."),
            "act": lambda data: arco.ask_for_more(request=row, text=data["text"], by=by, at=at),
        },
        "complete": {
            "may": policies.may_complete(row, at=at), "title": _("Take down what was missing"), "form": CompleteForm,
            "act": lambda data: arco.complete_request(request=row, text=data["text"], by=by, at=at),
        },
        "extend": {
            "may": policies.may_extend(by, row, at=at), "title": _("Extend the term"), "form": text,
            "label": _("Why more days are needed"), "hint": _("Once only; the person reads it."),
            "act": lambda data: arco.extend_request(request=row, reason=data["text"], by=by, at=at),
        },
        "execute": {
            "may": policies.may_execute(by, row, at=at), "title": _("Note that it was carried out"), "form": text,
            "label": _("What was done"), "hint": _("The person reads it."),
            "act": lambda data: arco.execute_request(request=row, text=data["text"], by=by, at=at),
        },
    }  # fmt: skip
    return {name: step for name, step in steps.items() if step["may"]}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request to the unit and take its next step."""
    person: Any = request.user
    policies.may_answer_requests(person).enforce()
    row = ArcoRequest.objects.filter(pk=pk).first() if pk < 2**62 else None
    if row is None:
        raise Http404
    at, status = timezone.now(), 200
    steps = _forms(row, person, at)
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    if request.method == "POST" and sent not in steps:
        messages.error(request, _("This step is not possible now. Look at the request again."))
        return redirect("privacy:desk-request", pk=pk)
    for name, step in steps.items():
        extra = {"label": step["label"], "hint": step["hint"]} if "label" in step else {}
        step["bound"] = step["form"](request.POST if name == sent else None, auto_id=f"id_{name}_%s", **extra)
    if sent:
        status = INVALID
        form = steps[sent]["bound"]
        if form.is_valid():
            try:
                steps[sent]["act"](form.cleaned_data)
                messages.success(request, _("It is noted."))
                return redirect("privacy:desk-request", pk=pk)
            except ActDenied as error:
                form.deny(error.denial.message)
                status = 403
            except ValidationError as error:
                add_errors(form, error)
    return render(
        request,
        "participation/privacy/desk_request.html",
        {
            "row": row,
            "clock": _clock(row, local_day(at), days_off()),
            "past": list(row.steps.select_related("by").order_by("at", "pk")),
            "steps": steps,
            "failed": steps[sent]["bound"] if sent else None,
        },
        status=status,
    )
