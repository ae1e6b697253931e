"""The desk of whoever coordinates a plan: set up, publish, close; its commitments and what they are made of."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments import actions, policies, standing
from commitments.content import PARTS, part_of
from commitments.exchange.own import plan_import
from commitments.forms.commitment import PART_NAMES, CommitmentForm, LeaveForm, MeasureForm, ServedForm, part_formset
from commitments.forms.plan import FileForm, PeriodFormSet, PlanForm, ReasonForm, TallyForm
from commitments.missing import missing, with_parts
from commitments.models import Commitment, CommitmentActor, Indicator, Objective, Plan
from commitments.views.common import commitment_or_404, plan_or_404
from participation.access.decorators import signed_in_to_act
from participation.followup.views.common import MAX_ID, attempt, form_page, reader
from participation.imports.actions import apply_plan
from participation.imports.frame import ImportRefused, SourceFile, preview
from participation.models import Action
from participation.subjects.visibility import may_see
from participation.web.keyset import paginate
from processes.models import Component
from processes.policies import may_edit_process

WRITE = ["GET", "HEAD", "POST"]
FORM, SET = "commitments/desk/form.html", "commitments/desk/formset.html"
SHOWN = 50


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(WRITE)
@signed_in_to_act
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up the plan of an activity, or change what it says of itself."""
    rows = Component.objects.visible_to(reader(request)).filter(kind="plan")  # type: ignore[arg-type]
    component = rows.select_related("subject", "process__subject").filter(pk=pk).first() if pk <= MAX_ID else None
    if component is None:
        raise Http404
    may_edit_process(reader(request), component.process).enforce()
    plan = Plan.objects.for_page().filter(component=component).first()
    form, by = PlanForm(_posted(request), plan=plan), reader(request)
    if request.method == "POST" and form.is_valid():
        values, at = form.cleaned_data, timezone.now()
        if plan is None:
            done = attempt(form, lambda: actions.create_plan(component=component, by=by, at=at, **values))  # type: ignore[arg-type]
        else:
            done = attempt(form, lambda: actions.update_plan(plan=plan, by=by, at=at, **values))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("It is saved."))
            return redirect("commitments:desk", Plan.objects.get(component=component).pk)
    words = {
        "title": _("The plan"),
        "lead": _("Its title and introduction are those of its activity."),
        "label": _("Save"),
    }
    return form_page(request, FORM, form, place=component.subject, **words)


@require_safe
@signed_in_to_act
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be done with a plan, and what each commitment lacks."""
    plan = plan_or_404(request, pk)
    person, at = reader(request), timezone.now()
    policies.may_coordinate(person, plan).enforce()
    rows = with_parts(Commitment.objects.for_page().with_state(at)).filter(plan=plan)
    page = paginate(request, rows, order=("position", "id"), size=SHOWN)
    context = {
        "plan": plan,
        "page": page,
        "rows": [(row, missing(row)) for row in page.rows],
        "standing": standing.plan_standing(plan, at),
        "changes": policies.may_change(person, plan),
        "publishes": policies.may_publish(person, plan),
        "is_over": plan.is_over(at),
        "parts": PART_NAMES.items(),
    }
    return render(request, "commitments/desk/desk.html", context)


def _plan_act(request: HttpRequest, pk: int, words: dict[str, str], act: Callable[[Plan, dict[str, Any]], Any]) -> Any:
    """Confirm and do one act on a plan; what it refuses is said on the page."""
    plan = plan_or_404(request, pk)
    policies.may_coordinate(reader(request), plan).enforce()
    form: Any = ReasonForm(_posted(request))
    if "reason" not in words:
        del form.fields["reason"]
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: act(plan, form.cleaned_data)):
        messages.success(request, words["done"])
        return redirect("commitments:desk", plan.pk)
    return form_page(request, FORM, form, place=plan.component.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a plan after saying what that means."""
    words = {"title": _("Publish the plan"), "label": _("Yes, publish it"), "done": _("It is published.")}
    words["lead"] = _(
        "From then on every change needs a reason that everybody reads, and what it said before stays in view. Whoever "
        "follows the process is told."
    )
    by = reader(request)
    return _plan_act(request, pk, words, lambda plan, _data: actions.publish_plan(plan=plan, by=by, at=timezone.now()))  # type: ignore[arg-type,no-any-return]


@require_http_methods(WRITE)
@signed_in_to_act
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a plan that ended, after saying what that means."""
    words = {"title": _("Close the plan"), "label": _("Yes, close it"), "done": _("It is closed.")}
    words["lead"] = _(
        "It stays public as it is, and nothing in it can be changed. You can open it again with a reason."
    )
    by = reader(request)
    return _plan_act(request, pk, words, lambda plan, _data: actions.archive_plan(plan=plan, by=by, at=timezone.now()))  # type: ignore[arg-type,no-any-return]


@require_http_methods(WRITE)
@signed_in_to_act
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed plan again, with a reason."""
    words = {"title": _("Open the plan again"), "label": _("Yes, open it again"), "done": _("It is open again.")}
    words |= {"lead": _("Only where it was closed by mistake. The reason is shown."), "reason": ""}
    by = reader(request)
    return _plan_act(  # type: ignore[no-any-return]
        request,
        pk,
        words,
        lambda plan, data: actions.reopen_plan(plan=plan, reason=data["reason"], by=by, at=timezone.now()),  # type: ignore[arg-type]
    )


