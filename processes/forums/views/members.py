"""Pages on seats: who takes one, who leaves and why, conflicts of interest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import MAX_ID, signed_in
from processes.forums import policies
from processes.forums.actions import members as acts
from processes.forums.forms import ConflictForm, ExitForm, MemberForm
from processes.forums.views.common import POSTS, done, form_page, forum_or_404, run_or_404
from processes.models import Forum, Member


def _named(row: Member) -> str:
    return row.name or row.role or row.speaks_for


def _of_forum(forum: Forum, pk: int) -> Member:
    """Return a member of a forum who has their seat. Raises Http404."""
    found: Member | None = Member.objects.now().for_page().filter(forum=forum, pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    found.forum = forum
    return found


def _to_run(request: HttpRequest, pk: int) -> Member:
    """Return a member of a forum that the official runs. Raises Http404 and ActDenied."""
    keys = Member.objects.now().filter(pk=pk).values_list("forum", flat=True) if pk <= MAX_ID else []
    forum = next(iter(keys), None)
    if forum is None:
        raise Http404
    return _of_forum(run_or_404(request, forum), pk)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a seat."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_run(by, forum).enforce()
    form = MemberForm(request.POST if request.method == "POST" else None, forum=forum)
    if done(request, form, lambda: acts.add_member(forum=forum, by=by, at=timezone.now(), **form.facts())):
        messages.success(request, _("They have a seat now."))
        return redirect("forums:manage", forum.pk)
    lead = _("For seats by office or by invitation. Seats of an open call are given when its result is published.")
    return form_page(request, forum, form, title=_("Give somebody a seat"), label=_("Give the seat"), lead=lead)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is told of a member."""
    row, by = _to_run(request, pk), signed_in(request)
    policies.may_run(by, row.forum).enforce()
    form = MemberForm(request.POST if request.method == "POST" else None, forum=row.forum, member=row)
    facts: Any = lambda: form.cleaned_data  # noqa: E731 (read once the form is valid)
    if done(request, form, lambda: acts.correct_member(member=row, by=by, at=timezone.now(), **facts())):
        messages.success(request, _("It is corrected."))
        return redirect("forums:manage", row.forum_id)
    lead = _("Without a name, only the office or for whom they speak is shown.")
    return form_page(request, row.forum, form, title=_("Correct what is told of a member"), label=_("Save"), lead=lead)


@require_POST
@signed_in_to_act
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an alternate a free seat."""
    row = _to_run(request, pk)
    acts.promote_alternate(member=row, by=signed_in(request), at=timezone.now())
    messages.success(request, _("The alternate has a seat of their own now."))
    return redirect("forums:manage", row.forum_id)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave one's seat, or end somebody's, after saying what that means."""
    forum, by = forum_or_404(request, slug), signed_in(request)
    row = _of_forum(forum, pk)
    policies.may_end(by, row).enforce()
    form = ExitForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.end_member(member=row, by=by, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("The seat is free. The reason and the statement stay on the page."))
        return redirect(forum.get_absolute_url())
    own = policies.is_member(by, row)
    title = _("Leave my seat") if own else _("End the seat of %(name)s") % {"name": _named(row)}
    lead = _(
        "The seat becomes free. Reason and statement stay in view, with the day, and who follows the forum is told."
    )
    label = _("Leave my seat") if own else _("End it")
    return form_page(request, forum, form, title=title, label=label, lead=lead, back=forum.get_absolute_url())


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def conflict(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a declaration of conflicts of interest."""
    forum, by = forum_or_404(request, slug), signed_in(request)
    row = _of_forum(forum, pk)
    policies.may_declare_conflict(by, row).enforce()
    none = row.conflict_at is not None and not row.conflict
    form = ConflictForm(
        request.POST if request.method == "POST" else None, initial={"conflict": row.conflict, "none": none}
    )
    if done(
        request,
        form,
        lambda: acts.declare_conflict(member=row, text=form.cleaned_data["conflict"], by=by, at=timezone.now()),
    ):
        messages.success(request, _("The declaration is on the page of the forum."))
        return redirect(forum.get_absolute_url())
    title = _("Conflicts of interest of %(name)s") % {"name": _named(row)}
    lead = _("What could make others doubt that they decide for everybody. It is shown beside their seat.")
    return form_page(
        request, forum, form, title=title, label=_("Give the declaration"), lead=lead, back=forum.get_absolute_url()
    )
