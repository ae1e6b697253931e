"""Pages of organisations: the list, one's own, one of them, and who represents it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, complain, reader, signed_in
from participation.institutions.pages import lists_of
from participation.invitations.actions import invite_person
from participation.invitations.models import Invitation
from participation.invitations.policies import may_invite
from participation.models import Comment
from participation.organisations import policies
from participation.organisations.actions import (
    close_organisation,
    edit_organisation,
    end_representation,
    name_representative,
    register_organisation,
)
from participation.organisations.forms import OrganisationForm, ReasonForm, RepresentativeForm
from participation.organisations.inviting import NAME
from participation.organisations.models import Organisation, OrganisationKind, OrganisationState, Representation
from participation.subjects.querysets import shown
from participation.web.keyset import paginate

SIZE, SAID = 30, 10


def organisation_or_404(request: HttpRequest, pk: int) -> Organisation:
    """Return an organisation that the person may see. Raises Http404."""
    rows = Organisation.objects.visible_to(reader(request)).for_page()
    found = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the registered organisations by name; ``?tipo=`` narrows it."""
    kind = request.GET.get("tipo", "")
    if kind and kind not in OrganisationKind.values:
        raise BadRequest("tipo")
    rows = Organisation.objects.public().filter(state=OrganisationState.REGISTERED).for_page()
    page = paginate(request, rows.filter(kind=kind) if kind else rows, order=("name", "id"), size=SIZE)
    context = {"page": page, "kind": kind, "kinds": OrganisationKind.choices}
    return render(request, "participation/organisations/list.html", context)


@require_safe
@never_cache
@signed_in_to_act
def mine(request: HttpRequest) -> HttpResponse:
    """Show the organisations that the person represents, and those that they represented."""
    rows = Representation.objects.filter(person=signed_in(request)).select_related("organisation__subject")
    page = paginate(request, rows.defer("organisation__subject__search"), order=("-since", "-id"), size=SIZE)
    return render(request, "participation/organisations/mine.html", {"page": page})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: who they are, since when they take part, what they proposed and said."""
    organisation, person = organisation_or_404(request, pk), reader(request)
    now = list(
        Representation.objects.now().filter(organisation=organisation).select_related("person").order_by("since", "pk")
    )
    own = next((one for one in now if person is not None and one.person_id == person.pk), None)
    said = shown(Comment.objects.public().filter(organisation=organisation)).select_related("subject")
    context = {
        "organisation": organisation,
        "representatives": len(now),
        "named": [one for one in now if one.named],
        "since": now[0].since if now else None,
        "own": own,
        "lists": lists_of(organisation, "organisation"),
        "said": list(said.defer("subject__search").order_by("-at", "-pk")[:SAID]),
        "works": bool(policies.may_work(person)) if person is not None else False,
        "foreign": organisation.lang.split("-")[0] != (get_language() or "es").split("-")[0],
    }
    return render(request, "participation/organisations/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def create(request: HttpRequest) -> HttpResponse:
    """Ask that an organisation is registered."""
    person, at = signed_in(request), timezone.now()
    policies.may_register(person, at=at).enforce()
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    language = (get_language() or "es").split("-")[0]
    said = _("We have it. An official looks at it before it is registered; we will tell you.")
    return _written(
        request,
        form,
        lambda: register_organisation(
            by=person, at=at, lang=language, act_id=form.cleaned_data["act_id"], **form.told()
        ),
        None,
        said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is told of it."""
    organisation, person, at = organisation_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_edit(person, organisation, at=at).enforce()
    form = OrganisationForm(request.POST if request.method == "POST" else None, organisation=organisation)
    again = organisation.state == OrganisationState.RETURNED
    said = _("It was asked for again: an official looks at it.") if again else _("It was changed.")
    return _written(
        request,
        form,
        lambda: edit_organisation(organisation=organisation, by=person, at=at, **form.told()),
        organisation,
        said,
    )


def _written(
    request: HttpRequest, form: OrganisationForm, act: Any, organisation: Organisation | None, said: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, said)
            return redirect(made.get_absolute_url())
    return render(request, "participation/organisations/write.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, after saying what that means; before it was registered, take it back."""
    organisation, person = organisation_or_404(request, pk), signed_in(request)
    policies.may_close(person, organisation).enforce()
    public = organisation.registered_at is not None
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=public)
    if request.method == "POST" and form.is_valid():
        try:
            close_organisation(
                organisation=organisation, by=person, at=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("It is closed.") if public else _("You took it back."))
            return redirect(organisation.get_absolute_url() if public else "organisations:mine")
    context = {"organisation": organisation, "form": form, "public": public}
    return render(request, "participation/organisations/close.html", context)


@require_POST
@signed_in_to_act
def my_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own name on the page of the organisation, or stop showing it."""
    organisation, person = organisation_or_404(request, pk), signed_in(request)
    found = Representation.objects.now().filter(organisation=organisation, person=person).first()
    if found is None:
        raise Http404
    done = name_representative(representation=found, shown=not found.named, by=person, at=timezone.now())
    messages.success(request, _("Your name is shown.") if done.named else _("Your name is not shown any more."))
    return redirect("organisations:detail", pk=organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_to_act
def representatives(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who represents it and who was invited; for those who do, and for officials."""
    organisation, person, at = organisation_or_404(request, pk), signed_in(request), timezone.now()
    if not policies.represents(person, organisation.pk) and not policies.may_work(person):
        raise Http404
    verdict = may_invite(person, organisation.subject, NAME, at=at)
    form = RepresentativeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_person(
                subject=organisation.subject,
                purpose=NAME,
                by=person,
                at=at,
                contact=form.cleaned_data["contact"],
                details={"role": form.cleaned_data["role"]},
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("Your invitation is on its way. They have two weeks to accept or decline."))
            return redirect("organisations:representatives", pk=organisation.pk)
    waiting = Invitation.objects.of(organisation.subject, NAME).open(at).select_related("person")
    rows = Representation.objects.filter(organisation=organisation).select_related("person")
    context = {
        "organisation": organisation,
        "form": form,
        "verdict": verdict,
        "me": person.pk,
        "page": paginate(request, rows, order=("-since", "-id"), size=SIZE),
        "invitations": list(waiting.order_by("-at", "-pk")[: policies.ROOM]),
    }
    return render(request, "participation/organisations/representatives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def end(request: HttpRequest, pk: int, rep: int) -> HttpResponse:
    """Stop representing, or take somebody off with a reason, after asking once."""
    organisation, person = organisation_or_404(request, pk), signed_in(request)
    rows = Representation.objects.now().filter(organisation=organisation).select_related("person", "organisation")
    found = rows.filter(pk=rep).first() if rep <= MAX_ID else None
    if found is None:
        raise Http404
    policies.may_end(person, found).enforce()
    own = found.person_id == person.pk
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=not own)
    if request.method == "POST" and form.is_valid():
        end_representation(representation=found, by=person, at=timezone.now(), reason=form.cleaned_data["reason"])
        if own:
            messages.success(request, _("You do not represent it any more."))
            return redirect("organisations:mine")
        messages.success(request, _("They do not represent it any more, and were told."))
        return redirect("organisations:representatives", pk=organisation.pk)
    context = {"organisation": organisation, "found": found, "form": form, "own": own}
    return render(request, "participation/organisations/end.html", context)
