"""The desk of forums: made, changed, given seats and rules, published, closed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.asks.views.common import signed_in
from participation.files.actions import attach_all
from participation.models import Institution, Person
from participation.web.forms import Form
from participation.web.keyset import paginate
from processes.forums import policies
from processes.forums.actions import forum as acts
from processes.forums.checks import checks_of, facts_of
from processes.forums.forms import ForumForm, ReasonForm, RulesForm, SeatsForm
from processes.forums.views.common import POSTS, done, form_page, run_or_404
from processes.models import Candidacy, Forum, Member

SIZE = 20


def keeper(request: HttpRequest) -> Person:
    """Return who is signed in. Raises ActDenied where they answer for nothing."""
    person = signed_in(request)
    if roles.scopes(person, roles.STEWARDS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    return person


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the forums that the official runs."""
    by = keeper(request)
    rows = Forum.objects.workable_by(by).for_page().with_figures(timezone.now())  # type: ignore[attr-defined]
    page = paginate(request, rows, order=("title", "id"), size=SIZE)
    return render(request, "processes/forums/desk.html", {"page": page})


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Begin a forum."""
    by = keeper(request)
    form = ForumForm(request.POST if request.method == "POST" else None, person=by)
    made: list[Forum] = []
    if done(request, form, lambda: made.append(acts.create_forum(by=by, at=timezone.now(), **form.facts()))):
        messages.success(request, _("The draft is kept; only officials see it. Now say which seats it has."))
        return redirect("forums:manage", made[0].pk)
    if not Institution.objects.workable_by(by).exists():  # type: ignore[attr-defined]
        Denied("no_institution", _("You answer for no institution. Ask whoever manages roles.")).enforce()
    lead = _("A council, committee or group where government and society sit. Nobody sees it until you publish it.")
    return form_page(request, None, form, title=_("New forum"), label=_("Keep the draft"), lead=lead)


@require_safe
@signed_in_to_act
@never_cache
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one forum to whoever runs it: its steps, members, calls, sessions, checks."""
    forum, by, at = run_or_404(request, pk), signed_in(request), timezone.now()
    facts = facts_of(forum, at)
    sessions = forum.sessions.select_related("encounter__subject").defer("encounter__subject__search")
    context = {
        "forum": forum,
        "facts": facts,
        "checks": checks_of(forum, facts, at),
        "runs": policies.may_run(by, forum),
        "shows": policies.may_show(by, forum),
        "members": Member.objects.now().filter(forum=forum).for_page().order_by("seats_id", "alternate", "since", "pk"),
        "calls": list(forum.calls.order_by("-opens_at", "-pk")[:20]),
        "sessions": sessions.order_by("-encounter__starts_at", "-pk")[:40],
        "waiting": Candidacy.objects.filter(call__forum=forum, state="received").count(),
        "now": at,
    }
    return render(request, "processes/forums/manage.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a forum says of itself."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_run(by, forum).enforce()
    form = ForumForm(request.POST if request.method == "POST" else None, person=by, forum=forum)
    if done(request, form, lambda: acts.update_forum(forum=forum, by=by, at=timezone.now(), **form.facts())):
        messages.success(request, _("It is saved. What it said before stays in its history."))
        return redirect("forums:manage", forum.pk)
    return form_page(request, forum, form, title=_("Change what is told of it"), label=_("Save"))


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many seats each sector has."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_run(by, forum).enforce()
    form = SeatsForm(request.POST if request.method == "POST" else None, forum=forum)
    if done(request, form, lambda: acts.set_seats(forum=forum, seats=form.wanted(), by=by, at=timezone.now())):
        messages.success(request, _("The seats are saved."))
        return redirect("forums:manage", forum.pk)
    lead = _("How many seats each sector has, and how many alternates take one that becomes free. Empty: none.")
    return form_page(
        request, forum, form, title=_("Seats by sector"), label=_("Save"), lead=lead,
        template="processes/forums/seats.html",
    )  # fmt: skip


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the document with its rules."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_run(by, forum).enforce()
    form = RulesForm(request.POST or None, request.FILES or None) if request.method == "POST" else RulesForm()

    @transaction.atomic
    def act() -> None:
        attach_all(subject=forum.subject, files=form.cleaned_data["documents"], by=by, at=timezone.now(), part="rules")

    if done(request, form, act):
        messages.success(request, _("The rules are on the page of the forum. Anybody can read them."))
        return redirect("forums:manage", forum.pk)
    lead = _("How it decides, how members are chosen and leave, how often it meets. Older documents can be taken away.")
    kept = facts_of(forum, timezone.now()).rules
    return form_page(
        request, forum, form, title=_("Its rules"), label=_("Publish the rules"), lead=lead, upload=True, kept=kept
    )


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to everybody, after a page that says what that means."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_publish(by, forum).enforce()
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.publish_forum(forum=forum, by=by, at=timezone.now())):
        messages.success(request, _("It is published. Whoever follows the institution is told."))
        return redirect(forum.get_absolute_url())
    lead = _(
        "Everybody sees what it is for, its seats and members, and what is computed of it from now on:"
        " whether it meets,"
        " whether its rules are public. It cannot become a draft again; it can be closed."
    )
    return form_page(request, forum, form, title=_("Publish this forum"), label=_("Publish it"), lead=lead)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it ended its work, and why."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_show(by, forum).enforce()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: acts.close_forum(forum=forum, reason=form.cleaned_data["reason"], by=by, at=timezone.now()),
    ):
        messages.success(request, _("It is closed. You can open it again here."))
        return redirect("forums:manage", forum.pk)
    lead = _(
        "Its page stays, with the reason. Nobody can be added, called or chosen; its agreements are still followed."
    )
    return form_page(request, forum, form, title=_("Close this forum"), label=_("Close it"), lead=lead)


@require_POST
@signed_in_to_act
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a closing."""
    forum = run_or_404(request, pk)
    acts.reopen_forum(forum=forum, by=signed_in(request), at=timezone.now())
    messages.success(request, _("It is open again, with the members that it had."))
    return redirect("forums:manage", forum.pk)
