"""Pages of agreements: all of them, one, and the desk of whoever keeps them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.followup.states import State
from participation.followup.views.common import MAX_ID, attempt, form_page, reader
from participation.followup.views.public import institution_of, state_of
from participation.models import Subject, Territory
from participation.subjects.above import asked, keep
from participation.subjects.visibility import may_see
from participation.web.keyset import paginate
from processes.agreements import actions, policies
from processes.agreements.forms import CorrectForm, NewAgreementForm, WithdrawForm
from processes.models import Agreement, Process

SHOWN = 20
WRITE = ["GET", "HEAD", "POST"]
FORM = "processes/agreements/form.html"


def _agreement_or_404(request: HttpRequest, pk: int) -> Agreement:
    person = reader(request)
    rows = Agreement.objects.for_page().with_state(timezone.now()).annotate(**asked(person.pk if person else None))
    rows = rows.select_related("subject__counts", "subject__response")
    row = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    keep(row, row.subject)
    if not may_see(person, row.subject):
        raise Http404
    return row


def _process_of(request: HttpRequest) -> Process | None:
    slug = request.GET.get("proceso", "")
    if not slug:
        return None
    process = Process.objects.public().select_related("subject").filter(slug=slug[:80]).first()
    if process is None:
        raise Http404
    return process


def _territory_of(request: HttpRequest) -> Territory | None:
    key = request.GET.get("territorio", "")
    if not key:
        return None
    small = key.isascii() and key.isdigit() and len(key) < 19
    territory = Territory.objects.filter(pk=int(key)).only("pk", "name").first() if small else None
    if territory is None:
        raise Http404
    return territory


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what was agreed, the newest first; by state, institution, territory and process."""
    state, institution = state_of(request), institution_of(request)
    process, territory = _process_of(request), _territory_of(request)
    rows: Any = Agreement.objects.public().for_page().with_state(timezone.now())
    if state:
        rows = rows.filter(state=state)
    if institution:
        rows = rows.filter(subject__action__institution=institution)
    if process:
        rows = rows.made_in(process.subject)
    if territory:
        rows = rows.filter(subject__territory=territory)
    page = paginate(request, rows, order=("-made_on", "-id"), size=SHOWN)
    narrowed = bool(state or institution or process or territory)
    context = {"page": page, "state": state, "states": State.choices, "narrowed": narrowed}
    context |= {"institution": institution, "process": process, "territory": territory}
    return render(request, "processes/agreements/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: what was agreed, where, who is responsible, and how it goes."""
    row = _agreement_or_404(request, pk)
    keeps = policies.may_keep_agreements(reader(request), row.subject.parent)
    return render(request, "processes/agreements/detail.html", {"agreement": row, "keeps": bool(keeps)})


@require_http_methods(WRITE)
@signed_in_to_act
def make(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Put down what was agreed at a subject."""
    parent = Subject.objects.select_related("territory").filter(pk=subject_pk).first() if subject_pk <= MAX_ID else None
    if parent is None or not may_see(reader(request), parent):
        raise Http404
    policies.may_make_agreement(reader(request), parent).enforce()
    form = NewAgreementForm(request.POST if request.method == "POST" else None)
    made: list[Agreement] = []
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, reader(request)
        if attempt(
            form,
            lambda: made.append(actions.make_agreement(parent=parent, by=by, at=timezone.now(), **values)),  # type: ignore[arg-type]
        ):
            messages.success(request, _("It is put down and shown. Whoever is responsible is told."))
            return redirect(made[0].get_absolute_url())
    words = {"title": _("Put down what was agreed"), "label": _("Put it down")}
    words["lead"] = _("It is shown at once. From its last day on, its page says by itself when it is late.")
    return form_page(request, FORM, form, place=parent, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an agreement."""
    row = _agreement_or_404(request, pk)
    policies.may_keep_agreements(reader(request), row.subject.parent).enforce()
    form = CorrectForm(request.POST if request.method == "POST" else None, agreement=row)
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, reader(request)
        if attempt(form, lambda: actions.edit_agreement(agreement=row, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is corrected. What it said before stays in its history."))
            return redirect(row.get_absolute_url())
    words = {"title": _("Correct it"), "label": _("Save"), "lead": _("What it said before stays in its history.")}
    return form_page(request, FORM, form, place=row.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an agreement that was put down by mistake, after saying what will happen."""
    row = _agreement_or_404(request, pk)
    policies.may_keep_agreements(reader(request), row.subject.parent).enforce()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], reader(request)
        if attempt(
            form,
            lambda: actions.withdraw_agreement(agreement=row, reason=reason, by=by, at=timezone.now()),  # type: ignore[arg-type]
        ):
            messages.success(request, _("It was taken back. Whoever follows it is told why."))
            parent = row.subject.parent
            return redirect(parent.get_absolute_url() if parent else "agreements:list")
    words = {"title": _("Take this back"), "label": _("Yes, take it back")}
    words["lead"] = _(
        "Only for what was put down by mistake: its page goes from view. If it will not be done, declare that instead; "
        "then it stays in view with the reason."
    )
    return form_page(request, FORM, form, place=row.subject, **words)
