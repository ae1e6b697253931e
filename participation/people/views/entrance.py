"""The entrance: small corrections to allauth's views.

Whoever enters an unknown contact sees the same pages, with the same buttons, as whoever has an account.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.people.contacts import Contact
from participation.people.forms import ResetForm
from participation.people.models import Person

View = Callable[..., HttpResponseBase]


def entrance(view: View) -> View:
    """Answer too many tries with a page that says so, wherever in allauth they are counted."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RateLimited:
            return ratelimit.respond_429(request)

    return wrapped


class LoginCodeView(allauth_views.ConfirmLoginCodeView):
    """The code of a sign-in; "send another" works alike where there is no account (allauth would fail there)."""

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        process: LoginCodeVerificationProcess = self._process
        contact = process.state.get("email") or process.state.get("phone") or ""
        if not ratelimit.consume(self.request, action="request_login_code", key=contact.lower()):
            return ratelimit.respond_429(self.request)
        if process.user is None:
            process.record_resend()
            process.persist()
            return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))
        return super()._resend_form_valid(form)  # type: ignore[no-any-return]


@require_POST
@never_cache
def start_again(request: HttpRequest) -> HttpResponse:
    """Drop a sign-in that waits for its code and return to its beginning."""
    from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
    from allauth.account.utils import passthrough_next_redirect_url

    clear_login(request)
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))


@never_cache
def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Send a code to the contact, as for a sign-in; behind it the person sets a new password.

    So a second step is never skipped, and a mobile number does as well as an e-mail address.
    """
    target = reverse("account_set_password")
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["contact"]
        contact = Contact("email" if "@" in value else "phone", value)
        if not ratelimit.consume(request, action="request_login_code", key=contact.value):
            return ratelimit.respond_429(request)
        person = Person.objects.filter(**{contact.kind: contact.value}, is_active=True).first()
        LoginCodeVerificationProcess.initiate(request=request, user=person, **{contact.kind: contact.value})
        return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?next={target}")
    return render(request, "account/password_reset.html", {"form": form})
