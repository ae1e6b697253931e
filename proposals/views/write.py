"""Writing a proposal, step by step: write → similar ones → where → preview and publish. Nothing needs JavaScript."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import resumable
from participation.access.verdict import ActDenied
from participation.limits.pages import limited
from participation.organisations.querysets import named_or_none
from participation.search.similar import suggest
from participation.territories.lookup import territory_at
from processes.models import Component
from processes.policies import is_open
from proposals import policies
from proposals.actions import (
    discard_draft,
    edit_proposal,
    save_draft,
    start_draft,
    submit_draft,
    withdraw_proposal,
)
from proposals.actions.common import answer_due_on
from proposals.coauthors import signers
from proposals.content import content_of, problems
from proposals.forms import EditForm, PlaceForm, WithdrawForm, WriteForm
from proposals.models import Proposal
from proposals.settings import AnswerRule
from proposals.states import ProposalState
from proposals.views.common import call_or_404, draft_address, own_draft_or_404, proposal_or_404, signed_in
from proposals.views.offers import proposal_offer

if TYPE_CHECKING:
    from participation.models import Person

SIMILAR = 5


def _step(component: Component, number: int, **extra: Any) -> dict[str, Any]:
    return {
        "component": component,
        "process": component.process,
        "step": number,
        "settings": component.config,
        "tiles_url": settings.AZOTEA_MAP_TILES_URL,
        "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION,
        **extra,
    }


def _complain(form: Any, error: ValidationError) -> None:
    """Put an act's complaints beside the fields of the form, or above it."""
    for name, texts in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, texts)


@require_http_methods(["GET", "HEAD", "POST"])
@resumable(proposal_offer, opens=True)
def create(request: HttpRequest, slug: str, component_slug: str) -> HttpResponseBase:
    """Step 1: title and text; a draft that was begun is resumed."""
    component = call_or_404(request, slug, component_slug)
    is_open(component, "propose", at=timezone.now()).enforce()
    return _create(request, component)


@signed_in_to_act
def _create(request: HttpRequest, component: Component) -> HttpResponse:
    person, at = signed_in(request), timezone.now()
    draft = _draft(request, component)
    if draft is None:
        policies.may_propose(person, component, at=at).enforce()
    mine = draft is None or draft.author_id == person.pk
    data = request.POST if request.method == "POST" else None
    form = WriteForm(data, component=component, proposal=draft, speaker=person if mine else None)
    if request.method == "POST" and form.is_valid():
        try:
            language = (get_language() or "es").split("-")[0]
            draft = draft or start_draft(component=component, by=person, at=at, lang=language)
            form.proposal = draft
            named: Any = named_or_none(form.cleaned_data.get("organisation")) if mine else ...
            draft = save_draft(proposal=draft, content=form.value(), by=person, at=at, organisation=named)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            _complain(form, error)
        else:
            return redirect("proposals:similar", pk=draft.pk)
    return render(request, "proposals/write.html", _step(component, 1, form=form, draft=draft))


def _draft(request: HttpRequest, component: Component) -> Proposal | None:
    """Return the draft to write on: the one that the address names, else what the person began here."""
    named = request.GET.get("borrador", "")
    if named.isascii() and named.isdigit() and len(named) < 19:
        draft = own_draft_or_404(request, int(named))
        if draft.component_id != component.pk:
            raise Http404
        return draft
    rows = Proposal.objects.by(signed_in(request), component).filter(state=ProposalState.DRAFT)
    return rows.select_related("territory").first()


