"""What follows from a person's return from a provider: verified, joined, signed in, or told why not."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.people.adapters import AccountAdapter
from participation.people.models import Person
from participation.people.querysets import short_code
from participation.providers import actions
from participation.providers.claims import Claims, birth_date_of, documents_of, enforce_level
from participation.providers.failures import ProviderError, words
from participation.providers.models import IdentityProvider
from participation.providers.querysets import holder_of, may_sign_in_with
from participation.verification.actions import confirm_identity, note_failed_attempt
from participation.verification.methods import offered

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

VERIFY, JOIN, ENTER = "verify", "join", "enter"


def beginning(request: HttpRequest, intent: str, *, also_join: bool = False) -> dict[str, Any]:
    """Return what is kept, in the session, of the beginning of a sign-in at a provider."""
    return {"intent": intent, "person": request.user.pk, "join": also_join}


def answer(request: HttpRequest, login: "SocialLogin") -> HttpResponseBase:
    """Do what the person began, with what the provider says; or say why not."""
    row: IdentityProvider = login.provider.app.row
    claims: Claims = login.claims
    begun = login.state.get("data") or {}
    now = timezone.now()
    try:
        if begun.get("intent") == ENTER:
            return _enter(request, row, claims, login.state.get("next"), now)
        if begun.get("intent") == JOIN:
            return _join(request, row, claims, now)
        return _verify(request, row, claims, now, also_join=bool(begun.get("join")))
    except ProviderError as error:
        return failed(request, row, error.code)
    except ActDenied as error:
        return page(request, row, str(error.denial.message), error.denial.code)
    except ValidationError as error:
        return page(request, row, " ".join(error.messages), "invalid")


def _verify(
    request: HttpRequest, row: IdentityProvider, claims: Claims, at: datetime, *, also_join: bool
) -> HttpResponse:
    me: Any = request.user
    enforce_level(row, claims)
    documents = documents_of(row, claims)
    confirm_identity(
        person=me,
        method=row.method,
        documents=documents,
        birth_date=birth_date_of(row, claims, documents),
        territory=row.lives_in,
        by=me,
        at=at,
        subject_ref=row.key,
    )
    messages.success(request, _("You are verified."))
    if also_join:
        try:
            _joined(request, row, claims, me, at)
        except ActDenied as error:  # verified they are all the same
            messages.warning(request, str(error.denial.message))
    return redirect("verification:mine")


def _join(request: HttpRequest, row: IdentityProvider, claims: Claims, at: datetime) -> HttpResponse:
    _joined(request, row, claims, request.user, at)
    return redirect("people:home")


def _joined(request: HttpRequest, row: IdentityProvider, claims: Claims, me: Any, at: datetime) -> None:
    actions.join_account(provider=row, person=me, subject=claims.subject, by=me, at=at)
    AccountAdapter(request).send_notification_mail("account/email/provider_linked", me)
    messages.success(request, _("From now on you can sign in with %(name)s.") % {"name": row.name})


def _enter(
    request: HttpRequest, row: IdentityProvider, claims: Claims, target: str | None, at: datetime
) -> HttpResponseBase:
    """Sign in whoever joined this account to theirs; a second step is asked for as always."""
    if not may_sign_in_with(row):
        raise ProviderError("closed")
    found = holder_of(row, claims.subject)
    if found is None or not found.person.is_active:
        raise ProviderError("unlinked")
    actions.note_use(account=found, at=at)
    record_authentication(request, found.person, "socialaccount", provider=row.key)
    return perform_login(request, found.person, redirect_url=target)  # type: ignore[no-any-return]


def failed(request: HttpRequest, row: IdentityProvider, code: str) -> HttpResponse:
    """Say why it came to nothing, with the other ways."""
    if isinstance(request.user, Person) and code not in {"state", "somebody_else"}:
        note_failed_attempt(person=request.user, method=row.method, code=code, at=timezone.now())
    return page(request, row, words(code, row), code)


def page(request: HttpRequest, row: IdentityProvider, text: str, code: str) -> HttpResponse:
    """Say in words why it came to nothing, with the other ways."""
    me = request.user if isinstance(request.user, Person) else None
    others = [way for way in offered(me, at=timezone.now()) if way.name != row.method] if me else []
    context = {
        "provider": row,
        "text": text,
        "code": code,
        "me": me,
        "others": [way for way in others if way.url],
        "at_counter": any(way.name == "counter" for way in others),
        "short_code": short_code(me) if me else "",
    }
    return render(request, "participation/providers/failed.html", context, status=422)
