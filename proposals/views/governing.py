"""What officials say on a proposal's way, and what institutions propose themselves."""

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
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, complain
from participation.models import Institution
from participation.web.forms import Form, TidyCharField
from processes.models import Component
from proposals import government
from proposals.actions.government import propose_as_institution
from proposals.actions.step import LONGEST_NOTE, set_step
from proposals.forms import PlaceForm, WriteForm
from proposals.models import Proposal
from proposals.steps import may_set_step, step_of, steps_of
from proposals.views.common import proposal_or_404, signed_in


class StepForm(Form):
    """In which step it is, and what to tell."""

    step = forms.ChoiceField(label=gettext_lazy("Step"), required=False, widget=forms.RadioSelect)
    note = TidyCharField(
        label=gettext_lazy("What happened, or what comes next?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everybody reads it; authors, supporters and followers are told."),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, initial={"step": proposal.step}, **kwargs)
        choices = [(step.key, step.shown) for step in steps_of(proposal.component.config, proposal.state)]
        field: Any = self.fields["step"]
        field.choices = [*choices, ("", _("In none of them"))]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in which step of its call a proposal is."""
    proposal, by = proposal_or_404(request, pk), signed_in(request)
    may_set_step(by, proposal).enforce()
    form = StepForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            set_step(proposal=proposal, by=by, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("It is shown, and those who follow it are told."))
            return redirect(proposal.get_absolute_url())
    context = {"proposal": proposal, "component": proposal.component, "form": form, "current": step_of(proposal)}
    return render(request, "proposals/desk/step.html", context)


class GovernmentForm(WriteForm, PlaceForm):
    """What an institution proposes."""

    institution = forms.ModelChoiceField(
        label=gettext_lazy("Which institution proposes?"), queryset=Institution.objects.none()
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ["institution", "title", "body", "territory", "address", "latitude", "longitude", "tags", "lang"]

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["institution"]
        choice.queryset = offered


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what an institution proposes before it decides."""
    rows = Component.objects.with_clock().filter(pk=pk, kind="proposals").select_related("subject", "process__subject")
    component = rows.first() if pk <= MAX_ID else None
    by, at = signed_in(request), timezone.now()
    if component is None or not component.subject.is_public or not component.process.subject.is_public:
        raise Http404
    government.may_propose_as(by, component, at=at).enforce()
    data = request.POST if request.method == "POST" else None
    form = GovernmentForm(data, component=component, offered=government.led_by(by))
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_as_institution(
                component=component,
                institution=form.cleaned_data["institution"],
                content=form.value(),
                by=by,
                at=at,
                act_id=form.cleaned_data["act_id"],
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("It is published to be debated. The institution owes a decision with reasons."))
            return redirect(made.get_absolute_url())
    context = {"component": component, "process": component.process, "form": form}
    return render(request, "proposals/desk/government.html", context)
