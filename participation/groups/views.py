"""The page where somebody says that they are on a list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access import resume
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.groups import actions, policies
from participation.groups.forms import JoinForm
from participation.groups.models import PersonGroup
from participation.limits.visitors import client_ip
from participation.models import Person
from participation.verification import attempts

MAX_ID = 2**63 - 1


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def join(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what the list is, and let whoever is on it take their place; then go on with what they wanted."""
    me, at = request.user, timezone.now()
    assert isinstance(me, Person)
    group = PersonGroup.objects.filter(pk=pk).first() if pk <= MAX_ID else None
    if group is None:
        raise Http404
    verdict = policies.may_join(me, group, at=at)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if verdict:
                attempts.spend(me, "list", at, client_ip(request))
            actions.join_group(group=group, by=me, at=at, code=form.cleaned_data["code"])
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.add_error("code", error.messages)
        else:
            messages.success(request, _("You are on the list “%(name)s”.") % {"name": group.name})
            return redirect("access:resume") if resume.wanted(request, at=at) else redirect(reverse("people:home"))
    return _page(request, group, form, verdict)


def _page(request: HttpRequest, group: PersonGroup, form: JoinForm, verdict: object) -> HttpResponse:
    context = {
        "group": group,
        "form": form,
        "verdict": verdict,
        "wanted": resume.wanted(request, at=timezone.now()),
    }
    return render(request, "participation/groups/join.html", context, status=422 if form.errors else 200)
