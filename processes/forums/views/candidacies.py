"""Pages of calls and candidacies: the call with its result, handing in, one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.eligibility import describe
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.subjects.querysets import shown
from participation.subjects.visibility import is_shown, may_see
from participation.web.forms import Form
from processes.forums import policies
from processes.forums.actions import candidacies as acts
from processes.forums.forms import CandidacyForm
from processes.forums.views.common import POSTS, done, form_page, forum_or_404
from processes.forums.words import call_words
from processes.models import Candidacy, Forum, ForumCall

SHOWN = 200


def _call_or_404(forum: Forum, pk: int) -> ForumCall:
    found = ForumCall.objects.filter(forum=forum, pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    found.forum = forum
    return found


@require_safe
def call(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a call: what it asks for, until when, and afterwards who was selected and the reasons of all."""
    forum, person, at = forum_or_404(request, slug), reader(request), timezone.now()
    found = _call_or_404(forum, pk)
    context: dict[str, Any] = {
        "forum": forum,
        "call": found,
        "when": call_words(found),
        "who": describe(found.rules),
        "open": policies.is_open(found, at),
        "verdict": policies.may_hand_in(person, found, at=at),
        "runs": bool(policies.may_create(person, forum.institution)),
    }
    if found.decided_at is not None:
        rows = Candidacy.objects.for_page().filter(call=found).order_by("pk")
        context["chosen"] = list(shown(rows.filter(state__in=["selected", "alternate"]))[:SHOWN])
        context["others"] = list(rows.filter(state="not_selected")[:SHOWN])
    else:
        context["received"] = Candidacy.objects.standing().filter(call=found).count()
    return render(request, "processes/forums/call.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def hand_in(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand a candidacy in."""
    forum, by, at = forum_or_404(request, slug), signed_in(request), timezone.now()
    found = _call_or_404(forum, pk)
    policies.may_hand_in(by, found, at=at).enforce()
    given = {"name": by.public_name}
    form = CandidacyForm(request.POST if request.method == "POST" else None, call=found, person=by, initial=given)
    made: list[Candidacy] = []
    if done(request, form, lambda: made.append(acts.hand_in(call=found, by=by, at=at, **form.facts()))):
        messages.success(request, _("We received your candidacy. Your folio is below."))
        return redirect(made[0].get_absolute_url())
    lead = _("You get a folio. After the last day, each candidacy is decided on with reasons, and you are told yours.")
    return form_page(
        request, forum, form, title=_("Offer yourself for a seat"), label=_("Hand it in"), lead=lead, call=found,
        back=f"{forum.subject.path}convocatorias/{found.pk}/", privacy="forums",
    )  # fmt: skip


def _candidacy_or_404(request: HttpRequest, pk: int) -> Candidacy:
    found: Candidacy | None = Candidacy.objects.for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None or not may_see(reader(request), found.subject):
        raise Http404
    return found


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a selected candidacy to everybody; before, to who handed it in and who decides."""
    row, person = _candidacy_or_404(request, pk), reader(request)
    public = is_shown(row.subject)
    context = {
        "candidacy": row,
        "call": row.call,
        "forum": row.call.forum,
        "public": public,
        "own": person is not None and row.author_id == person.pk,
        "told": row.call.decided_at is not None,
        "withdraws": bool(policies.may_withdraw(person, row)),
        "reads": bool(policies.may_read_candidacies(person, row.call.forum)),
    }
    response = render(request, "processes/forums/candidacy.html", context)
    if not public:
        response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's candidacy back, after asking once."""
    row, by = _candidacy_or_404(request, pk), signed_in(request)
    policies.may_withdraw(by, row).enforce()
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.withdraw_candidacy(candidacy=row, by=by, at=timezone.now())):
        messages.success(request, _("You took it back. Nobody reads it any more."))
        return redirect(f"{row.call.forum.subject.path}convocatorias/{row.call_id}/")
    lead = _("Nobody decides on it. While the call is open you can hand in another.")
    return form_page(
        request, row.call.forum, form, title=_("Take my candidacy back"), label=_("Take it back"), lead=lead,
        back=row.get_absolute_url(),
    )  # fmt: skip
