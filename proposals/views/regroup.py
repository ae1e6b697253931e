"""Pages of officials who join proposals, divide them, or undo it: each says what will happen before it is done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.responses.views.common import INVALID, attempt
from proposals import regrouping_policies as policies
from proposals.actions import merge_proposals, split_proposal, undo_regrouping
from proposals.models import Regrouping
from proposals.regrouping import forecast
from proposals.regrouping_forms import MergeForm, SplitForm, UndoForm
from proposals.views.common import signed_in
from proposals.views.desk import led_or_404, marked

MOST_PARTS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def merge(request: HttpRequest) -> HttpResponse:
    """Show what joining the marked ones would do; then join them."""
    by = signed_in(request)
    policies.leads_any(by).enforce()
    proposals = marked(request)
    if len(proposals) < 2:
        messages.warning(request, _("Mark at least two proposals of the same call."))
        return redirect("proposals:desk")
    posted = request.method == "POST"
    form = MergeForm(request.POST if posted else None, proposals=proposals)
    status, preview, refusal = 200, None, None
    if posted and form.is_valid():
        into = form.into
        sources = [each for each in proposals if each != into]
        verdict = policies.may_merge(by, sources, into)
        refusal = None if verdict else verdict
        preview = forecast(sources, into) if verdict else None
        if preview and request.POST.get("seguro") == "1":
            given: dict[str, Any] = {"into": into} if into else {"new": form.value()}
            done: list[Regrouping] = []
            reason = form.cleaned_data["reason"]

            def act() -> None:
                done.append(merge_proposals(proposals=sources, reason=reason, by=by, at=timezone.now(), **given))

            ok, status = attempt(form, act)
            if ok:
                messages.success(request, _("They are joined. Authors, supporters and followers are told."))
                return redirect(done[0].proposal.get_absolute_url())
            preview = None
        status = 403 if refusal is not None else status
    elif posted:
        status = INVALID
    context = {"form": form, "proposals": proposals, "preview": preview, "refusal": refusal}
    return render(request, "proposals/desk/merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what dividing a proposal would do; then divide it."""
    by = signed_in(request)
    policies.leads_any(by).enforce()
    proposal = led_or_404(request, pk)
    policies.may_split(by, proposal).enforce()
    posted = request.method == "POST"
    more = posted and "mas" in request.POST
    parts = _number_of_parts(request.POST.get("partes", ""), more=more)
    written = {"initial": request.POST.dict()} if more else {"data": request.POST if posted else None}
    form = SplitForm(**written, proposal=proposal, parts=parts)
    status, preview = 200, None
    if posted and not more and form.is_valid():
        preview = forecast([proposal])
        if request.POST.get("seguro") == "1":
            given = {"parts": form.parts(), "reason": form.cleaned_data["reason"]}
            ok, status = attempt(form, lambda: split_proposal(proposal=proposal, by=by, at=timezone.now(), **given))
            if ok:
                messages.success(request, _("It is divided. Its author, supporters and followers are told."))
                return redirect(proposal.get_absolute_url())
            preview = None
    elif posted and not more:
        status = INVALID
    context = {
        "form": form,
        "proposal": proposal,
        "preview": preview,
        "parts": parts,
        "most": MOST_PARTS,
        "written": form.parts() if preview else [],
    }
    return render(request, "proposals/desk/split.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing a joining or division would do; then undo it."""
    by = signed_in(request)
    policies.leads_any(by).enforce()
    rows = Regrouping.objects.select_related("proposal__component__process", "proposal__component__subject")
    regrouping = rows.select_related("proposal__subject").filter(pk=pk).first() if pk < 2**63 else None
    if regrouping is None:
        raise Http404
    led_or_404(request, regrouping.proposal_id)
    policies.may_undo(by, regrouping).enforce()
    form = UndoForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        ok, status = attempt(
            form, lambda: undo_regrouping(regrouping=regrouping, reason=reason, by=by, at=timezone.now())
        )
        if ok:
            messages.success(request, _("It is undone: proposals and supports are as they were."))
            return redirect(f"{reverse('proposals:desk')}?convocatoria={regrouping.proposal.component_id}")
    elif request.method == "POST":
        status = INVALID
    parts = list(regrouping.parts.select_related("proposal").order_by("pk"))
    context = {"form": form, "regrouping": regrouping, "parts": parts}
    return render(request, "proposals/desk/undo.html", context, status=status)


def _number_of_parts(asked: str, *, more: bool) -> int:
    """Return how many parts the form offers: two, or one more than it offered where that was asked for."""
    offered = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 2
    return min(MOST_PARTS, max(2, offered + more))
