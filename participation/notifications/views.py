"""The inbox, what is sent where, and the page that stops e-mails."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.models import Notice, Person
from participation.notifications import actions
from participation.notifications.fanout import has
from participation.notifications.forms import PreferencesForm
from participation.notifications.querysets import inbox_of
from participation.notifications.registry import EMAIL, all_kinds, get_kind
from participation.notifications.unsubscribe import read_token
from participation.notifications.wording import word
from participation.web.addresses import localized
from participation.web.keyset import paginate

MAX_ID = 2**63 - 1


@require_GET
@never_cache
@signed_in_to_act
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's notices, newest first; the new ones are marked and can be shown alone."""
    only_new = request.GET.get("ver") == "nuevas"
    mine = inbox_of(cast("Person", request.user))
    page = paginate(request, mine.filter(read_at__isnull=True) if only_new else mine, order=("-at", "-id"))
    rows = [{"notice": notice, "words": word(notice)} for notice in page.rows]
    return render(
        request,
        "participation/notifications/inbox.html",
        {
            "page": page,
            "rows": rows,
            "only_new": only_new,
            "up_to": max((notice.pk for notice in page.rows), default=0),
            "any_new": any(notice.read_at is None for notice in page.rows),
        },
    )


@require_GET
@never_cache
@signed_in_to_act
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's notice as read and go to what it tells of."""
    notice = _own(request, pk)
    actions.mark_read(notice=notice, by=cast("Person", request.user), at=timezone.now())
    return redirect(localized(word(notice).path or "/cuenta/notificaciones/"))


@require_POST
@signed_in_to_act
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's notice as read without opening it."""
    actions.mark_read(notice=_own(request, pk), by=cast("Person", request.user), at=timezone.now())
    return redirect("notifications:inbox")


@require_POST
@signed_in_to_act
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page showed and what is older."""
    given = request.POST.get("hasta", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 19 and int(given) <= MAX_ID):
        raise BadRequest("hasta")
    actions.mark_all_read(by=cast("Person", request.user), at=timezone.now(), up_to=int(given))
    messages.success(request, _("Nothing new is left to read."))
    return redirect("notifications:inbox")


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in_to_act
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose which kinds of notices go where."""
    person = cast("Person", request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(by=person, wanted=form.wanted(), at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return render(
        request,
        "participation/notifications/preferences.html",
        {
            "form": form,
            "has_email": has(person, EMAIL),
            "account_url": reverse("people:home"),
        },
    )


@csrf_exempt  # mail programs post here for the reader (RFC 8058); the signed token is the permission
@require_http_methods(["GET", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stop e-mails without signing in. Opening the link only asks: programs that check links open it too."""
    found = read_token(token)
    kind = get_kind(found[1]) if found else None
    if found is None or kind is None:
        raise Http404
    done = ""
    if request.method == "POST":
        everything = request.POST.get("todo") == "1"
        kinds = [each.name for each in all_kinds()] if everything else [kind.name]
        actions.stop_emails(person=found[0], kinds=kinds, at=timezone.now())
        done = "all" if everything else "kind"
    response = render(
        request, "participation/notifications/unsubscribe.html", {"kind": kind, "done": done, "token": token}
    )
    response["Referrer-Policy"] = "no-referrer"  # the address is a permission: it must not reach other sites
    response["X-Robots-Tag"] = "noindex"
    return response


def _own(request: HttpRequest, pk: int) -> Notice:
    """Return one's own notice. Raises Http404 for any other."""
    notice = inbox_of(cast("Person", request.user)).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice
