"""The desk of who evaluates, the dossiers of a proposal side by side, and giving them out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import F, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.responses.views.common import INVALID, attempt
from participation.web.keyset import paginate
from participation.workdays import after_working_days, days_off, local_day
from proposals import dossier_policies as policies
from proposals.actions import dossier as acts
from proposals.dossier_forms import AssignForm, ConflictForm, NoteForm, OpinionForm
from proposals.models import Dossier, DossierNote, Proposal
from proposals.regrouping_policies import leads_any
from proposals.views.common import MAX_ID, signed_in
from proposals.views.desk import ROWS, led_or_404, marked

STATES = {
    "": gettext_lazy("To evaluate"),
    "entregados": gettext_lazy("Handed in"),
    "declinados": gettext_lazy("Declined"),
}
CONDITIONS = {
    "": Q(handed_in_at=None, conflict=""),
    "entregados": Q(handed_in_at__isnull=False),
    "declinados": Q(handed_in_at=None) & ~Q(conflict=""),
}


@require_safe
@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show what this evaluator has to read, what was given first on top."""
    person = signed_in(request)
    if roles.scopes(person, roles.EVALUATORS) == set():
        if roles.lacks_second_step(person):
            roles.NO_SECOND_STEP.enforce()
        Denied("role_missing", _("Only people who evaluate work here. Ask whoever manages roles.")).enforce()
    state = request.GET.get("estado", "")
    if state not in STATES:
        raise BadRequest("estado")
    rows = Dossier.objects.filter(CONDITIONS[state], evaluator=person, ended_at=None)
    rows = rows.select_related("proposal__subject", "proposal__component__process", "assigned_by")
    page = paginate(request, rows, order=("assigned_at", "pk"), size=25)
    today = local_day(timezone.now())
    context = {"page": page, "state": state, "states": STATES.items(), "today": today}
    return render(request, "proposals/dossiers/mine.html", context)


def _dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    person = signed_in(request)
    rows = Dossier.objects.select_related(*(f"proposal__{name}" for name in ROWS), "evaluator", "assigned_by")
    found = rows.filter(pk=pk, evaluator=person, ended_at=None).first() if pk <= MAX_ID else None
    if found is None or not roles.holds(person, roles.EVALUATORS, found.proposal.subject):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dossier to its evaluator: the proposal, what is asked, the opinion, the notes."""
    by, at = signed_in(request), timezone.now()
    dossier = _dossier_or_404(request, pk)
    verdict = policies.may_write(by, dossier)
    step = request.POST.get("paso", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "opinion": OpinionForm(request.POST if step in {"guardar", "entregar"} else None, dossier=dossier),
        "note": NoteForm(request.POST if step == "nota" else None, auto_id="id_nota_%s"),
        "conflict": ConflictForm(request.POST if step == "excusa" else None, auto_id="id_excusa_%s"),
    }
    status = 200
    if request.method == "POST":
        if step in {"guardar", "entregar"}:
            form, done = forms["opinion"], _("Kept.") if step == "guardar" else _("Handed in. Thank you.")
            act = lambda: acts.write_opinion(  # noqa: E731 (one of three acts, called below)
                dossier=dossier, by=by, at=at, hand_in=step == "entregar", **form.given()
            )
        elif step == "nota":
            form, done = forms["note"], _("The note is written.")
            act = lambda: acts.add_note(dossier=dossier, text=form.cleaned_data["text"], by=by, at=at)  # noqa: E731
        elif step == "excusa":
            form, done = forms["conflict"], _("Noted. Whoever gave it to you is told, and gives it to somebody else.")
            act = lambda: acts.declare_conflict(  # noqa: E731
                dossier=dossier, reason=form.cleaned_data["reason"], by=by, at=at
            )
        else:
            raise BadRequest("paso")
        status = INVALID
        if form.is_valid():
            ok, status = attempt(form, act)
            if ok:
                messages.success(request, done)
                return redirect("proposals:dossier", pk=dossier.pk)
    context = {
        "dossier": dossier,
        "proposal": dossier.proposal,
        "verdict": verdict,
        "notes": list(dossier.notes.select_related("by").order_by("at", "pk")),
        "may_note": policies.may_note(by, dossier),
        "today": local_day(at),
        "failed": next((form for form in forms.values() if form.errors), None),
        **forms,
    }
    return render(request, "proposals/dossiers/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def assign(request: HttpRequest) -> HttpResponse:
    """Give the marked proposals to people who evaluate."""
    by, at = signed_in(request), timezone.now()
    leads_any(by).enforce()
    proposals = marked(request)
    if not proposals:
        messages.warning(request, _("Mark at least one thing of the list."))
        return redirect("proposals:desk")
    form = AssignForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, []
        days = data["working_days"]
        due_on = after_working_days(local_day(at), days, days_off()) if days else None
        given = {"evaluators": list(data["evaluators"]), "asked_for": data["asked_for"], "due_on": due_on}
        ok, status = attempt(
            form, lambda: made.extend(acts.assign_dossiers(proposals=proposals, by=by, at=at, **given))
        )
        if ok:
            words = ngettext("%(n)s dossier was given.", "%(n)s dossiers were given.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("proposals:desk")
    elif request.method == "POST":
        status = INVALID
    context = {"form": form, "proposals": proposals}
    return render(request, "proposals/dossiers/assign.html", context, status=status)


def dossiers_of(proposal: Proposal, person: Any) -> list[Dossier]:
    """Return the dossiers of a proposal for who may compare them; private notes only for who leads the process."""
    rows = Dossier.objects.filter(proposal=proposal).select_related("evaluator", "assigned_by")
    if policies.may_lead(person, proposal):
        rows = rows.prefetch_related(Prefetch("notes", DossierNote.objects.select_related("by")))
    else:
        rows = rows.filter(handed_in_at__isnull=False)
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show to who leads the process all dossiers of a proposal side by side, to take back, open again or note."""
    by, at = signed_in(request), timezone.now()
    leads_any(by).enforce()
    proposal = led_or_404(request, pk)
    step = request.POST.get("paso", "") if request.method == "POST" else ""
    form = NoteForm(request.POST if step == "nota" else None)
    status = 200
    if request.method == "POST":
        dossier = _of_proposal(proposal, request.POST.get("dictamen", ""))
        if step == "nota" and not form.is_valid():
            status = INVALID
        else:
            words = _act(step, dossier, form, by, at)
            messages.success(request, words)
            return redirect("proposals:dossiers-of", pk=proposal.pk)
    found = dossiers_of(proposal, by)
    context = {"proposal": proposal, "dossiers": found, "form": form, "today": local_day(at), "leads": True}
    return render(request, "proposals/dossiers/compare.html", context, status=status)


def _of_proposal(proposal: Proposal, given: str) -> Dossier:
    small = given.isascii() and given.isdigit() and len(given) < 19
    found = Dossier.objects.filter(proposal=proposal, pk=int(given)).first() if small else None
    if found is None:
        raise Http404
    return found


def _act(step: str, dossier: Dossier, form: NoteForm, by: Any, at: Any) -> str:
    if step == "nota":
        acts.add_note(dossier=dossier, text=form.cleaned_data["text"], by=by, at=at)
        return _("The note is written.")
    if step == "abrir":
        acts.reopen_dossier(dossier=dossier, by=by, at=at)
        return _("It is open again, and its evaluator is told.")
    if step == "quitar":
        acts.end_dossier(dossier=dossier, by=by, at=at)
        return _("It is taken back. What was written stays here.")
    raise BadRequest("paso")
