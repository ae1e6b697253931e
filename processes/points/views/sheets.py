"""Sheets of paper at a point: printed with a number, entered twice, settled by somebody else, with a way back."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Verdict
from participation.folios.codes import read_code
from participation.web.addresses import absolute
from participation.web.keyset import paginate
from processes.models import Component, Point, Sheet, SheetEntry, SheetState
from processes.points import policies
from processes.points.actions import sheets as acts
from processes.points.paper import PAPER, differing, form_of, lines, typed, unseal
from processes.points.sheet_forms import NumberForm, PrintForm, ReasonForm, SettleForm
from processes.points.views.capture import INVALID, attended, components_of, offered, officer, privacy_notice

WRITE = ["GET", "HEAD", "POST"]
SHOWN = 25
TABS = {
    "": gettext_lazy("To enter a second time"),
    "difieren": gettext_lazy("That differ"),
    "impresas": gettext_lazy("Not entered yet"),
    "contadas": gettext_lazy("Handed in"),
    "apartadas": gettext_lazy("Put aside"),
}
STATES = {
    "": (SheetState.ENTERED,),
    "difieren": (SheetState.DIFFERS,),
    "impresas": (SheetState.PRINTED,),
    "contadas": (SheetState.DONE, SheetState.REFUSED),
    "apartadas": (SheetState.ASIDE,),
}
UNDO: dict[str, tuple[Any, Any, Any, Any]] = {
    "retirar": (
        acts.take_back_entry,
        gettext_lazy("Take an entry back"),
        gettext_lazy("What was typed is erased, and the sheet waits to be entered again. Your reason stays with it."),
        gettext_lazy("It was taken back. The sheet waits to be entered again."),
    ),
    "apartar": (
        acts.put_aside,
        gettext_lazy("Put this sheet aside"),
        gettext_lazy("It is not counted: because it is empty, spoilt or repeated. You can take it up again."),
        gettext_lazy("It is put aside. You can take it up again."),
    ),
    "retomar": (
        acts.take_up,
        gettext_lazy("Take this sheet up again"),
        gettext_lazy("It waits again to be entered by two people, as if it had just been printed."),
        gettext_lazy("It waits to be entered again."),
    ),
    "deshacer": (
        acts.undo_sheet,
        gettext_lazy("Take back what this sheet did"),
        gettext_lazy(
            "What was counted from it counts no more, and whoever it was done for is told. The sheet lies aside with "
            "your reason, and who took it back is written down."
        ),
        gettext_lazy("It was taken back: it counts no more."),
    ),
}


class ActId(forms.Form):
    """The mark of one sending of a form."""

    act_id = forms.UUIDField()


def sheet_or_404(point: Point, number: str) -> Sheet:
    """Return a sheet of a point, with the clock of its activity, however its number was typed. Raises Http404."""
    rows = Sheet.objects.filter(point=point, number=read_code(number) or "")
    found = rows.select_related("capture__subject__folio").defer("capture__subject__search").first()
    if found is None:
        raise Http404
    found.point = point
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found


@require_safe
@signed_in_to_act
@never_cache
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheets of a point by where they stand; a number that is typed leads to its sheet."""
    point, tab = attended(request, pk), request.GET.get("ver", "")
    tab = tab if tab in TABS else ""
    form = NumberForm(request.GET if "numero" in request.GET else None)
    if form.is_bound and form.is_valid():
        number = read_code(form.cleaned_data["numero"]) or ""
        if Sheet.objects.filter(point=point, number=number).exists():
            return redirect("processes:sheet", point.pk, number)
        form.add_error("numero", _("No sheet of this point has this number: look at each letter and digit."))
    rows = Sheet.objects.filter(point=point, state__in=STATES[tab]).select_related("component__process")
    page = paginate(request, rows, order=("-changed_at", "-id"), size=SHOWN)
    own = SheetEntry.objects.filter(sheet__in=[row.pk for row in page], by=officer(request))
    mine = set(own.filter(taken_back_at__isnull=True).values_list("sheet", flat=True))
    context = {
        "point": point,
        "form": form,
        "page": page,
        "rows": [(row, row.pk in mine) for row in page],
        "tab": tab,
        "tabs": TABS.items(),
    }
    return render(request, "processes/points/sheets.html", context, status=INVALID if form.errors else 200)


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def print_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Number sheets for one thing that people hand in, to be printed."""
    point, at = attended(request, pk), timezone.now()
    known = {
        f"{kind.name}-{component.pk}": (component, kind)
        for component, kinds in offered(point, at)
        for kind, _verdict, _until in kinds
        if PAPER in kind.channels
    }
    form = PrintForm(request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        component, kind = known[form.cleaned_data["what"]]
        try:
            made = acts.print_sheets(
                point=point, component=component, kind=kind, number=form.cleaned_data["how_many"], by=officer(request),
                at=at,
            )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("processes:sheets-printed", point.pk, made[0].batch)
    context = {"point": point, "form": form, "known": known}
    return render(request, "processes/points/sheets_new.html", context, status=INVALID if form.errors else 200)


@require_safe
@signed_in_to_act
@never_cache
def printed(request: HttpRequest, pk: int, batch: uuid.UUID) -> HttpResponse:
    """Show the sheets that were numbered together, each on a page of its own, to be printed."""
    point = attended(request, pk)
    rows = list(Sheet.objects.filter(point=point, batch=batch).order_by("pk")[: acts.MOST_AT_ONCE])
    component = next((one for one in components_of(point) if rows and one.pk == rows[0].component_id), None)
    if component is None:
        raise Http404
    rows[0].component = component
    kind = acts.kind_of(rows[0])
    form = form_of(kind, component)
    context = {
        "point": point,
        "rows": rows,
        "component": component,
        "kind": kind,
        "asked": lines(form, list(form.own)),
        "of_person": lines(form, [field.name for field in form.of_person]),
        "form": form,
        "notice": privacy_notice(),
        "address": absolute("/folio/"),
        "today": timezone.localdate(),
    }
    return render(request, "processes/points/sheets_printed.html", context)


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def enter(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Show where a sheet stands, and the form for whoever can enter it now; never what somebody else typed."""
    point, by = attended(request, pk), officer(request)
    sheet = sheet_or_404(point, number)
    entries = acts.standing_entries(sheet)
    verdict, kind = policies.may_enter(by, sheet, entries), acts.kind_of(sheet)
    form = form_of(kind, sheet.component, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        verdict.enforce()
        if form.is_valid():
            mark = ActId(request.POST)
            act_id = mark.cleaned_data["act_id"] if mark.is_valid() else uuid.uuid4()
            try:
                done = acts.enter_sheet(sheet=sheet, fields=typed(form), by=by, at=timezone.now(), act_id=act_id)
            except ValidationError as error:
                form.refuse(error)
            except ActDenied as error:
                form.deny(error.denial.message)
            else:
                _say(request, done)
                return redirect("processes:sheet", point.pk, sheet.number)
    context = {
        "point": point, "sheet": sheet, "component": sheet.component, "kind": kind, "form": form, "verdict": verdict,
        "entries": [(entry, policies.may_take_back(by, sheet, entry, at=timezone.now())) for entry in entries],
        "act_id": uuid.uuid4(), "settles": policies.may_settle(by, sheet, entries),
        "aside": policies.may_put_aside(by, sheet, at=timezone.now()),
        "up": policies.may_take_up(by, sheet, at=timezone.now()),
        "may_undo": policies.may_undo(by, sheet, entries, at=timezone.now()) and kind.undo is not None,
    }  # fmt: skip
    return render(request, "processes/points/sheet_entry.html", context, status=INVALID if form.errors else 200)


def _say(request: HttpRequest, sheet: Sheet) -> None:
    words = {
        SheetState.ENTERED: _("It is kept, encrypted. Somebody else has to enter the same sheet: then it counts."),
        SheetState.DIFFERS: _(
            "The two entries differ. Somebody else has to look at the sheet; nothing is counted yet."
        ),
        SheetState.DONE: _("Both entries say the same: it is counted."),
    }
    if sheet.state == SheetState.REFUSED:
        messages.error(request, sheet.reason)
    else:
        messages.success(request, words[SheetState(sheet.state)])


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def settle(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Show field by field where two entries differ, to whoever typed neither, who says what the sheet says."""
    point, by = attended(request, pk), officer(request)
    sheet = sheet_or_404(point, number)
    entries = acts.standing_entries(sheet)
    policies.may_settle(by, sheet, entries).enforce()
    kind = acts.kind_of(sheet)
    first, second = (unseal(entry.sealed) for entry in entries)
    wrong = differing(kind, sheet.component, first, second)
    shown = form_of(kind, sheet.component)
    data = request.POST if request.method == "POST" else None
    form = SettleForm(data, shown=shown, wrong=wrong, first=first, second=second)
    if request.method == "POST" and form.is_valid():
        try:
            done = acts.settle_sheet(sheet=sheet, fields=form.fields_said(), by=by, at=timezone.now())
        except ValidationError as error:
            form.refuse_said(error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            if done.state == SheetState.DONE:
                messages.success(request, _("It is settled and counted."))
            else:
                messages.error(request, done.reason)
            return redirect("processes:sheet", point.pk, sheet.number)
    context = {"point": point, "sheet": sheet, "kind": kind, "form": form, "entries": entries}
    return render(request, "processes/points/sheet_settle.html", context, status=INVALID if form.errors else 200)


def _may_undo(what: str, by: Any, sheet: Sheet, at: Any) -> Verdict:
    if what == "deshacer":
        return policies.may_undo(by, sheet, acts.standing_entries(sheet), at=at)
    return (policies.may_put_aside if what == "apartar" else policies.may_take_up)(by, sheet, at=at)


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def undo(request: HttpRequest, pk: int, number: str, what: str) -> HttpResponse:
    """Ask for a reason, then take an entry back, put the sheet aside, or take it up again."""
    point, by, at = attended(request, pk), officer(request), timezone.now()
    if what not in UNDO:
        raise Http404
    sheet = sheet_or_404(point, number)
    act, title, lead, done = UNDO[what]
    more: dict[str, int] = {}
    if what == "retirar":
        entries = {str(entry.pk): entry for entry in acts.standing_entries(sheet)}
        entry = entries.get(request.GET.get("captura", ""))
        if entry is None:
            raise Http404
        policies.may_take_back(by, sheet, entry, at=at).enforce()
        more = {"entry": entry.pk}
    else:
        _may_undo(what, by, sheet, at).enforce()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(sheet=sheet, reason=form.cleaned_data["reason"], by=by, at=at, **more)
        except ValidationError as error:
            form.refuse(error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, str(done))
            return redirect("processes:sheet", point.pk, sheet.number)
    context = {"point": point, "sheet": sheet, "form": form, "title": title, "lead": lead}
    return render(request, "processes/points/sheet_undo.html", context, status=INVALID if form.errors else 200)
