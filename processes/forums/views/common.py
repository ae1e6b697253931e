"""Steps that pages of forums share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.followup.views.common import attempt
from participation.subjects import above
from processes.forums.policies import may_run
from processes.models import Forum, ForumCall

POSTS = ["GET", "HEAD", "POST"]
INVALID = 422


def forum_or_404(request: HttpRequest, slug: str) -> Forum:
    """Return a forum that the reader may see, with what its page asks of its subject. Raises Http404."""
    person = reader(request)
    rows = Forum.objects.visible_to(person).for_page().select_related("subject__counts", "component__process")
    found = rows.annotate(**above.asked(None if person is None else person.pk)).filter(slug=slug[:80]).first()
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    return found  # type: ignore[no-any-return]


def run_or_404(request: HttpRequest, pk: int) -> Forum:
    """Return a forum that the official runs. Raises Http404, and ActDenied for who may see it and not run it."""
    person = signed_in(request)
    rows: Any = Forum.objects.visible_to(person).for_page().select_related("component__process")
    found: Forum | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    _refuse_strangers(person, found)
    return found


def _refuse_strangers(person: Any, forum: Forum) -> None:
    verdict = may_run(person, forum)
    if not verdict and getattr(verdict, "code", "") != "closed":  # a closed one is looked at, and not changed
        verdict.enforce()


def call_to_run(request: HttpRequest, pk: int) -> ForumCall:
    """Return a call of a forum that the official runs. Raises Http404 and ActDenied."""
    rows = ForumCall.objects.select_related("forum__subject", "forum__institution__subject")
    found = rows.defer("forum__subject__search").filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None or not Forum.objects.visible_to(signed_in(request)).filter(pk=found.forum_id).exists():
        raise Http404
    _refuse_strangers(signed_in(request), found.forum)
    return found


def form_page(
    request: HttpRequest, forum: Forum | None, form: Any, *, title: str, label: str, lead: str = "", **more: Any
) -> HttpResponse:
    """Return a page with one form; what was refused comes back as 422."""
    context = {"forum": forum, "form": form, "title": title, "label": label, "lead": lead, **more}
    template = str(more.get("template") or "processes/forums/form.html")
    return render(request, template, context, status=INVALID if form.errors else 200)


def done(request: HttpRequest, form: Any, act: Callable[[], Any]) -> bool:
    """Tell whether a valid form was posted and its act did it; what it refuses stands in the form."""
    return request.method == "POST" and form.is_valid() and attempt(form, act)