@require_http_methods(WRITE)
@signed_in_to_act
def periods(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the reporting periods."""
    plan = plan_or_404(request, pk)
    policies.may_change(reader(request), plan).enforce()
    kept = list(plan.periods.order_by("opens_on").values("label", "opens_on", "closes_on"))
    forms_of = PeriodFormSet(_posted(request), initial=kept)
    confirm = ReasonForm(_posted(request))
    del confirm.fields["reason"]
    if request.method == "POST" and forms_of.is_valid() and confirm.is_valid():
        told = [row for form in forms_of if (row := form.told())]
        by = reader(request)
        if attempt(confirm, lambda: actions.set_periods(plan=plan, periods=told, by=by, at=timezone.now())):  # type: ignore[arg-type]
            messages.success(request, _("It is saved."))
            return redirect("commitments:desk", plan.pk)
    words = {"title": _("Reporting periods"), "label": _("Save"), "form": confirm, "formset": forms_of}
    words["lead"] = _("The page of the plan shows for each of them who reported. Empty a name to take a period away.")  # type: ignore[assignment]
    return render(request, SET, {**words, "place": plan.component.subject})


@require_http_methods(WRITE)
@signed_in_to_act
def tally(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down a count that somebody published."""
    plan = plan_or_404(request, pk)
    policies.may_coordinate(reader(request), plan).enforce()
    form, by = TallyForm(_posted(request)), reader(request)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.put_down_tally(plan=plan, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is put down and shown with its source."))
            return redirect("commitments:desk", plan.pk)
    words = {"title": _("A published count"), "label": _("Put it down")}
    words["lead"] = _(
        "It stands beside what is computed here and is never mixed with it. The same source again corrects it."
    )
    return form_page(request, FORM, form, place=plan.component.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring commitments from a file: all of it comes in, or nothing and why."""
    plan = plan_or_404(request, pk)
    policies.may_change(reader(request), plan).enforce()
    form, by = FileForm(_posted(request), request.FILES if request.method == "POST" else None), reader(request)
    seen, errors, more = None, [], 0
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        source = SourceFile(file.name[:200], file.read(), plan.source or _("the coordination of the plan"), "")
        at, reason = timezone.now(), form.cleaned_data["reason"]
        try:
            told = plan_import(plan=plan, file=source, by=by, at=at, reason=reason)  # type: ignore[arg-type]
            seen = preview(told)
            apply_plan(plan=told, by=by, at=at)
        except ImportRefused as error:
            errors, more, seen = error.rows, error.more, None
            form.add_error("file", _("Nothing was brought in. Correct what is named below and choose the file again."))
        else:
            what = {"new": seen.created, "changed": seen.updated, "same": seen.unchanged}
            messages.success(request, _("Brought in: %(new)s new, %(changed)s changed, %(same)s as they were.") % what)
            return redirect("commitments:desk", plan.pk)
    words = {"title": _("Bring commitments from a file"), "label": _("Bring them in")}
    words["lead"] = _(
        "Commitments are told apart by their code, else by their number. All of the file comes in, or nothing."
    )
    context = {**words, "errors": errors, "more": more, "plan": plan, "upload": True}
    return form_page(request, FORM, form, place=plan.component.subject, **context)


# --- Commitments ------------------------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@signed_in_to_act
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a commitment to a plan."""
    plan = plan_or_404(request, pk)
    policies.may_change(reader(request), plan).enforce()
    form, by = CommitmentForm(_posted(request)), reader(request)
    made: list[Commitment] = []
    if request.method == "POST" and form.is_valid():
        values = form.told()
        if attempt(form, lambda: made.append(actions.add_commitment(plan=plan, by=by, at=timezone.now(), **values))):  # type: ignore[arg-type]
            messages.success(request, _("It is in the plan. Now say who takes part and with which actions."))
            return redirect(made[0].get_absolute_url())
    words = {"title": _("Add a commitment"), "label": _("Add it")}
    words["lead"] = _(
        "Only the title is needed now. What it lacks before the plan can be published is said on its page."
    )
    return form_page(request, FORM, form, place=plan.component.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a commitment."""
    row = commitment_or_404(request, pk)
    policies.may_change(reader(request), row.plan).enforce()
    form, by = CommitmentForm(_posted(request), commitment=row), reader(request)
    if request.method == "POST" and form.is_valid():
        values = form.told(row.translations)
        if attempt(form, lambda: actions.update_commitment(commitment=row, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is saved. What it said before stays in its history."))
            return redirect(row.get_absolute_url())
    words = {
        "title": _("Change the commitment"),
        "label": _("Save"),
        "lead": _("What it said before stays in its history."),
    }
    return form_page(request, FORM, form, place=row.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def part(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Change one part of a commitment: actors, objectives, indicators, risks or alignments."""
    row = commitment_or_404(request, pk)
    policies.may_change(reader(request), row.plan).enforce()
    if name not in PARTS:
        raise Http404
    forms_of = part_formset(name)(_posted(request), initial=part_of(row, name))
    confirm, by = ReasonForm(_posted(request)), reader(request)
    confirm.fields["reason"].required = False
    if request.method == "POST" and forms_of.is_valid() and confirm.is_valid():
        told = {name: [form.cleaned_data for form in forms_of if form.has_changed() or form.initial]}
        reason = confirm.cleaned_data["reason"]
        if attempt(
            confirm,
            lambda: actions.update_commitment(commitment=row, by=by, at=timezone.now(), reason=reason, **told),  # type: ignore[arg-type]
        ):
            messages.success(request, _("It is saved. What it said before stays in its history."))
            return redirect(row.get_absolute_url())
    words = {"title": str(PART_NAMES[name]), "label": _("Save"), "form": confirm, "formset": forms_of}
    words["lead"] = _("One box for each. Empty the first field of one to take it away; save to get more boxes.")  # type: ignore[assignment]
    return render(request, SET, {**words, "place": row.subject})


@require_http_methods(WRITE)
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a commitment out of its plan, or put it back, with a reason."""
    row = commitment_or_404(request, pk)
    policies.may_change(reader(request), row.plan).enforce()
    gone, form, by = row.withdrawn_at is not None, ReasonForm(_posted(request)), reader(request)
    act: Any = actions.restore_commitment if gone else actions.withdraw_commitment
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: act(commitment=row, reason=reason, by=by, at=timezone.now())):
            messages.success(request, _("It is in the plan again.") if gone else _("It was taken out of the plan."))
            return redirect("commitments:desk", row.plan_id)
    words = {
        "title": _("Put it back into the plan") if gone else _("Take it out of the plan"),
        "label": _("Yes, put it back") if gone else _("Yes, take it out"),
        "lead": _(
            "Its page stays and says why. If it will not be done, declare that instead, and it stays in the plan."
        ),
    }
    return form_page(request, FORM, form, place=row.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down that an actor left."""
    actor = _beside(request, CommitmentActor, pk)
    row = actor.commitment
    policies.may_coordinate(reader(request), row.plan).enforce()
    form, by = LeaveForm(_posted(request)), reader(request)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.leave_commitment(actor=actor, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is put down. Whoever follows the commitment is told."))
            return redirect(row.get_absolute_url())
    words = {"title": _("%(name)s left") % {"name": actor.name}, "label": _("Put it down")}
    words["lead"] = _("It stays on the page as gone, with the reason and its own statement.")
    return form_page(request, FORM, form, place=row.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def measured(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down what an indicator measured."""
    indicator = _beside(request, Indicator, pk)
    row = indicator.commitment
    policies.may_change(reader(request), row.plan).enforce()
    form, by = MeasureForm(_posted(request)), reader(request)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.measure(indicator=indicator, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is put down and drawn."))
            return redirect(row.get_absolute_url())
    words = {"title": indicator.name, "label": _("Put it down")}
    words["lead"] = _("Another value of the same day takes the place of the former one.")
    return form_page(request, FORM, form, place=row.subject, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def served(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which actions serve an objective."""
    objective = _beside(request, Objective, pk)
    row = objective.commitment
    policies.may_change(reader(request), row.plan).enforce()
    below = list(Action.objects.for_page().of(row.subject).filter(parent__isnull=False).order_by("position", "pk"))
    choices = [(action.pk, action.subject.shown_title) for action in below]
    chosen = list(objective.actions.values_list("pk", flat=True))
    form, by = ServedForm(_posted(request), choices=choices, initial={"actions": chosen}), reader(request)
    if request.method == "POST" and form.is_valid():
        wanted = {int(key) for key in form.cleaned_data["actions"]}
        rows = [action for action in below if action.pk in wanted]
        if attempt(
            form,
            lambda: actions.set_objective_actions(objective=objective, actions=rows, by=by, at=timezone.now()),  # type: ignore[arg-type]
        ):
            messages.success(request, _("It is saved."))
            return redirect(row.get_absolute_url())
    words = {"title": _("Which actions serve this objective?"), "label": _("Save"), "lead": objective.text[:300]}
    return form_page(request, FORM, form, place=row.subject, **words)


def _beside(request: HttpRequest, model: Any, pk: int) -> Any:
    """Return a row of a part of a commitment that the reader may see. Raises Http404."""
    rows = model.objects.select_related("commitment__subject", "commitment__plan__component__process__subject")
    found = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None or not may_see(reader(request), found.commitment.subject):
        raise Http404
    return found
