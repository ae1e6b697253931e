"""Pages of proposed changes: those of a proposal, one of them, proposing, deciding."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.subjects import above
from participation.versions.diff import compare
from participation.web.keyset import paginate
from proposals.amendments import policies
from proposals.amendments.actions import accept_amendment, decline_amendment, propose_amendment, withdraw_amendment
from proposals.amendments.forms import AmendForm, DeclineForm
from proposals.amendments.passages import paragraphs
from proposals.coauthors import writes
from proposals.models import Amendment, AmendmentState, Proposal
from proposals.views.common import MAX_ID, proposal_or_404, reader, signed_in

SIZE = 20
CHOICES = AmendmentState.choices[:3]


def _amendable_or_404(request: HttpRequest, pk: int) -> Proposal:
    """Return a proposal whose call takes changes. Raises Http404."""
    proposal = proposal_or_404(request, pk)
    if not proposal.component.config.amendments_allowed or proposal.published_at is None:
        raise Http404
    return proposal


def _or_404(request: HttpRequest, pk: int) -> Amendment:
    if pk > MAX_ID:
        raise Http404
    person = reader(request)
    me = person.pk if person is not None else None
    rows = Amendment.objects.visible_to(person).for_page().with_joined(me).annotate(**above.asked(me))
    found: Any = rows.filter(pk=pk).first()
    if found is None or (found.state == AmendmentState.WITHDRAWN and found.author_id != me):
        raise Http404
    above.keep(found, found.subject)
    found.subject.joined_by_me, found.subject._amendment = found.joined_by_me, found
    return found  # type: ignore[no-any-return]


def _around(proposal: Proposal, **more: Any) -> dict[str, Any]:
    component = proposal.component
    return {"proposal": proposal, "component": component, "process": component.process, **more}


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the changes proposed to one text, the newest first; ``?estado=`` narrows them."""
    proposal = _amendable_or_404(request, pk)
    state = request.GET.get("estado", "")
    if state and state not in dict(CHOICES):
        raise BadRequest("estado")
    rows = Amendment.objects.public().filter(proposal=proposal).select_related("subject__counts", "author")
    rows = rows.filter(state=state) if state else rows
    page = paginate(request, rows.defer("subject__search"), order=("-at", "-id"), size=SIZE)
    verdict = policies.may_amend(reader(request), proposal, at=timezone.now())
    context = _around(proposal, page=page, state=state, choices=CHOICES, verdict=verdict)
    return render(request, "proposals/amendments/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one change: what it was, what it would be, why, and what was decided."""
    amendment, person, at = _or_404(request, pk), reader(request), timezone.now()
    context = _around(
        amendment.proposal,
        amendment=amendment,
        pieces=compare(amendment.passage, amendment.wording),
        outdated=policies.is_outdated(amendment),
        decides=person is not None and writes(person, amendment.proposal),
        may_accept=policies.may_accept(person, amendment, at=at),
        may_decline=policies.may_decline(person, amendment, at=at),
        may_withdraw=policies.may_withdraw(person, amendment),
        own=person is not None and amendment.author_id == person.pk,
        folio=getattr(amendment.subject, "folio", None) if person and amendment.author_id == person.pk else None,
        foreign=amendment.lang.split("-")[0] != (get_language() or "es").split("-")[0],
    )
    return render(request, "proposals/amendments/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a part of the text, then write it as one would have it."""
    proposal, person, at = _amendable_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_amend(person, proposal, at=at).enforce()
    parts = paragraphs(proposal.body)
    chosen = request.GET.get("parte", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 6 and 0 < int(chosen) <= len(parts)):
        return render(request, "proposals/amendments/choose.html", _around(proposal, parts=parts))
    position = int(chosen) - 1
    form = AmendForm(request.POST if request.method == "POST" else None, passage=parts[position])
    if request.method == "POST" and form.is_valid():
        try:
            language = (get_language() or "es").split("-")[0]
            made = propose_amendment(
                proposal=proposal, position=position, by=person, at=at, lang=language, **form.told()
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            _complain(form, error)
        else:
            messages.success(request, _("Your change is proposed. Whoever signs the text decides; we will tell you."))
            return redirect(made.get_absolute_url())
    context = _around(proposal, form=form, passage=parts[position])
    return render(request, "proposals/amendments/write.html", context)


def _complain(form: Any, error: ValidationError) -> None:
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields and not form.fields[name].widget.is_hidden else None, texts)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the change into the text, after showing what will be there."""
    amendment, person, at = _or_404(request, pk), signed_in(request), timezone.now()
    policies.may_accept(person, amendment, at=at).enforce()
    if request.method == "POST":
        try:
            accept_amendment(amendment=amendment, by=person, at=at)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The change is in the text. The earlier text stays in its history."))
        return redirect(amendment.proposal.get_absolute_url())
    pieces = compare(amendment.passage, amendment.wording)
    return render(
        request, "proposals/amendments/accept.html", _around(amendment.proposal, amendment=amendment, pieces=pieces)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    amendment, person, at = _or_404(request, pk), signed_in(request), timezone.now()
    policies.may_decline(person, amendment, at=at).enforce()
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_amendment(amendment=amendment, reason=form.cleaned_data["reason"], by=person, at=at)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            _complain(form, error)
        else:
            messages.success(request, _("Your reason is published, and whoever proposed the change is told."))
            return redirect(amendment.get_absolute_url())
    context = _around(amendment.proposal, amendment=amendment, form=form)
    return render(request, "proposals/amendments/decline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own change back, after asking once."""
    amendment, person = _or_404(request, pk), signed_in(request)
    policies.may_withdraw(person, amendment).enforce()
    if request.method == "POST":
        withdraw_amendment(amendment=amendment, by=person, at=timezone.now())
        messages.success(request, _("You took your proposed change back."))
        return redirect(amendment.proposal.get_absolute_url())
    return render(request, "proposals/amendments/withdraw.html", _around(amendment.proposal, amendment=amendment))
