"""Asking, changing and withdrawing. What says nearly the same is shown before it is handed in."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks import policies
from participation.asks.actions import edit_ask, submit_ask, withdraw_ask
from participation.asks.forms import AskForm, EditForm, WithdrawForm
from participation.asks.models import Ask
from participation.asks.registry import AskKind, Place, get_kind, place_of
from participation.asks.states import AskState
from participation.asks.views.common import ask_or_404, complain, signed_in
from participation.limits.pages import limited
from participation.search.similar import suggest

SIMILAR = 5


@require_http_methods(["GET", "HEAD", "POST"])
def write_anywhere(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Ask for something that stands in no activity."""
    return write(request, kind, None)


def write(request: HttpRequest, name: str, place: Place) -> HttpResponseBase:
    """Ask for something at a place; what is closed is said before one has to sign in."""
    kind = get_kind(name)
    kind.clock(place, "ask", timezone.now()).enforce()
    return _write(request, kind, place)


@signed_in_to_act
@limited("similar", only=lambda request: request.method == "POST")
def _write(request: HttpRequest, kind: AskKind, place: Place) -> HttpResponse:
    person, at = signed_in(request), timezone.now()
    policies.may_ask(person, kind, place, at=at).enforce()
    form = AskForm(request.POST if request.method == "POST" else None, kind=kind, place=place)
    similar: list[Ask] = []
    if request.method == "POST" and form.is_valid():
        similar = [] if form.cleaned_data["seen"] else _similar(kind, place, form)
        if not similar:
            made = _hand_in(request, form, kind, place, at)
            if made is not None:
                messages.success(
                    request, kind.words.pending if made.state == AskState.PENDING else kind.words.published
                )
                told = _("Your folio is %(code)s. Keep it: with it you see where it is.")
                messages.info(request, told % {"code": made.subject.folio.code})
                return redirect(made.get_absolute_url())
    context = {**_frame(kind, place), "form": form, "similar": similar, "seen": bool(similar or form.data.get("seen"))}
    return render(request, "participation/asks/write.html", context)


def _hand_in(request: HttpRequest, form: AskForm, kind: AskKind, place: Place, at: datetime) -> Ask | None:
    language = (get_language() or "es").split("-")[0]
    try:
        return submit_ask(
            kind=kind.name,
            place=place,
            by=signed_in(request),
            at=at,
            lang=language,
            act_id=form.cleaned_data["act_id"],
            **form.asked(),
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    return None


def _similar(kind: AskKind, place: Place, form: AskForm) -> list[Ask]:
    data = form.cleaned_data
    found = suggest(f"{data['title']}\n{data['body']}", place, kind=kind.name, limit=SIMILAR)
    rows = Ask.objects.public().for_cards().filter(subject__in=[hit.subject_id for hit in found])
    known = {row.subject_id: row for row in rows}
    return [known[hit.subject_id] for hit in found if hit.subject_id in known]


def _frame(kind: AskKind, place: Place, **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "words": kind.words,
        "place": place,
        "rules": kind.rules(place),
        "crumbs": kind.crumbs(place),
        "list_url": kind.list_path(place),
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def edit(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Change what was asked while nobody joined; hand in again what a moderator returned."""
    ask, at = ask_or_404(request, subject_id=subject_pk), timezone.now()
    policies.may_edit(signed_in(request), ask, at=at).enforce()
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    form = EditForm(request.POST if request.method == "POST" else None, kind=kind, place=place, ask=ask)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            changed = edit_ask(ask=ask, by=signed_in(request), at=at, reason=reason, **form.asked())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            waits = changed.state == AskState.PENDING
            messages.success(request, kind.words.pending if waits else _("Your changes are saved."))
            return redirect(ask.get_absolute_url())
    return render(request, "participation/asks/edit.html", _frame(kind, place, form=form, ask=ask))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Withdraw what was asked, after asking once."""
    ask, at = ask_or_404(request, subject_id=subject_pk), timezone.now()
    policies.may_withdraw(signed_in(request), ask, at=at).enforce()
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw_ask(ask=ask, by=signed_in(request), at=at, reason=form.cleaned_data["reason"])
        messages.success(request, _("You withdrew it."))
        return redirect(kind.list_path(place))
    return render(request, "participation/asks/withdraw.html", _frame(kind, place, form=form, ask=ask))
