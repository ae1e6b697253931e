"""The page that offers again what a person wanted, and the two buttons beside it: keep it, forget it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participation.access import resume
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.web.addresses import localized


@require_safe
@signed_in_to_act
@never_cache
def wanted(request: HttpRequest) -> HttpResponse:
    """Show what the person wanted, with one button; or say that nothing waits."""
    found = resume.wanted(request, at=timezone.now())
    return render(request, "participation/access/resume.html", {"wanted": found})


@require_POST
@signed_in_to_act
@never_cache
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep what the button of a denial names and lead to what is missing; where nothing is, to the act itself."""
    at = timezone.now()
    page = request.POST.get("act", "")
    if not resume.keep(request, page, request.POST, at=at):
        return redirect("home")
    found = resume.wanted(request, at=at)
    verdict = found.offer.verdict if found else None
    if isinstance(verdict, Denied) and verdict.remedy is not None:
        return redirect(localized(verdict.remedy.path))
    return redirect("access:resume")


@require_POST
@signed_in_to_act
@never_cache
def forget(request: HttpRequest) -> HttpResponseBase:
    """Forget it, and go back to where it belongs."""
    found = resume.wanted(request, at=timezone.now())
    resume.forget(request)
    return redirect(localized(found.offer.back) if found else reverse("home"))
