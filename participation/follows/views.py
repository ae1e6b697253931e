"""Following, and what one follows."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.follows import actions
from participation.follows.models import Follow
from participation.models import Subject, SubjectChoice
from participation.subjects.visibility import subject_or_404
from participation.web.keyset import paginate


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def start(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Follow a subject. Somebody who comes back from signing in is led to the page, where the button is."""
    subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        actions.follow(subject=subject, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, _("You follow this now. You will hear of what happens to it."))
    return _answer(request, subject)


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def stop(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Stop following a subject, also one that is hidden or withdrawn by now."""
    subject = Subject.objects.filter(pk=subject_pk, followers__person=request.user).first()  # type: ignore[misc]
    if subject is None:
        subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        actions.unfollow(subject=subject, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, _("You do not follow this any more."))
    return _answer(request, subject)


def _answer(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    if request.htmx and request.method == "POST":  # type: ignore[attr-defined]
        from participation.web.templatetags.conversation import follow_html

        subject._state.fields_cache.pop("counts", None)  # they were fetched before the act
        return HttpResponse(follow_html(request, subject, get_token(request), focus=True))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = subject.get_absolute_url()
    return redirect(back)


@require_GET
@signed_in_to_act
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the reader follows, newest first."""
    if not request.user.is_authenticated:
        raise Http404
    public = Exists(Subject.objects.public().filter(pk=OuterRef("subject")))
    chosen = SubjectChoice.objects.filter(person=OuterRef("person"), subject=OuterRef("subject")).values("level")
    mine = Follow.objects.filter(person=request.user).select_related("subject")
    mine = mine.annotate(public=public, level=Subquery(chosen))
    page = paginate(request, mine, order=("-at", "-id"))
    return render(request, "participation/follows/mine.html", {"page": page})
