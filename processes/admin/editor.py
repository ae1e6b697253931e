"""Beginning a process, and the editor that holds everything of one in one place."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.pending.actions import propose_act
from participation.access.pending.policies import NEEDS_TWO
from participation.access.verdict import ActDenied
from participation.models import Event, Institution
from participation.veda.calendar import known
from processes import actions
from processes.admin.shared import complain, official, show
from processes.forms.editor import (
    PhaseFormSet,
    ProcessForm,
    StartForm,
    grid_columns,
    phase_initial,
    process_initial,
)
from processes.kinds import all_kinds, get_kind
from processes.models import Component, Phase, Process, ProcessState
from processes.policies import DATES, may_edit_process, needs_reason
from processes.review import Finding, review
from processes.sensitive import date_arguments, new_phase_arguments, opening_arguments
from processes.timetable import ordered, standing

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


class RefusedError(Exception):
    """An act refused; the form already says why. Rolls the whole save back."""


def institutions_of(person: Any) -> QuerySet[Institution]:
    """Return the institutions under which the person may begin processes."""
    held = roles.scopes(person, roles.STEWARDS)
    found = Institution.objects.select_related("subject").order_by("name", "pk")
    if held is None:
        return found
    return found.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))) if held else found.none()


def may_begin(person: Any) -> bool:
    """Tell whether the person may begin a process anywhere."""
    return roles.scopes(person, roles.STEWARDS) is None or institutions_of(person).exists()


def start(page: "ProcessAdmin", request: HttpRequest) -> HttpResponse:
    """Begin a process from a template or empty."""
    form = StartForm(
        request.POST or None,
        institutions=institutions_of(official(request)),
        initial={"template": "plan_municipal", "starts_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        common: dict[str, Any] = {
            "title": data["title"],
            "institution": data["institution"],
            "territory": data["territory"],
            "by": official(request),
            "at": timezone.now(),
        }
        try:
            if data["template"]:
                process = actions.create_from_template(template=data["template"], starts_on=data["starts_on"], **common)
            else:
                process = actions.create_process(**common)
        except (ActDenied, ValidationError) as error:
            complain(form, error)
        else:
            messages.success(request, _("The draft is ready. Nobody outside sees it until you publish it."))
            return HttpResponseRedirect(reverse("admin:processes_process_change", args=[process.pk]))
    from processes.templates_catalogue import offered_templates

    return show(page, request, "start", _("New process"), form=form, templates=offered_templates())


def stamp_of(process: Process) -> str:
    """Return a mark that changes whenever somebody changes the process."""
    last = Event.objects.filter(subject=process.subject, name__startswith="processes.").order_by("-at", "-pk")
    return str(last.values_list("pk", flat=True).first() or "")


def edit(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Show and save the editor."""
    at = timezone.now()
    editable = bool(may_edit_process(official(request), process))
    if request.method == "POST" and not editable:
        raise PermissionDenied
    components = list(process.components.with_clock())
    columns = grid_columns(components)
    # The zone in force when the page was made is the one in which its dates were typed.
    zone_name = process.time_zone
    phases = ordered(process)
    prefetch_related_objects(phases, "openings")
    posted = request.POST if request.method == "POST" else None
    form = _form_of(posted, process, official(request))
    formset = PhaseFormSet(
        posted,
        prefix="fases",
        initial=[phase_initial(phase, zone_name) for phase in phases],
        form_kwargs={"columns": columns, "zone_name": zone_name},
    )
    status = 200
    if posted is not None:
        status = 422
        if (
            all([form.is_valid(), formset.is_valid()])
            and _unchanged_meanwhile(form, process)
            and _save(form, formset, process, official(request), at)
        ):
            _say_saved(request, formset)
            return HttpResponseRedirect(request.path)
        process = page.get_queryset(request).get(pk=process.pk)
        phases = ordered(process)
        components = list(process.components.with_clock())
    if not editable:
        _disable(form, *formset.forms)
    findings = review(process, at=at, phases=phases, components=components, periods=known())
    return show(
        page,
        request,
        "editor",
        process.title,
        process,
        status=status,
        form=form,
        formset=formset,
        editable=editable,
        findings=findings,
        electoral=_ask_electoral(process, [form, *formset.forms], findings),
        rows=_grid(formset, columns),
        columns=_headings(components),
        components=[{"component": c, "kind": get_kind(c.kind)} for c in components],
        kinds=all_kinds(),
        standing=standing(process, at),
        reason_needed=needs_reason(process),
        media=form.media,
    )


def _form_of(posted: Any, process: Process, by: Any) -> ProcessForm:
    initial = process_initial(process, stamp_of(process))
    return ProcessForm(posted, process=process, institutions=institutions_of(by), initial=initial)


def _ask_electoral(process: Process, forms: list[Any], findings: list[Finding]) -> bool:
    """Tell whether to offer going on in spite of an electoral period: a public process runs into one."""
    if process.state == ProcessState.DRAFT:
        return False
    refused = any("accept_electoral" in getattr(one, "refused", ()) for one in forms)
    return refused or any(finding.code == "electoral" for finding in findings)


def _disable(*forms: Any) -> None:
    for form in forms:
        for field in form.fields.values():
            field.disabled = True


def _say_saved(request: HttpRequest, formset: Any) -> None:
    messages.success(request, _("Saved."))
    if any(getattr(one, "waits", False) for one in formset.forms):
        words = _(
            "What is open and until when waits for a second person: a colleague who manages this process confirms it."
        )
        messages.warning(request, words)


def _unchanged_meanwhile(form: ProcessForm, process: Process) -> bool:
    """Warn once where somebody else saved since this page was opened; saving again then wins knowingly."""
    current = stamp_of(process)
    if form.cleaned_data["stamp"] in {"", current}:
        return True
    form.data = {**form.data.dict(), "stamp": current}  # type: ignore[attr-defined]
    form.deny(
        _("Somebody else changed this process while you were editing. Check your changes and save again to keep them.")
    )
    return False


