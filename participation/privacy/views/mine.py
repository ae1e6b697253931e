"""A person's own pages: what they did, the download of their data, what they agreed to, a pseudonym."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.exports.actions import request_export
from participation.exports.policies import may_request_export
from participation.exports.registry import get_export
from participation.exports.views import jobs_of
from participation.models import Person
from participation.people.actions import change_profile
from participation.people.views.again import recently_signed_in
from participation.privacy.consent import actions as consent_actions
from participation.privacy.consent.purposes import all_purposes, get_purpose
from participation.privacy.consent.querysets import consents_of
from participation.privacy.forms import EmptyForm
from participation.privacy.mydata import NAME, all_tables
from participation.privacy.participations import all_participations, get_participation
from participation.privacy.querysets import requests_of
from participation.verification.pseudonyms import pseudonym_of
from participation.web.keyset import paginate

FEW = 5
LOG = 50


@require_safe
@signed_in_to_act
@never_cache
def participation(request: HttpRequest) -> HttpResponse:
    """Show what the person did, by kind, to that person."""
    me: Any = request.user
    sections = []
    kinds = all_participations()
    # One query says of which kinds there is something: only those are read.
    some = Person.objects.filter(pk=me.pk).values_list(*(Exists(kind.rows(me)) for kind in kinds))
    for kind, there in zip(kinds, next(iter(some)), strict=True):
        rows: QuerySet = kind.rows(me)
        found = list(rows.order_by(*kind.order)[: FEW + 1]) if there else []
        lines = [kind.line(row) for row in found[:FEW]]
        sections.append({"kind": kind, "lines": lines, "more": len(found) > FEW})
    return render(request, "participation/privacy/participation.html", {"sections": sections})


@require_safe
@signed_in_to_act
@never_cache
def participation_kind(request: HttpRequest, name: str) -> HttpResponse:
    """List all of one kind."""
    kind = get_participation(name)
    if kind is None:
        raise Http404
    page = paginate(request, kind.rows(request.user), order=kind.order, size=20)  # type: ignore[arg-type]
    lines = [kind.line(row) for row in page.rows]
    return render(
        request, "participation/privacy/participation_kind.html", {"kind": kind, "page": page, "lines": lines}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@recently_signed_in
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Ask for a file with everything that is kept of the person, and fetch it here when it is ready."""
    me: Any = request.user
    at, form = timezone.now(), EmptyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_export(kind=NAME, by=me, at=at)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("Your file is being made. We tell you when it is ready."))
            return redirect("privacy:my-data")
    return render(
        request,
        "participation/privacy/my_data.html",
        {
            "form": form,
            "lines": jobs_of(me, official=False),
            "tables": all_tables(),
            "requests": list(requests_of(me)[:LOG]),
            "verdict": may_request_export(me, get_export(NAME), {}, at=at),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def consents(request: HttpRequest) -> HttpResponse:
    """Agree or withdraw by purpose, and see the log of both."""
    me: Any = request.user
    if request.method == "POST":
        purpose, agree = request.POST.get("purpose", "")[:60], request.POST.get("agree") == "1"
        if get_purpose(purpose) is None:
            raise Http404
        act = consent_actions.give if agree else consent_actions.withdraw
        act(person=me, purpose=purpose, by=me, at=timezone.now())
        messages.success(request, _("Your choice was saved."))
        return redirect("privacy:consents")
    log = list(consents_of(me)[:LOG])
    given = {consent.purpose for consent in log if consent.withdrawn_at is None}
    lines = [{"consent": consent, "purpose": get_purpose(consent.purpose)} for consent in log]
    rows = [{"purpose": purpose, "given": purpose.name in given} for purpose in all_purposes()]
    return render(request, "participation/privacy/consents.html", {"rows": rows, "log": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def pseudonym(request: HttpRequest) -> HttpResponse:
    """Take a name that the platform proposes in the place of one's own."""
    me: Any = request.user
    proposed = pseudonym_of(me.key)
    if request.method == "POST":
        change_profile(person=me, name=proposed, lang=me.lang, by=me, at=timezone.now())
        messages.success(request, _("From now on you appear as %(name)s.") % {"name": proposed})
        return redirect("people:home")
    return render(
        request,
        "participation/privacy/pseudonym.html",
        {"proposed": proposed, "has_it": me.name == proposed, "me": me},
    )