@require_safe
@signed_in_to_act
@limited("similar")
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: "Does one of these say the same?"; skipped where nothing is alike."""
    draft = own_draft_or_404(request, pk)
    found = suggest(f"{draft.title}\n{draft.body}", draft.component.subject, limit=SIMILAR)
    if not found:
        return redirect("proposals:place", pk=draft.pk)
    rows = {
        row.subject_id: row
        for row in Proposal.objects.live().for_listing().filter(subject__in=[hit.subject_id for hit in found])
    }
    return render(
        request,
        "proposals/similar.html",
        _step(draft.component, 2, draft=draft, rows=[rows[hit.subject_id] for hit in found if hit.subject_id in rows]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: where it is, topics, files."""
    draft = own_draft_or_404(request, pk)
    files = request.FILES if request.method == "POST" else None
    form = PlaceForm(_located(request, draft), files, component=draft.component, proposal=draft)
    if request.method == "POST" and form.is_valid():
        try:
            save_draft(
                proposal=draft,
                content=form.value(),
                files=form.cleaned_data.get("files") or [],
                by=signed_in(request),
                at=timezone.now(),
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            _complain(form, error)
        else:
            return redirect("proposals:preview", pk=draft.pk)
    shown = _step(draft.component, 3, form=form, draft=draft, text_url=draft_address(draft))
    return render(request, "proposals/place.html", shown)


def _located(request: HttpRequest, proposal: Proposal) -> Any:
    """Return what was sent, with the territory that holds the point where none was chosen."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if data.get("territory") or not (data.get("latitude") and data.get("longitude")):
        return data
    try:
        latitude, longitude = float(str(data["latitude"])), float(str(data["longitude"]))
    except ValueError:
        return data
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return data
    found = territory_at(latitude, longitude)
    root = proposal.component.process.territory_id
    if found and (not root or root in {found.pk, *found.ancestors}):
        data["territory"] = str(found.pk)
    return data


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: as others will see it; publish, or go back."""
    if request.method == "POST":
        return _publish(request, pk)
    draft = own_draft_or_404(request, pk)
    return render(request, "proposals/preview.html", _preview(draft, signed_in(request)))


def _preview(draft: Proposal, reader: "Person") -> dict[str, Any]:
    at = timezone.now()
    verdict = policies.may_submit(reader, draft, at=at)
    rules = draft.component.config
    promises = rules.answer_working_days and rules.answer_rule == AnswerRule.ALL
    wrong = problems(content_of(draft), draft.component)
    return _step(
        draft.component,
        4,
        draft=draft,
        verdict=verdict,
        problems=[text for texts in wrong.values() for text in texts],
        answer_by=answer_due_on(draft.component, at) if promises else None,
        text_url=draft_address(draft),
        others=[signer.name for signer in signers(draft)],
    )


def _publish(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_or_404(request, pk)
    try:
        proposal = submit_draft(proposal=proposal, by=signed_in(request), at=timezone.now())
    except ValidationError as error:
        shown = _preview(proposal, signed_in(request)) | {"problems": error.messages}
        return render(request, "proposals/preview.html", shown, status=400)
    if proposal.state == ProposalState.PENDING:
        messages.success(
            request, _("We have your proposal. A moderator will read it before it is published; we will tell you.")
        )
    else:
        messages.success(request, _("Your proposal is published. Share it so that others support it."))
    messages.info(
        request,
        _("Your folio is %(code)s. Keep it: with it you see where it is.") % {"code": proposal.subject.folio.code},
    )
    return redirect(proposal.get_absolute_url())


@require_POST
@signed_in_to_act
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = own_draft_or_404(request, pk)
    discard_draft(proposal=draft, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Your draft is gone."))
    return redirect(draft.component.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal within the edit window."""
    proposal = proposal_or_404(request, pk)
    policies.may_edit(signed_in(request), proposal, at=timezone.now()).enforce()
    files = request.FILES if request.method == "POST" else None
    form = EditForm(_located(request, proposal), files, component=proposal.component, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            edit_proposal(
                proposal=proposal,
                content=form.value(),
                by=signed_in(request),
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
                files=form.cleaned_data.get("files") or [],
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            _complain(form, error)
        else:
            messages.success(request, _("Your changes are published. The earlier text stays in its history."))
            return redirect(proposal.get_absolute_url())
    context = _step(proposal.component, 0, form=form, proposal=proposal, ends=policies.edit_window_ends(proposal))
    return render(request, "proposals/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal, after asking once."""
    proposal = proposal_or_404(request, pk)
    policies.may_withdraw(signed_in(request), proposal, at=timezone.now()).enforce()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw_proposal(
            proposal=proposal, by=signed_in(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("You withdrew your proposal."))
        return redirect(proposal.component.get_absolute_url())
    return render(request, "proposals/withdraw.html", _step(proposal.component, 0, form=form, proposal=proposal))
