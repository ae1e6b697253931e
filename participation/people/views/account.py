"""A person's own pages: hub, activity, name and language, contacts, password, keys of the API, closing."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.events.names import get_name
from participation.people import actions, policies
from participation.people.api_acts import all_api_acts
from participation.people.contacts import show_phone
from participation.people.forms import EraseForm, NewPasswordForm, ProfileForm, TokenForm
from participation.people.models import ApiToken, Person
from participation.people.querysets import own_events, tokens_in_force
from participation.people.views.again import recently_signed_in
from participation.stored import StoredQuery
from participation.subjects.querysets import shown
from participation.web.addresses import localized
from participation.web.context import NAMES
from participation.web.keyset import paginate

RECENT = 5


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _lines(events: Any) -> list[dict[str, Any]]:
    """Say what the person did to the person: "you commented", where others read "someone commented"."""
    names = [(event, get_name(event.name)) for event in events]
    return [{"label": name.mine or name.label, "subject": event.subject, "at": event.at} for event, name in names]


@StoredQuery
def _latest_events(me: int) -> QuerySet:
    return own_events(me).defer("subject__search").order_by("-at", "-id")[:RECENT]


def _follows(me: int) -> QuerySet:
    from participation.follows.models import Follow

    return shown(Follow.objects.filter(person=me))


@StoredQuery
def _latest_follows(me: int) -> QuerySet:
    return _follows(me).select_related("subject").defer("subject__search").order_by("-at", "-id")[:RECENT]


@StoredQuery
def _numbers(me: int, at: datetime) -> QuerySet:
    """Return how many things the person follows, how many keys of theirs work, whether they use a second step."""

    def number(rows: QuerySet) -> Coalesce:
        counted = rows.order_by().values("person").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)

    return Person.objects.filter(pk=me).values(
        follow_count=number(_follows(me)),
        token_count=number(tokens_in_force(me, at)),
        second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
    )


@signed_in_to_act
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the person what is theirs: what they did and follow, their data, how they sign in, their verification."""
    from participation.verification.policies import may_verify_people
    from participation.verification.querysets import verification_of

    me = _me(request)
    now = timezone.now()
    [numbers] = _numbers(me.pk, now)
    return render(
        request,
        "participation/people/home.html",
        {
            "me": me,
            "phone": show_phone(me.phone),
            "events": _lines(_latest_events(me.pk)),
            "follows": list(_latest_follows(me.pk)),
            "follow_count": numbers["follow_count"],
            "verification": verification_of(me),
            "token_count": numbers["token_count"],
            "has_password": me.has_usable_password(),
            "language": NAMES.get(me.lang, me.lang),
            "attends": bool(may_verify_people(me, at=now)),
            "second_step": numbers["second_step"],
        },
    )


@signed_in_to_act
@never_cache
def activity(request: HttpRequest) -> HttpResponse:
    """List everything that the person did."""
    page = paginate(request, own_events(_me(request)), order=["-at", "-id"], size=20)
    return render(request, "participation/people/activity.html", {"page": page, "lines": _lines(page.rows)})


@signed_in_to_act
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Change the public name and the language."""
    me = _me(request)
    form = ProfileForm(request.POST or None, initial={"name": me.name, "lang": me.lang})
    if request.method == "POST" and form.is_valid() and _profile_changed(form, me):
        messages.success(request, _("Your data were saved."))
        with translation.override(form.cleaned_data["lang"]):
            return HttpResponseRedirect(localized("/cuenta/", form.cleaned_data["lang"]))
    return render(request, "participation/people/profile.html", {"form": form})


def _profile_changed(form: ProfileForm, me: Person) -> bool:
    try:
        actions.change_profile(person=me, **form.cleaned_data, by=me, at=timezone.now())
    except ActDenied as error:
        form.deny(error.denial.message)
        return False
    return True


@recently_signed_in
def remove_contact(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask, then remove the e-mail address or the mobile number."""
    me = _me(request)
    if kind not in {"email", "phone"} or not getattr(me, kind):
        raise Http404
    verdict = (policies.may_remove_email if kind == "email" else policies.may_remove_phone)(me, at=timezone.now())
    if request.method == "POST":
        actions.remove_contact(person=me, kind=kind, by=me, at=timezone.now())
        messages.success(request, _("It was removed from your account."))
        return redirect("people:home")
    value = me.email if kind == "email" else show_phone(me.phone)
    return render(
        request, "participation/people/remove_contact.html", {"kind": kind, "value": value, "verdict": verdict}
    )


@recently_signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; whoever entered with a code a moment ago need not know the old one."""
    me = _me(request)
    form = NewPasswordForm(request.POST or None, person=me)
    if request.method == "POST" and form.is_valid():
        actions.set_password(person=me, password=form.cleaned_data["password"], by=me, at=timezone.now())
        finalize_password_set(request, me)
        return redirect("people:home")
    return render(request, "account/password_set.html", {"form": form, "has_password": me.has_usable_password()})


@recently_signed_in
def remove_password(request: HttpRequest) -> HttpResponse:
    """Ask, then remove the password: from then on the person signs in with codes."""
    me = _me(request)
    if not me.has_usable_password():
        return redirect("people:home")
    if request.method == "POST":
        actions.set_password(person=me, password=None, by=me, at=timezone.now())
        update_session_auth_hash(request, me)
        messages.success(request, _("Your password was removed. You sign in with a code."))
        return redirect("people:home")
    return render(request, "participation/people/remove_password.html")


def _key(token: ApiToken) -> dict[str, Any]:
    """Return a key with the words of what it may do; None: everything, as it was made before keys had limits."""
    if token.acts is None:
        return {"token": token, "acts": None}
    words = {act.name: act.label for act in all_api_acts()}
    return {"token": token, "acts": [words.get(name, name) for name in token.acts]}


@recently_signed_in
def tokens(request: HttpRequest) -> HttpResponseBase:
    """List the keys of the API and make another; its secret is shown on this answer only."""
    me = _me(request)
    now = timezone.now()
    host = split_domain_port(request.get_host())[0]
    form = TokenForm(request.POST or None)
    made = secret = None
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.issue_token(
                person=me,
                name=form.cleaned_data["name"],
                expires_at=form.expires_at(now),
                by=me,
                at=now,
                acts=form.cleaned_data["acts"],
                audience=host,
            )
            form = TokenForm()
        except ActDenied as error:
            form.deny(error.denial.message)
    return render(
        request,
        "participation/people/tokens.html",
        {
            "form": form,
            "lines": [_key(token) for token in tokens_in_force(me, now).order_by("-created_at", "-pk")],
            "host": host,
            "made": made,
            "secret": secret,
            "verdict": policies.may_issue_token(me, at=now),
        },
    )


@require_POST
@signed_in_to_act
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key of one's own; another person's is not found."""
    me = _me(request)
    token = get_object_or_404(ApiToken, pk=pk, person=me)
    actions.revoke_token(token=token, by=me, at=timezone.now())
    messages.success(request, _("The key no longer works."))
    return redirect("people:tokens")


@recently_signed_in
def erase(request: HttpRequest) -> HttpResponse:
    """Ask, then close the account."""
    me = _me(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_account(person=me, by=me, at=timezone.now())
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            logout(request)
            messages.success(request, _("Your account is closed and your personal data were erased."))
            return HttpResponseRedirect(localized("/"))
    return render(
        request,
        "participation/people/erase.html",
        {"form": form, "verdict": policies.may_erase_account(me, at=timezone.now())},
    )


def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed."""
    return render(request, "account/account_inactive.html", {"sign_up": reverse("account_signup")})
