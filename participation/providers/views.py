"""Pages on the way to an identity provider and back."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.limits.visitors import client_ip
from participation.people.adapters import AccountAdapter
from participation.people.models import Person
from participation.people.views.again import signed_in_recently
from participation.people.views.entrance import entrance
from participation.providers import actions, policies
from participation.providers.failures import ProviderError
from participation.providers.models import IdentityProvider
from participation.providers.querysets import account_of, may_sign_in_with, provider_of
from participation.providers.returning import ENTER, JOIN, VERIFY, beginning, failed, page
from participation.providers.social import adapter_of
from participation.verification import attempts
from participation.verification.methods import is_offered
from participation.verification.policies import may_confirm
from participation.verification.querysets import current_verification
from participation.verification.renewal import may_be_renewed


def _row(key: str) -> IdentityProvider:
    found = provider_of(key)
    if found is None:
        raise Http404
    return found


def _leave(request: HttpRequest, row: IdentityProvider, begun: dict[str, Any]) -> HttpResponse:
    """Lead to the provider, by a page that says so: no form is sent there, so that no page has to allow it."""
    nonce = secrets.token_urlsafe(32)
    lang = translation.get_language()
    target = get_next_redirect_url(request) if begun["intent"] == ENTER else None
    extra = {"nonce": nonce} if row.protocol == IdentityProvider.Protocol.OIDC else {}
    try:
        adapter = adapter_of(request, row)
        answer = adapter.get_provider().redirect(
            request, "login", next_url=target, data={**begun, "nonce": nonce, "lang": lang}, auth_params=extra
        )
    except ProviderError as error:
        return failed(request, row, error.code)
    response = render(request, "participation/providers/leave.html", {"provider": row, "address": answer["Location"]})
    response["Refresh"] = f"0; url={answer['Location']}"
    response["Referrer-Policy"] = "no-referrer"
    return response


@signed_in_to_act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, key: str) -> HttpResponseBase:
    """Say what the provider will be asked and what is kept; a press of the button leads there."""
    row = _row(key)
    me: Any = request.user
    now = timezone.now()
    verifies, signs_in = _may_verify(me, row, now), may_sign_in_with(row)
    joined = account_of(row, me)
    if not (verifies or signs_in or joined):
        may_confirm(me, me, row.method, at=now).enforce()
    if request.method == "POST":
        may = may_confirm(me, me, row.method, at=now) if verifies else policies.may_join(me, me, row, at=now)
        may.enforce()
        if not verifies and not signed_in_recently(request):
            return redirect_to_login(request.path, reverse("account_reauthenticate"))
        also = verifies and signs_in and request.POST.get("join") == "1"
        return _leave(request, row, beginning(request, VERIFY if verifies else JOIN, also_join=also))
    context = {"provider": row, "verifies": verifies, "signs_in": signs_in, "joined": joined}
    return render(request, "participation/providers/provider.html", context)


def _may_verify(me: Person, row: IdentityProvider, now: Any) -> bool:
    """Tell whether it is offered to verify, and not done already."""
    if not is_offered(row.method):
        return False
    found = current_verification(me)
    return not (found and found.is_confirmed_by(row.method, now) and not may_be_renewed(found, row.method, now))


@require_POST
@never_cache
@entrance
def enter(request: HttpRequest, key: str) -> HttpResponseBase:
    """Lead to the provider, to sign in here with the account there."""
    row = _row(key)
    if request.user.is_authenticated:
        return redirect("people:home")
    if not ratelimit.consume(request, action="login"):
        return ratelimit.respond_429(request)
    if not may_sign_in_with(row):
        return failed(request, row, "closed")
    return _leave(request, row, beginning(request, ENTER))


@signed_in_to_act
@never_cache
@require_POST
def part(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take the account at the provider off one's own."""
    me: Any = request.user
    found = account_of(_row(key), me)
    if found is not None:
        actions.part_account(account=found, by=me, at=timezone.now())
        AccountAdapter(request).send_notification_mail("account/email/provider_unlinked", me)
    return redirect("people:home")


class _Return(OAuth2CallbackView):
    """allauth's way back, which also counts the try, once its state was found to be ours."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        if state is None:
            return state, response
        row: IdentityProvider = provider.app.row
        self.adapter.state = state
        begun = state.get("data") or {}
        translation.activate(begun.get("lang") or translation.get_language())
        if request.GET.get("iss", row.issuer) != row.issuer:  # RFC 9207: the answer of another provider
            return None, failed(request, row, "untrusted")
        if begun.get("person") != request.user.pk:
            return None, failed(request, row, "somebody_else")
        if "code" in request.GET:
            _count(request, row)
        return state, None


def _count(request: HttpRequest, row: IdentityProvider) -> None:
    """Count one check. Raises ImmediateHttpResponse where there were too many."""
    if isinstance(request.user, Person):
        try:
            attempts.spend(request.user, row.method, timezone.now(), client_ip(request))
        except ActDenied as error:
            text, code = str(error.denial.message), error.denial.code
            raise ImmediateHttpResponse(page(request, row, text, code)) from None
    elif not ratelimit.consume(request, action="login"):
        raise ImmediateHttpResponse(ratelimit.respond_429(request))


@never_cache
@require_GET
def returned(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take the person back from the provider."""
    row = _row(key)
    adapter = adapter_of(request, row)
    try:
        response: HttpResponseBase = _Return.adapter_view(adapter)(request)
    except ProviderError as error:
        response = failed(request, row, error.code)
    response["Referrer-Policy"] = "no-referrer"
    return response
