"""Pages of re-uses: the gallery, telling of one, and the desk of officials."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks.states import AskState
from participation.asks.views.common import MAX_ID, complain, reader, signed_in
from participation.asks.views.deciding import publish_or_return, still_waits
from participation.models import Event
from participation.opendata.registry import bulk_datasets
from participation.reuses import policies
from participation.reuses.actions import edit_reuse, publish_reuse, return_reuse, submit_reuse, withdraw_reuse
from participation.reuses.forms import ReuseForm
from participation.reuses.models import Reuse, ReuseKind
from participation.web.keyset import paginate

SIZE = 24


def _or_404(request: HttpRequest, pk: int) -> Reuse:
    found = Reuse.objects.visible_to(reader(request)).for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None or (found.state == AskState.WITHDRAWN and found.author_id != request.user.pk):
        raise Http404
    return found  # type: ignore[no-any-return]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show what people built on the data, the newest first; ``?tipo=`` narrows it."""
    kind = request.GET.get("tipo", "")
    if kind and kind not in ReuseKind.values:
        raise BadRequest("tipo")
    rows = Reuse.objects.public().for_page()
    page = paginate(request, rows.filter(kind=kind) if kind else rows, order=("-published_at", "-id"), size=SIZE)
    mine = Reuse.objects.none()
    if request.user.is_authenticated:
        mine = Reuse.objects.filter(author=request.user, state__in=[AskState.PENDING, AskState.RETURNED])
        mine = mine.select_related("subject")
    context = {"page": page, "kind": kind, "kinds": ReuseKind.choices, "mine": mine}
    return render(request, "participation/reuses/gallery.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: what it does, where it leads, on which data."""
    reuse, person = _or_404(request, pk), reader(request)
    own = person is not None and reuse.author_id == person.pk
    back = Event.objects.filter(subject=reuse.subject, name="participation.reuse.returned").order_by("-at").first()
    context = {
        "reuse": reuse,
        "own": own,
        "datasets": [one for one in bulk_datasets() if one.name in reuse.datasets],
        "may_edit": own and bool(policies.may_edit(person, reuse, at=timezone.now())),
        "may_withdraw": own and bool(policies.may_withdraw(person, reuse)),
        "may_moderate": bool(policies.may_moderate(person, reuse)),
        "returned": str(back.payload.get("reason", "")).rstrip(". ") if back and reuse.state == "returned" else "",
        "foreign": reuse.lang.split("-")[0] != (get_language() or "es").split("-")[0],
    }
    return render(request, "participation/reuses/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def create(request: HttpRequest) -> HttpResponse:
    """Tell of something built on the data."""
    person, at = signed_in(request), timezone.now()
    policies.may_submit(person, at=at).enforce()
    form = ReuseForm(request.POST if request.method == "POST" else None)

    def hand_in() -> Reuse:
        language = (get_language() or "es").split("-")[0]
        return submit_reuse(by=person, at=at, lang=language, act_id=form.cleaned_data["act_id"], **form.told())

    return _written(request, form, hand_in, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is not published yet."""
    reuse, person, at = _or_404(request, pk), signed_in(request), timezone.now()
    policies.may_edit(person, reuse, at=at).enforce()
    form = ReuseForm(request.POST if request.method == "POST" else None, reuse=reuse)
    return _written(request, form, lambda: edit_reuse(reuse=reuse, by=person, at=at, **form.told()), reuse)


def _written(request: HttpRequest, form: ReuseForm, act: Any, reuse: Reuse | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("We have it. An official looks at it before it is shown; we will tell you."))
            return redirect(made.get_absolute_url())
    return render(request, "participation/reuses/write.html", {"form": form, "reuse": reuse})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the gallery, after asking once."""
    reuse = _or_404(request, pk)
    policies.may_withdraw(signed_in(request), reuse).enforce()
    if request.method == "POST":
        withdraw_reuse(reuse=reuse, by=signed_in(request), at=timezone.now())
        messages.success(request, _("It is not shown any more."))
        return redirect("reuses:gallery")
    return render(request, "participation/reuses/withdraw.html", {"reuse": reuse})


@require_safe
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits to be published, the oldest first."""
    if roles.scopes(signed_in(request), roles.MODERATORS) is not None:
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows = Reuse.objects.filter(state=AskState.PENDING).for_page()
    return render(request, "participation/reuses/queue.html", {"page": paginate(request, rows, order=("id",), size=20)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish one or return it with a reason."""
    reuse = _or_404(request, pk)
    if not still_waits(policies.may_moderate(signed_in(request), reuse)):
        return redirect(reuse.get_absolute_url())
    form, decided = publish_or_return(
        request,
        publish=partial(publish_reuse, reuse=reuse),
        give_back=partial(return_reuse, reuse=reuse),
        published=_("It is shown in the gallery."),
        queue="reuses:queue",
    )
    if decided is not None:
        return decided
    return render(request, "participation/reuses/moderate.html", {"reuse": reuse, "form": form})
