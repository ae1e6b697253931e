"""A developer's pages of webhooks: what there is, one with its log, and what can be done with it."""

import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.people.views.again import recently_signed_in
from participation.web.forms import Form
from participation.web.keyset import paginate
from participation.webhooks import actions, policies
from participation.webhooks.choices import label_of
from participation.webhooks.forms import EndpointForm, InstallationForm
from participation.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from participation.webhooks.querysets import OPEN, manageable_by
from participation.webhooks.words import error_words

EXAMPLE = Path(__file__).with_name("example.py")
KINDS = {
    DeliveryState.SENT: "done",
    DeliveryState.FAILED: "late",
    DeliveryState.QUEUED: "soon",
    DeliveryState.SENDING: "soon",
}


def _me(request: HttpRequest) -> Any:
    return request.user


def _one(request: HttpRequest, key: uuid.UUID) -> WebhookEndpoint:
    """Return an endpoint that the reader manages; to everybody else it does not exist."""
    return get_object_or_404(manageable_by(_me(request)), key=key)


@signed_in_to_act
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """List one's endpoints, and those of the installation for whoever manages it."""
    rows = list(manageable_by(_me(request)).order_by("person_id", "-created_at", "-pk"))
    context = {
        "own_rows": [row for row in rows if row.person_id is not None],
        "installation_rows": [row for row in rows if row.person_id is None],
        "example": EXAMPLE.read_text(encoding="utf-8"),
    }
    return render(request, "participation/webhooks/home.html", context)


@recently_signed_in
@never_cache
def add(request: HttpRequest) -> HttpResponseBase:
    """Add an endpoint; its secret is shown on this answer only."""
    me, now = _me(request), timezone.now()
    steward = bool(policies.may_manage_installation(me))
    form = (InstallationForm if steward else EndpointForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        installation = given.pop("owner", "me") == "installation"
        made = _asked(form, lambda: actions.add_endpoint(**given, installation=installation, by=me, at=now))
        if made is not None:
            return _secret_shown(request, *made)
    verdict = policies.may_add(me, installation=False, at=now)
    verdict = verdict or (steward and policies.may_add(me, installation=True, at=now)) or verdict
    return render(request, "participation/webhooks/form.html", {"form": form, "verdict": verdict, "endpoint": None})


@recently_signed_in
@never_cache
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Change where it leads and what is sent."""
    endpoint = _one(request, key)
    only = endpoint.only.path if endpoint.only else ""
    initial = {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events, "only": only}
    form = EndpointForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = actions.change_endpoint
        made = _asked(form, lambda: act(endpoint=endpoint, **form.cleaned_data, by=_me(request), at=timezone.now()))
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect("webhooks:detail", key)
    context = {"form": form, "verdict": policies.may_manage(_me(request), endpoint), "endpoint": endpoint}
    return render(request, "participation/webhooks/form.html", context)


def _asked(form: Form, act: Any) -> Any:
    """Call an act; where it says no, put its words into the form and return None."""
    try:
        return act()
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        form.add_error(None, error)
    return None


@signed_in_to_act
@never_cache
def detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show one endpoint with the log of its messages, newest first."""
    endpoint, me, now = _one(request, key), _me(request), timezone.now()
    page = paginate(request, WebhookDelivery.objects.filter(endpoint=endpoint), order=["-id"], size=25)
    lines = [
        {
            "row": row,
            "label": label_of(row.name),
            "error": error_words(row.error) if row.error else "",
            "kind": KINDS.get(DeliveryState(row.state), "none"),
            "again": row.state not in OPEN,
        }
        for row in page.rows
    ]
    context = {
        "endpoint": endpoint,
        "labels": [label_of(name) for name in endpoint.events],
        "page": page,
        "lines": lines,
        "resume": policies.may_resume(me, endpoint, at=now),
        "test": policies.may_send_test(me, endpoint, at=now),
        "both_secrets": endpoint.former_until is not None and now < endpoint.former_until,
    }
    return render(request, "participation/webhooks/detail.html", context)


def _secret_shown(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    context = {"endpoint": endpoint, "secret": secret, "example": EXAMPLE.read_text(encoding="utf-8")}
    return render(request, "participation/webhooks/secret.html", context)


@recently_signed_in
@never_cache
def secret(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Ask, then make another secret, shown on this answer only."""
    endpoint = _one(request, key)
    if request.method == "POST":
        made, raw = actions.rotate_secret(endpoint=endpoint, by=_me(request), at=timezone.now())
        return _secret_shown(request, made, raw)
    return render(request, "participation/webhooks/rotate.html", {"endpoint": endpoint})


@recently_signed_in
@never_cache
def delete(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Ask, then delete it with its log."""
    endpoint = _one(request, key)
    if request.method == "POST":
        actions.delete_endpoint(endpoint=endpoint, by=_me(request), at=timezone.now())
        messages.success(request, _("The webhook was deleted."))
        return redirect("webhooks:home")
    return render(request, "participation/webhooks/delete.html", {"endpoint": endpoint})


@require_POST
@signed_in_to_act
def pause(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send nothing for now."""
    actions.pause_endpoint(endpoint=_one(request, key), by=_me(request), at=timezone.now())
    messages.success(request, _("Paused. What happens meanwhile is kept for when you start it again."))
    return redirect("webhooks:detail", key)


@require_POST
@signed_in_to_act
def resume(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send again, with or without what happened meanwhile."""
    skip = request.POST.get("skip") == "1"
    actions.resume_endpoint(endpoint=_one(request, key), by=_me(request), at=timezone.now(), skip=skip)
    messages.success(request, _("It works again."))
    return redirect("webhooks:detail", key)


@require_POST
@signed_in_to_act
def test(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a test."""
    actions.send_test(endpoint=_one(request, key), by=_me(request), at=timezone.now())
    messages.success(request, _("A test is on its way. Its answer appears in the list below in some seconds."))
    return redirect("webhooks:detail", key)


@require_POST
@signed_in_to_act
def resend(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send one message again."""
    mine = manageable_by(_me(request))
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint"), key=key, endpoint__in=mine)
    actions.resend_delivery(delivery=delivery, by=_me(request), at=timezone.now())
    messages.success(request, _("It will be sent again under the same id."))
    return redirect("webhooks:detail", delivery.endpoint.key)
