"""The desk of open calls: opened, changed, their candidacies decided on, their result published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import MAX_ID, signed_in
from participation.web.forms import Form
from participation.web.keyset import paginate
from processes.forums import policies
from processes.forums.actions import calls as acts
from processes.forums.actions.candidacies import decide
from processes.forums.forms import CallForm, DecideForm
from processes.forums.views.common import INVALID, POSTS, call_to_run, done, form_page, run_or_404
from processes.models import Candidacy, ForumCall

SIZE = 20


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a call."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_show(by, forum).enforce()
    form = CallForm(request.POST if request.method == "POST" else None, forum=forum)
    made: list[ForumCall] = []
    if done(request, form, lambda: made.append(acts.open_call(forum=forum, by=by, at=timezone.now(), **form.facts()))):
        messages.success(request, _("The call is published. Whoever follows the forum is told."))
        return redirect("forums:call-desk", made[0].pk)
    lead = _("People and organisations offer themselves; after the last day you decide on each with reasons.")
    return form_page(request, forum, form, title=_("Open a call"), label=_("Publish the call"), lead=lead)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a call, with a reason."""
    call, by = call_to_run(request, pk), signed_in(request)
    policies.may_show(by, call.forum).enforce()
    form = CallForm(request.POST if request.method == "POST" else None, forum=call.forum, call=call)
    if done(request, form, lambda: acts.change_call(call=call, by=by, at=timezone.now(), **form.facts())):
        messages.success(request, _("The call changed. Who handed a candidacy in is told why."))
        return redirect("forums:call-desk", call.pk)
    return form_page(request, call.forum, form, title=_("Change the call"), label=_("Save"))


@require_safe
@signed_in_to_act
@never_cache
def candidacies(request: HttpRequest, pk: int) -> HttpResponse:
    """List the candidacies of a call, in the order in which they came."""
    call, by, at = call_to_run(request, pk), signed_in(request), timezone.now()
    rows = Candidacy.objects.for_page().filter(call=call)
    context = {
        "call": call,
        "forum": call.forum,
        "page": paginate(request, rows, order=("id",), size=SIZE),
        "open": policies.is_open(call, at),
        "publishes": policies.may_publish_result(by, call, at=at),
        "changes": call.decided_at is None and policies.may_show(by, call.forum),
    }
    return render(request, "processes/forums/call_desk.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def decide_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a candidacy; after the last day, decide on it with reasons."""
    rows = Candidacy.objects.for_page().select_related("call__forum__institution__subject", "decided_by")
    row = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None or not policies.may_read_candidacies(signed_in(request), row.call.forum):
        raise Http404
    call, by, at = call_to_run(request, row.call_id), signed_in(request), timezone.now()
    row.call = call
    initial = {"outcome": row.state, "reason": row.reason}
    form = DecideForm(request.POST if request.method == "POST" else None, initial=initial)
    if done(request, form, lambda: decide(candidacy=row, by=by, at=at, **form.cleaned_data)):
        messages.success(request, _("The decision is kept. Nobody is told until you publish the result."))
        return redirect("forums:call-desk", call.pk)
    verdict = policies.may_decide(by, row, at=at)
    context = {"candidacy": row, "call": call, "forum": call.forum, "form": form, "verdict": verdict}
    return render(request, "processes/forums/decide.html", context, status=INVALID if form.errors else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the result, after a page that shows it as it will be read."""
    call, by, at = call_to_run(request, pk), signed_in(request), timezone.now()
    policies.may_publish_result(by, call, at=at).enforce()
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: acts.publish_result(call=call, by=by, at=at)):
        messages.success(request, _("The result is published, and each was told theirs with the reasons."))
        return redirect(f"{call.forum.subject.path}convocatorias/{call.pk}/")
    lead = _(
        "Those selected take their seats. Everybody reads who they are, their declaration and the"
        " reasons; of the others"
        " only the reasons, without names. Each is told. Decisions cannot be changed afterwards."
    )
    rows = list(Candidacy.objects.for_page().standing().filter(call=call).order_by("pk"))
    return form_page(
        request, call.forum, form, title=_("Publish the result"), label=_("Publish it"), lead=lead, call=call,
        rows=rows, template="processes/forums/result.html",
    )  # fmt: skip
