"""Before a delicate change: sign in once more, if the last time was long ago."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from participation.access import resume
from participation.access.decorators import local_address, signed_in_to_act
from participation.people.contacts import mask_email, mask_phone
from participation.people.forms import AgainCodeForm, AgainForm
from participation.people.models import Person
from participation.web.errors import confirm_first, typed_texts

SECONDS = 15 * 60
TRIES = 3
KEY = "azotea_again"


def signed_in_recently(request: HttpRequest) -> bool:
    """Tell whether this session proved who it is within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(time.time() - record.get("at", 0) < SECONDS for record in records[-3:])


def recently_signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the sign-in once more where it was long ago, then come back."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not signed_in_recently(request):
            return _ask_again(request)
        return view(request, *args, **kwargs)

    return signed_in_to_act(wrapped)


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in and back: to this page, or after a post to where what was sent can be sent again.

    A button is kept and offered (access/resume.py) where its page lets it; other posts come back to the page that they
    were sent from, since their own address may be no page. Who wrote words is shown them before.
    """
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(_asking(request.get_full_path()))
    words = typed_texts(request)
    if not words and resume.keep(request, request.path, request.POST, at=timezone.now()):
        return HttpResponseRedirect(_asking(reverse("access:resume")))
    asking = _asking(local_address(request, request.headers.get("Referer") or reverse("people:home")))
    return confirm_first(request, asking) if words else HttpResponseRedirect(asking)


def _asking(back: str) -> str:
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if address and get_adapter().is_safe_url(address) else reverse("people:home")


@signed_in_to_act
@never_cache
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Confirm by code or password; with a second step in use, by that one."""
    person: Person = request.user  # type: ignore[assignment]
    if is_mfa_enabled(person):
        methods = get_adapter().get_reauthentication_methods(person)
        address = next((m["url"] for m in methods if m["id"].startswith("mfa")), reverse("people:home"))
        return HttpResponseRedirect(f"{address}?{urlencode({'next': _next(request)})}")
    if request.method == "POST":
        if not ratelimit.consume(request, action="reauthenticate", user=person):
            return ratelimit.respond_429(request)
        action = request.POST.get("action")
        if action == "send":
            return _send(request, person)
        return _by_password(request, person) if action == "password" else _by_code(request, person)
    return _page(request, person)


def _page(request: HttpRequest, person: Person, **forms: Any) -> HttpResponse:
    state = request.session.get(KEY)
    return render(
        request,
        "account/reauthenticate.html",
        {
            "next": _next(request),
            "sent_to": mask_email(person.email) if person.email else mask_phone(person.phone),
            "code_form": forms.get("code_form") or (AgainCodeForm() if state else None),
            "password_form": forms.get("password_form") or (AgainForm() if person.has_usable_password() else None),
        },
    )


def _send(request: HttpRequest, person: Person) -> HttpResponseBase:
    contact = person.email or person.phone or ""
    if not ratelimit.consume(request, action="request_login_code", key=contact):
        return ratelimit.respond_429(request)
    code = generate_user_code(**settings.ALLAUTH_USER_CODE_FORMAT)
    request.session[KEY] = {"code": code, "at": time.time(), "tries": 0}
    if person.email:
        get_adapter().send_mail("account/email/login_code", person.email, {"code": code})
    else:
        get_adapter().send_verification_code_sms(user=person, phone=contact, code=code)
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': _next(request)})}")


def _by_code(request: HttpRequest, person: Person) -> HttpResponseBase:
    form = AgainCodeForm(request.POST)
    state = request.session.get(KEY) or {}
    errors = get_adapter().error_messages
    if form.is_valid():
        fresh = state and time.time() - state["at"] < SECONDS and state["tries"] < TRIES
        if not fresh:
            request.session.pop(KEY, None)
            form.deny(errors["too_many_login_attempts"])
        elif compare_user_code(actual=form.cleaned_data["code"], expected=state["code"]):
            request.session.pop(KEY)
            record_authentication(request, person, method="code", reauthenticated=True)
            return HttpResponseRedirect(_next(request))
        else:
            request.session[KEY] = {**state, "tries": state["tries"] + 1}
            form.add_error("code", errors["incorrect_code"])
    return _page(request, person, code_form=form)


def _by_password(request: HttpRequest, person: Person) -> HttpResponseBase:
    form = AgainForm(request.POST)
    if form.is_valid():
        if person.check_password(form.cleaned_data["password"]):
            record_authentication(request, person, method="password", reauthenticated=True)
            return HttpResponseRedirect(_next(request))
        form.add_error("password", get_adapter().error_messages["incorrect_password"])
    return _page(request, person, password_form=form)
