"""Writing one's document, choosing where the code goes, and entering it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.census import flow, lookup
from participation.census.actions.codes import next_code_at, tries_left_words
from participation.census.flow import Claim
from participation.census.forms import ClaimForm, CodeForm, ContactForm, WayForm
from participation.census.models import CodeState
from participation.census.ways import CENSUS_NAME, CHANNEL_NAME, allowed_ways, settings_of
from participation.limits.visitors import client_ip
from participation.people.models import Person
from participation.people.querysets import short_code
from participation.verification.attempts import in_words
from participation.verification.methods import is_offered, offered
from participation.verification.models import Verification
from participation.verification.policies import may_confirm
from participation.verification.querysets import current_verification
from participation.verification.renewal import may_be_renewed
from participation.web.forms import Form

FORMS: dict[str, type[ClaimForm]] = {CENSUS_NAME: ClaimForm, CHANNEL_NAME: ContactForm}
PAGES = {CENSUS_NAME: "census:begin", CHANNEL_NAME: "census:channel"}


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _is_done(me: Person, method: str, at: datetime) -> bool:
    verification = current_verification(me)
    return bool(
        verification and verification.is_confirmed_by(method, at) and not may_be_renewed(verification, method, at)
    )


def _enforce_offered(me: Person, method: str, at: datetime) -> None:
    may_confirm(me, me, method, at=at).enforce()
    if not is_offered(method):
        from participation.access.verdict import Denied
        from participation.verification.policies import OTHER_WAYS

        Denied("method_closed", _("This way to verify who you are is not offered now."), OTHER_WAYS).enforce()


def _begin(request: HttpRequest, method: str) -> HttpResponse:
    me, now = _me(request), timezone.now()
    _enforce_offered(me, method, now)
    if _is_done(me, method, now):
        return redirect("verification:mine")
    form = FORMS[method](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _check(request, form.claim(), me, now)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.deny(" ".join(error.messages))
    context = {"form": form, "method": method, "code": short_code(me), "others": _others(method, now)}
    return render(request, "participation/census/begin.html", context, status=422 if form.errors else 200)


def _others(method: str, at: datetime) -> list[Any]:
    return [way for way in offered(at=at) if way.name not in {method, "counter"} and way.url]


def _check(request: HttpRequest, claim: Claim, me: Person, at: datetime) -> HttpResponse:
    flow.spend(claim, me, client_ip(request), at)
    line = flow.find(claim, at)
    if claim.shows_channels:
        if flow.begin(claim, line, me, at) is not None:
            return _welcome(request)
        assert line is not None
        ways = lookup.ways_of(line, allowed_ways(settings_of(claim.method)))
        if len(ways) == 1:
            claim = _try_to_send(request, claim, line, ways[0], at)
    else:
        claim = flow.send(claim, line, "", me, at)
    response = redirect("census:code")
    flow.keep(response, claim, me, at)
    return response


def _try_to_send(request: HttpRequest, claim: Claim, line: lookup.Line | None, way: str, at: datetime) -> Claim:
    """Send where that may be; else say why on the next page, with the ways out."""
    try:
        return flow.send(claim, line, way, _me(request), at)
    except ActDenied as error:
        messages.warning(request, str(error.denial.message))
        return claim


def _welcome(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("You are verified."))
    response = redirect("verification:mine")
    flow.forget(response)
    return response


@signed_in_to_act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Take document and date of birth; the code goes to a channel on the list."""
    return _begin(request, CENSUS_NAME)


@signed_in_to_act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest) -> HttpResponse:
    """Take document and contact; the code goes there if it is on the list, and the page looks the same if not."""
    return _begin(request, CHANNEL_NAME)


def _with_claim(view: Callable[[HttpRequest, Claim, Person, datetime], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view what the person's browser holds; without it they begin again."""

    def wrapped(request: HttpRequest) -> HttpResponse:
        me, now = _me(request), timezone.now()
        claim = flow.claim_of(request, me, now)
        if claim is None:
            messages.info(request, _("Half an hour passed, or another account began. Begin again."))
            return redirect("verification:mine")
        if _is_done(me, claim.method, now):
            return _welcome(request)
        _enforce_offered(me, claim.method, now)
        return view(request, claim, me, now)

    return wrapped


@signed_in_to_act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_with_claim
def code(request: HttpRequest, claim: Claim, me: Person, at: datetime) -> HttpResponse:
    """Show where the code went, and take it."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = flow.finish(claim, form.cleaned_data["code"], me, at)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.deny(" ".join(error.messages))
        else:
            if isinstance(found, Verification):
                return _welcome(request)
            if found.outcome == "wrong":
                form.add_error("code", f"{_('This code is not right.')} {tries_left_words(found.left)}")
            else:
                form.deny(_("This code is over. Ask for another one."))
    return _code_page(request, claim, me, at, form)


def _ways(claim: Claim, at: datetime) -> list[tuple[str, str]]:
    """Return the ways that a person may choose from, each masked; in the method ``channel`` the one they named."""
    if not claim.shows_channels:
        return [("email" if "@" in claim.contact else "phone", claim.contact)]
    line = flow.find(claim, at)
    if line is None:
        return []
    allowed = allowed_ways(settings_of(claim.method))
    return [(way, lookup.masked(way, line.channels.of(way))) for way in lookup.ways_of(line, allowed)]


def _code_page(request: HttpRequest, claim: Claim, me: Person, at: datetime, form: Form) -> HttpResponse:
    sent, ways, free = flow.code_of(claim, me), _ways(claim, at), next_code_at(me, at)
    is_open = bool(sent and sent.is_open(at))
    failed = bool(sent and sent.state == CodeState.FAILED and claim.shows_channels)
    context = {
        "form": form,
        "is_open": is_open and not failed,
        "failed": failed and is_open,
        "claim": claim,
        "to": dict(ways).get(sent.way, "") if sent else "",
        "by_phone": bool(sent and sent.way == "phone"),
        "until": sent.expires_at if sent else None,
        "way_form": WayForm(ways=ways),
        "several": len(ways) > 1,
        "wait": in_words(max(1, int((free - at).total_seconds()))) if free else "",
        "code": short_code(me),
        "others": _others(claim.method, at),
        "again_url": PAGES[claim.method],
    }
    return render(request, "participation/census/code.html", context, status=422 if form.errors else 200)


@signed_in_to_act
@never_cache
@require_POST
@_with_claim
def resend(request: HttpRequest, claim: Claim, me: Person, at: datetime) -> HttpResponse:
    """Send a code, the first or another one, to the channel that the person chose."""
    ways = _ways(claim, at)
    form = WayForm(request.POST, ways=ways)
    if claim.shows_channels and not form.is_valid():
        messages.warning(request, _("Choose where we send the code."))
        return redirect("census:code")
    way = form.cleaned_data["way"] if claim.shows_channels else ""
    claim = _try_to_send(request, claim, flow.find(claim, at), way, at)
    response = redirect("census:code")
    flow.keep(response, claim, me, at)
    return response


@signed_in_to_act
@never_cache
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Forget what the person wrote."""
    response = redirect("verification:mine")
    flow.forget(response)
    return response