def _save(form: ProcessForm, formset: Any, process: Process, by: Any, at: datetime) -> bool:
    """Save everything or nothing, each change by its act; where one refuses, its form says why."""
    try:
        with transaction.atomic():
            phases = {phase.pk: phase for phase in process.phases.select_related("process")}
            why = {name: form.cleaned_data[name] for name in ("reason", "accept_electoral")}
            for one in formset.forms:
                _save_phase(one, phases, process, by=by, at=at, **why)
            _reorder(formset, process, by, at)
            electoral = {"accept_electoral": why["accept_electoral"]}
            _act(form, actions.update_process, process=process, by=by, at=at, **electoral, **form.own())
    except RefusedError:
        return False
    return True


def _act(form: Any, act: Any, **arguments: Any) -> Any:
    try:
        return act(**arguments)
    except (ActDenied, ValidationError) as error:
        complain(form, error)
        form.refused = set(getattr(error, "error_dict", ()))
        raise RefusedError from error


def _save_phase(
    one: Any,
    phases: dict[int, Phase],
    process: Process,
    *,
    by: Any,
    at: datetime,
    reason: str,
    accept_electoral: bool,
) -> None:
    data = one.cleaned_data
    common = {"by": by, "at": at}
    if one.is_blank:
        return
    phase = phases.get(data["pk"]) if data.get("pk") else None
    if data.get("pk") and phase is None:
        one.deny(_("Somebody else removed this phase in the meantime."))
        raise RefusedError
    if data.get("remove"):
        if phase is not None:
            _act(one, actions.remove_phase, phase=phase, reason=reason, **common)
        return
    if phase is None:
        made = _act(
            one,
            _add_phase,
            process=process,
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            openings=one.chosen(),
            reason=reason,
            accept_electoral=accept_electoral,
            **one.texts(),
            **common,
        )
        one.waits = made is None
        one.cleaned_data["pk"] = made.pk if made else None
        return
    _act(one, actions.update_phase, phase=phase, **one.texts(), **common)
    waits = _act(
        one,
        _change_dates,
        phase=phase,
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
        reason=reason,
        accept_electoral=accept_electoral,
        **common,
    )
    opens = _act(one, _set_openings, phase=phase, openings=one.chosen(), reason=reason, **common)
    one.waits = waits or opens


def _or_propose(act: Any, arguments: Any, *, reason: str, by: Any, at: datetime) -> Any:
    """Call an act; where it takes two people, propose it with the arguments instead. Return None where it waits."""
    try:
        return act(reason=reason, by=by, at=at)
    except ActDenied as error:
        if error.denial.code != NEEDS_TWO.code:
            raise
        propose_act(kind=DATES, arguments=arguments(), reason=reason, by=by, at=at)
        return None


def _add_phase(*, process: Process, accept_electoral: bool, reason: str, by: Any, at: datetime, **values: Any) -> Any:
    """Add a phase, or propose it. Return the phase, or None where it waits for the second person."""
    electoral: dict[str, Any] = {"accept_electoral": accept_electoral}
    act = partial(actions.add_phase, process=process, **electoral, **values)
    return _or_propose(act, lambda: new_phase_arguments(process, **values) | electoral, reason=reason, by=by, at=at)


def _set_openings(*, phase: Phase, openings: Any, reason: str, by: Any, at: datetime) -> bool:
    """Set what a phase opens, or propose it. Return whether it waits for the second person."""
    act = partial(actions.set_openings, phase=phase, openings=openings)
    return _or_propose(act, lambda: opening_arguments(phase, openings), reason=reason, by=by, at=at) is None


def _change_dates(*, phase: Phase, reason: str, accept_electoral: bool, by: Any, at: datetime, **dates: Any) -> bool:
    """Change the dates, or propose it. Return whether it waits for the second person."""

    def arguments() -> dict[str, Any]:
        phase.refresh_from_db(fields=["opens_at", "closes_at"])
        return {**date_arguments(phase, **dates), "accept_electoral": accept_electoral}

    act = partial(actions.change_phase_dates, phase=phase, accept_electoral=accept_electoral, **dates)
    return _or_propose(act, arguments, reason=reason, by=by, at=at) is None


def _reorder(formset: Any, process: Process, by: Any, at: datetime) -> None:
    """Put the phases in the order that was typed; equal numbers stay as they stood, new ones go last."""
    kept = [
        (one.cleaned_data.get("position") or 999, index, one.cleaned_data["pk"])
        for index, one in enumerate(formset.forms)
        if not one.is_blank and not one.cleaned_data.get("remove") and one.cleaned_data.get("pk")
    ]
    order = [pk for _position, _index, pk in sorted(kept)]
    if order:
        _act(formset.forms[0], actions.reorder_phases, process=process, order=order, by=by, at=at)


def _headings(components: list[Component]) -> list[dict[str, Any]]:
    return [
        {"component": component, "acts": get_kind(component.kind).acts, "width": len(get_kind(component.kind).acts)}
        for component in components
        if get_kind(component.kind).acts
    ]


def _grid(formset: Any, columns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the rows of the grid of openings: one per phase, one cell per act."""
    rows = []
    for one in formset.forms:
        chosen = {str(value) for value in (one["openings"].value() or [])}
        rows.append(
            {
                "form": one,
                "cells": [
                    {
                        "value": value,
                        "label": label,
                        "checked": value in chosen,
                        "name": one["openings"].html_name,
                        "id": f"{one['openings'].html_name}-{index}",
                    }
                    for index, (value, label) in enumerate(columns)
                ],
            }
        )
    return rows
