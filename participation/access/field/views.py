"""Pages of field accounts: the desk with its file, the cards to print, and the way in."""

import base64
import csv
import io
from datetime import datetime, time, timedelta
from typing import Any

import segno
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.field import actions, policies
from participation.access.field.forms import CardForm, TeamFileForm
from participation.access.field.importer import COLUMNS, plan_field_accounts
from participation.access.field.pins import clean_username, spend
from participation.access.models import FieldAccount
from participation.access.verdict import ActDenied
from participation.imports import uploads
from participation.imports.actions import apply_plan
from participation.imports.errors import ImportRefused
from participation.imports.frame import preview
from participation.limits.visitors import visitor
from participation.models import Person
from participation.web.addresses import absolute, plain
from participation.web.keyset import paginate

SHOWN = 20
SESSION = timedelta(hours=12)


def _manager(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    policies.may_manage_field(request.user).enforce()
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List field accounts; take a file of a team, show what it would make, and make it all or nothing."""
    by, at = _manager(request), timezone.now()
    form = TeamFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if request.POST.get("token"):
            form, made = TeamFileForm(), _make(request, by, at, context)
            context["form"] = form
            if made is not None:
                return made
        elif form.is_valid():
            try:
                file = form.source_file()
                context["preview"] = preview(plan_field_accounts(file=file, by=by, at=at))
                context["token"] = uploads.keep(file, person=by.pk)
                status = 200
            except ImportRefused as error:
                context["refused"] = error.messages
    rows = FieldAccount.objects.select_related("person", "role__scope").defer("role__scope__search")
    page = paginate(request, rows, order=("-made_at", "-id"), size=SHOWN)
    context["page"] = page
    context["rows"] = [(row, policies.works_on(row, at=at)) for row in page]
    return render(request, "participation/access/field/desk.html", context, status=status)


def _make(request: HttpRequest, by: Person, at: datetime, context: dict[str, Any]) -> HttpResponse | None:
    """Make what was previewed and answer with the cards; None where the file must be given again, and why."""
    file = uploads.take(request.POST.get("token", "")[:20_000], person=by.pk)
    if file is None:
        context["refused"] = [_("The file was used already or waited for too long. Upload it again.")]
        return None
    cards: list[actions.Card] = []
    try:
        apply_plan(plan=plan_field_accounts(file=file, by=by, at=at, cards=cards), by=by, at=at)
    except ImportRefused as error:
        context["refused"] = error.messages
        return None
    return _cards(request, cards)


def _cards(request: HttpRequest, cards: list[actions.Card]) -> HttpResponse:
    """Answer with cards to print. Their PINs are shown this once; a lost one is made anew."""
    address = absolute(plain(reverse("access:field-enter")), "es-mx")
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=4, border=3)
    qr = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    return render(request, "participation/access/field/cards.html", {"cards": cards, "address": address, "qr": qr})


@require_safe
@signed_in_to_act
def sheet(request: HttpRequest) -> HttpResponse:
    """Give the sheet to fill in, with one row as an example."""
    _manager(request)
    out = io.StringIO()
    writer = csv.writer(out)
    until = timezone.localdate() + timedelta(days=6)
    writer.writerow([names[0] for names in COLUMNS.values()])
    writer.writerow(["María Pérez", "Biblioteca del centro", "", str(timezone.localdate()), str(until)])
    headers = {"Content-Disposition": 'attachment; filename="equipo-de-campo.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _account_or_404(pk: int) -> FieldAccount:
    rows = FieldAccount.objects.select_related("person", "role")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then end an account at once."""
    by, account = _manager(request), _account_or_404(pk)
    if request.method == "POST":
        actions.end_field_account(account=account, by=by, at=timezone.now())
        messages.success(request, _("It is ended: whoever has the card can not enter any more."))
        return redirect("access:field")
    return render(request, "participation/access/field/end.html", {"account": account})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then make a new PIN and show its card."""
    by, account = _manager(request), _account_or_404(pk)
    if request.method == "POST":
        return _cards(request, [actions.renew_pin(account=account, by=by, at=timezone.now())])
    return render(request, "participation/access/field/renew.html", {"account": account})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a card, without e-mail."""
    if request.user.is_authenticated:
        return redirect("verification:desk")
    form, status = CardForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given, at = form.cleaned_data, timezone.now()
            try:
                spend(clean_username(given["username"]), visitor(request))
                account = actions.enter_field_account(username=given["username"], pin=given["pin"], at=at)
            except ActDenied as error:
                form.deny(error.denial.message)
            else:
                return _signed_in(request, account, at)
    return render(request, "participation/access/field/enter.html", {"form": form}, status=status)


def _signed_in(request: HttpRequest, account: FieldAccount, at: datetime) -> HttpResponseBase:
    """Sign in for one working day at most, and not beyond the account's last one."""
    from allauth.account.internal.flows.login import perform_login

    answer = perform_login(
        request,
        Login(user=account.person, redirect_url=policies.field_home(account.person, reverse("verification:desk"))),
    )
    midnight = timezone.make_aware(datetime.combine(account.ends_on + timedelta(days=1), time()))
    request.session.set_expiry(min(at + SESSION, midnight))
    return answer  # type: ignore[no-any-return]
