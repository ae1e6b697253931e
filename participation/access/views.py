"""The guard's pages: declare a look at personal data, confirm what needs two people."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.pending import actions as pending_actions
from participation.access.pending import policies as pending_policies
from participation.access.pending.registry import all_sensitive, get_sensitive
from participation.access.roles import LOG_READERS, holds
from participation.access.rules import STOP
from participation.access.verdict import ActDenied
from participation.access.viewing import actions as viewing_actions
from participation.access.viewing import policies as viewing_policies
from participation.models import PendingAct, Person, TwoPeople, Viewing
from participation.web.addresses import localized
from participation.web.forms import Form, TidyCharField
from participation.web.keyset import paginate

MOST = 50


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


class ViewingForm(Form):
    """Why one has to look."""

    reason = TidyCharField(
        label=gettext_lazy("What do you need the data for?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: verifying people at the counter of the library, this morning."),
    )


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and wanted.startswith("/") else ""


@signed_in_to_act
@never_cache
def viewing(request: HttpRequest) -> HttpResponseBase:
    """Declare a look at personal data, and go on to the page that was wanted; or end the one in force."""
    me, now = _me(request), timezone.now()
    viewing_policies.may_open_viewing(me, at=now).enforce()
    form = ViewingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            viewing_actions.open_viewing(by=me, reason=form.cleaned_data["reason"], at=now)
        except ValidationError as error:
            form.add_error("reason", error.message_dict["reason"])
        else:
            return HttpResponseRedirect(_back(request) or localized("/mesa/datos-personales/"))
    mine = Viewing.objects.filter(person=me).order_by("-opened_at", "-pk")[:10]
    now_open = viewing_policies.viewing_of(me, at=now)
    minutes = viewing_policies.LASTS.seconds // 60
    context = {"form": form, "next": _back(request), "open": now_open, "mine": mine, "minutes": minutes}
    return render(request, "participation/access/viewing.html", context)


@require_POST
@signed_in_to_act
def close(request: HttpRequest) -> HttpResponseBase:
    """End one's look at personal data now."""
    me, now = _me(request), timezone.now()
    viewing_policies.may_open_viewing(me, at=now).enforce()
    found = viewing_policies.viewing_of(me, at=now)
    if found is not None:
        viewing_actions.close_viewing(viewing=found, by=me, at=now)
    messages.success(request, _("Ended. To see personal data again, say for what."))
    return redirect("access:viewing")


@signed_in_to_act
@never_cache
def pending(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person and what was decided, with the kinds of acts that need two."""
    me, now = _me(request), timezone.now()
    viewing_policies.may_open_viewing(me, at=now).enforce()
    waiting = [row for row in pending_policies.waiting_acts(now)[:MOST] if _sees(request, row)]
    decided = PendingAct.objects.exclude(outcome="waiting").select_related("proposed_by", "decided_by")
    if not holds(me, LOG_READERS, None):
        decided = decided.filter(proposed_by=me)
    page = paginate(request, decided, order=["-proposed_at", "-id"], size=20)
    on = set(TwoPeople.objects.values_list("kind", flat=True))
    kinds = [{"act": act, "on": act.always or act.kind in on} for act in all_sensitive() if act.kind != STOP]
    context = {
        "waiting": waiting,
        "page": page,
        "kinds": kinds,
        "may_set": pending_policies.may_set_two_people(me, at=now),
    }
    return render(request, "participation/access/pending.html", context)


def _sees(request: HttpRequest, row: PendingAct) -> bool:
    return pending_policies.may_see_pending(_me(request), row, at=timezone.now())


@signed_in_to_act
@never_cache
def pending_act(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one proposal: confirm it, refuse it with a reason, or take it back."""
    row = PendingAct.objects.select_related("proposed_by", "decided_by", "subject").filter(pk=pk).first()
    if row is None or not _sees(request, row):
        raise Http404
    me, now = _me(request), timezone.now()
    error = ""
    if request.method == "POST":
        error = _decide(request, row)
        if not error:
            return redirect("access:pending-act", pk)
    context = {
        "row": row,
        "label": get_sensitive(row.kind).label,
        "may_confirm": pending_policies.may_confirm_act(me, row, at=now),
        "may_withdraw": pending_policies.may_withdraw_act(me, row, at=now),
        "waits": row.outcome == "waiting" and row.expires_at > now,
        "error": error,
        "typed": request.POST.get("reason", "")[:500],
    }
    return render(request, "participation/access/pending_act.html", context)


def _decide(request: HttpRequest, row: PendingAct) -> str:
    """Do what was pressed; return what is wrong, or nothing."""
    given: dict[str, Any] = {"pending": row, "by": _me(request), "at": timezone.now()}
    try:
        match request.POST.get("do"):
            case "confirm":
                pending_actions.confirm_act(**given)
                messages.success(request, _("Confirmed and done."))
            case "reject":
                pending_actions.reject_act(**given, reason=request.POST.get("reason", ""))
                messages.success(request, _("Not confirmed. Your colleague is told the reason."))
            case "withdraw":
                pending_actions.withdraw_act(**given)
                messages.success(request, _("Withdrawn."))
            case _:
                return _("Choose what to do.")
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_POST
@signed_in_to_act
def rules(request: HttpRequest) -> HttpResponseBase:
    """Ask for two people for a kind of act, or propose that one be enough again (which itself takes two)."""
    me, now = _me(request), timezone.now()
    kind = request.POST.get("kind", "")
    pending_policies.may_set_two_people(me, at=now).enforce()
    if kind not in {act.kind for act in all_sensitive() if not act.always}:
        raise Http404
    try:
        if request.POST.get("do") == "stop":
            reason = request.POST.get("reason", "")
            made = pending_actions.propose_act(kind=STOP, arguments={"kind": kind}, reason=reason, by=me, at=now)
            return redirect("access:pending-act", made.pk)
        pending_actions.require_two_people(kind=kind, by=me, at=now)
        messages.success(request, _("From now on this needs two people."))
    except ActDenied as error:
        messages.error(request, str(error.denial.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("access:pending")
