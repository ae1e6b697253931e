"""The desk of officials: what waits to be published, and answering with data."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks import policies
from participation.asks.actions import answer_with_data, publish_ask, return_ask
from participation.asks.forms import DataForm
from participation.asks.models import Ask
from participation.asks.registry import get_kind, place_of
from participation.asks.states import AskState
from participation.asks.views.common import ask_or_404, complain, signed_in
from participation.asks.views.deciding import publish_or_return, still_waits
from participation.responses import policies as answers
from participation.web.keyset import paginate


@require_safe
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for moderation, the oldest first."""
    if roles.scopes(signed_in(request), roles.MODERATORS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows = Ask.objects.within(signed_in(request), roles.MODERATORS).filter(state=AskState.PENDING)
    page = paginate(request, rows.select_related("subject", "institution", "author"), order=("id",), size=20)
    return render(request, "participation/asks/queue.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def moderate(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Publish something or return it with a reason, with its context in view."""
    ask = ask_or_404(request, subject_id=subject_pk)
    if not still_waits(policies.may_moderate(signed_in(request), ask)):
        return redirect(ask.get_absolute_url())
    form, decided = publish_or_return(
        request,
        publish=partial(publish_ask, ask=ask),
        give_back=partial(return_ask, ask=ask),
        published=_("It is published, and an answer is owed from now on."),
        queue="asks:queue",
    )
    if decided is not None:
        return decided
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    same = Ask.objects.filter(author=ask.author, kind=ask.kind).at_place(place).exclude(pk=ask.pk)
    context = {"ask": ask, "kind": kind, "form": form, "others": same.count(), "crumbs": kind.crumbs(place)}
    return render(request, "participation/asks/moderate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def data(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Answer a request with the data that it asks for."""
    ask = ask_or_404(request, subject_id=subject_pk)
    kind = get_kind(ask.kind)
    if not kind.takes_data:
        raise Http404
    answers.may_publish(signed_in(request), ask.subject).enforce()
    if ask.state == AskState.ANSWERED:
        return redirect(ask.get_absolute_url())
    form = DataForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_with_data(ask=ask, by=signed_in(request), at=timezone.now(), **form.cleaned_data)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("The answer is published. Whoever asked and whoever joined are told."))
            return redirect(ask.get_absolute_url())
    context = {"ask": ask, "kind": kind, "form": form, "crumbs": kind.crumbs(place_of(ask.subject))}
    return render(request, "participation/asks/data.html", context)
