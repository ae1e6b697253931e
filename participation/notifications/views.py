"""The inbox, what is sent where, and the page that stops e-mails."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.roles import beside
from participation.models import Notice, Person, Subject
from participation.notifications import actions
from participation.notifications.channels.ways import has
from participation.notifications.forms import PlanForm, PreferencesForm, SubjectChoiceForm
from participation.notifications.inbox_rows import notice_row
from participation.notifications.querysets import Chosen, chosen_by, hears_of, inbox_of, level_of
from participation.notifications.registry import EMAIL, all_kinds, get_kind
from participation.notifications.suppression import suppression_of
from participation.notifications.unsubscribe import EVERYTHING, Stop, read_token
from participation.notifications.wording import word
from participation.people.contacts import mask_email
from participation.subjects.visibility import is_shown, subject_or_404
from participation.web.addresses import localized
from participation.web.keyset import StoredPages, paginate

MAX_ID = 2**63 - 1


def _own_notices(me: int, *, only_new: bool) -> QuerySet:
    return _only_new(Notice.objects.filter(person=me), only_new)


def _told_notices(me: int, *, only_new: bool) -> QuerySet:
    return _only_new(inbox_of(me), only_new)


def _only_new(rows: QuerySet, wanted: bool) -> QuerySet:
    return rows.filter(read_at__isnull=True) if wanted else rows


_inbox = StoredPages(_told_notices, keys=_own_notices)


@require_GET
@never_cache
@signed_in_to_act
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's notices, newest first; the new ones are marked and can be shown alone."""
    only_new = request.GET.get("ver") == "nuevas"
    mine = _inbox(cast("Person", request.user).pk, only_new=only_new)
    page = paginate(request, mine, order=("-at", "-id"))
    token = get_token(request) if any(notice.read_at is None for notice in page.rows) else ""
    return render(
        request,
        "participation/notifications/inbox.html",
        {
            "page": page,
            "rows": [notice_row(notice, token) for notice in page.rows],
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


@require_GET
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """Return the number of unread notices, as the header shows it; nothing where it is the one shown already.

    Asked for once a minute by each open page: it costs what knowing the reader costs, and nothing for strangers.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    number = int(beside(cast("Person", request.user), "unread") or 0)
    if request.GET.get("n") == str(number):
        return HttpResponse(status=204)
    # Without the request: what every page shows besides need not be asked for.
    return HttpResponse(render_to_string("participation/notifications/count.html", {"unread_notices": number}))


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in_to_act
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose which kinds of notices go where."""
    person = cast("Person", request.user)
    mine = chosen_by(person)
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=person, chosen=mine.wanted)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(by=person, wanted=form.wanted(), at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return _preferences(request, mine, form=form)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in_to_act
def plan(request: HttpRequest) -> HttpResponse:
    """Choose how often mails come and in which time zone; asked for alone, it leads to the page of all choices."""
    if request.method == "GET":
        return redirect("notifications:preferences")
    form = PlanForm(request.POST)
    if form.is_valid():
        actions.plan_mails(by=cast("Person", request.user), **form.cleaned_data, at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return _preferences(request, chosen_by(cast("Person", request.user)), plan_form=form)


def _preferences(
    request: HttpRequest, mine: Chosen, *, form: PreferencesForm | None = None, plan_form: PlanForm | None = None
) -> HttpResponse:
    person = cast("Person", request.user)
    plan, stopped = mine.plan, mine.stopped
    initial = {"rhythm": plan.rhythm, "hour": plan.hour, "weekday": plan.weekday, "time_zone": person.time_zone}
    return render(
        request,
        "participation/notifications/preferences.html",
        {
            "form": form or PreferencesForm(person=person, chosen=mine.wanted),
            "plan_form": plan_form or PlanForm(initial=initial),
            "wrong": plan_form or form,
            "has_email": has(person, EMAIL),
            "account_url": reverse("people:home"),
            "stopped": stopped,
            "spam": stopped is not None and stopped.reason == stopped.Reason.COMPLAINT,
            "address": mask_email(person.email),
        },
    )


@require_POST
@signed_in_to_act
def resume(request: HttpRequest) -> HttpResponse:
    """Send to one's own address again, after its mails had come back or were called spam."""
    person = cast("Person", request.user)
    stopped = suppression_of(person.email or "")
    if stopped is not None:
        actions.lift_suppression(suppression=stopped, by=person, at=timezone.now())
        messages.success(request, _("We send to your address again from the next notification on."))
    return redirect("notifications:preferences")


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in_to_act
def about(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Choose how much to hear of one thing that one follows, or was told of."""
    person = cast("Person", request.user)
    subject = Subject.objects.filter(pk=subject_pk).first()
    if subject is None or not hears_of(person, subject):
        subject = subject_or_404(subject_pk, person)
    given = request.POST if request.method == "POST" else None
    form = SubjectChoiceForm(given, initial={"level": level_of(person, subject)})
    if given is not None and form.is_valid():
        level = form.cleaned_data["level"]
        actions.choose_for_subject(subject=subject, level=level, by=person, person=person, at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("follows:mine")
    return render(
        request,
        "participation/notifications/about.html",
        {"form": form, "subject": subject, "shown": is_shown(subject)},
    )


@csrf_exempt  # mail programs post here for the reader (RFC 8058); the signed token is the permission
@require_http_methods(["GET", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stop e-mails without signing in. Opening the link only asks: programs that check links open it too."""
    stop = read_token(token)
    kind = get_kind(stop.kind) if stop else None
    if stop is None or (kind is None and stop.kind != EVERYTHING):
        raise Http404
    about = stop.subject if stop.subject is not None and is_shown(stop.subject) else None
    done = ""
    if request.method == "POST":
        done = _stop(stop, request.POST.get("todo", ""), about)
    response = render(
        request,
        "participation/notifications/unsubscribe.html",
        {"kind": kind, "about": about, "done": done, "token": token},
    )
    response["Referrer-Policy"] = "no-referrer"  # the address is a permission: it must not reach other sites
    response["X-Robots-Tag"] = "noindex"
    return response


def _stop(stop: Stop, wish: str, about: Subject | None) -> str:
    """Stop what was asked for; return what that was: one thing, everything or (as mail programs ask) the kind."""
    now = timezone.now()
    if wish == "tema" and about is not None:
        actions.choose_for_subject(subject=about, level="here", by=None, person=stop.person, at=now)
        return "subject"
    everything = wish == "1" or stop.kind == EVERYTHING
    kinds = [each.name for each in all_kinds()] if everything else [stop.kind]
    actions.stop_emails(person=stop.person, kinds=kinds, at=now)
    return "all" if everything else "kind"


def _own(request: HttpRequest, pk: int) -> Notice:
    """Return one's own notice. Raises Http404 for any other."""
    notice = inbox_of(cast("Person", request.user)).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice
