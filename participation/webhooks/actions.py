"""Acts on webhooks. What a program reads is nobody else's business: events say what was done, not what is sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.outgoing.errors import RefusedError
from participation.outgoing.target import read_target
from participation.web.addresses import plain
from participation.web.richtext import tidy
from participation.webhooks import policies
from participation.webhooks.choices import TEST, offered
from participation.webhooks.models import DeliveryState, EndpointState, StopReason, WebhookDelivery, WebhookEndpoint
from participation.webhooks.querysets import OPEN, last_sequence
from participation.webhooks.signing import new_secret, resealed, seal
from participation.webhooks.words import refusal

if TYPE_CHECKING:
    from participation.models import Person

BOTH_SECRETS = timedelta(hours=24)
KEPT = timedelta(days=30)
LONGEST = 1000


@transaction.atomic
def add_endpoint(
    *,
    name: str,
    url: str,
    events: Iterable[str],
    by: "Person",
    at: datetime,
    only: str = "",
    installation: bool = False,
) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint that gets what happens from now on; return it with its secret, which is never shown again.

    ``only``: the path of a published page, where just what happens there is wanted. Raises ActDenied, and
    ValidationError by field for an address that may not be called and for unknown events.
    """
    from participation.people.models import Person

    if installation:
        # Whoever adds one waits here, so that two forms at once cannot pass the limit together.
        list(WebhookEndpoint.objects.select_for_update(no_key=True).filter(person=None).order_by("pk"))
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    policies.may_add(by, installation=installation, at=at).enforce()
    secret = new_secret()
    endpoint = WebhookEndpoint.objects.create(
        person=None if installation else by,
        **_clean(name, url, events, only),
        secret=seal(secret),
        cursor=last_sequence(),
        created_at=at,
    )
    _record("added", endpoint, by, at)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *,
    endpoint: WebhookEndpoint,
    name: str,
    url: str,
    events: Iterable[str],
    by: "Person",
    at: datetime,
    only: str = "",
) -> WebhookEndpoint:
    """Change what it is called, where it leads and what is sent; the same again changes nothing. Raises as adding."""
    fresh = _locked(endpoint)
    policies.may_manage(by, fresh).enforce()
    wanted = _clean(name, url, events, only, fresh)
    changed = sorted(field for field, value in wanted.items() if getattr(fresh, field) != value)
    if changed:
        for field, value in wanted.items():
            setattr(fresh, field, value)
        fresh.save(update_fields=changed)
        _record("changed", fresh, by, at, fields=changed)
    return fresh


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, by: "Person", at: datetime) -> tuple[WebhookEndpoint, str]:
    """Make another secret and return it; for a day messages carry signatures of both."""
    fresh = _locked(endpoint)
    policies.may_manage(by, fresh).enforce()
    secret = new_secret()
    readable = fresh.reason != StopReason.SECRET
    fresh.former_secret = fresh.secret if readable else ""
    fresh.former_until = at + BOTH_SECRETS if readable else None
    fresh.secret = seal(secret)
    if not readable:
        fresh.state, fresh.reason = EndpointState.PAUSED, StopReason.OWNER
    fresh.save(update_fields=["secret", "former_secret", "former_until", "state", "reason"])
    _record("secret_changed", fresh, by, at)
    return fresh, secret


@transaction.atomic
def pause_endpoint(*, endpoint: WebhookEndpoint, by: "Person", at: datetime) -> None:
    """Send nothing until it is resumed; what happens meanwhile is kept for then. Twice changes nothing."""
    fresh = _locked(endpoint)
    policies.may_manage(by, fresh).enforce()
    if fresh.state == EndpointState.ACTIVE:
        _stop(fresh, EndpointState.PAUSED, StopReason.OWNER)
        _record("paused", fresh, by, at)


@transaction.atomic
def pause_for_others(*, endpoint: WebhookEndpoint, words: str, by: "Person", at: datetime) -> None:
    """Pause anybody's endpoint as an official; its owner reads why. Raises ValidationError without a reason."""
    fresh = _locked(endpoint)
    policies.may_pause_for(by).enforce()
    why = " ".join(tidy(words).split())[:300]
    if not why:
        raise ValidationError(_("Say why, in words that its owner will read."))
    if fresh.reason == StopReason.STEWARD:
        return
    _stop(fresh, EndpointState.PAUSED, StopReason.STEWARD, why)
    _record("stopped", fresh, by, at, reason=StopReason.STEWARD.value, words=why)


@transaction.atomic
def lift_pause(*, endpoint: WebhookEndpoint, by: "Person", at: datetime) -> None:
    """Let an endpoint that officials paused work again, with what happened meanwhile. Others are left as they are."""
    fresh = _locked(endpoint)
    policies.may_pause_for(by).enforce()
    if fresh.reason == StopReason.STEWARD:
        _start_again(fresh, by, at, skip=False)


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint, by: "Person", at: datetime, skip: bool = False) -> None:
    """Send again: what happened meanwhile first, in order, or (``skip``) only what happens from now on."""
    fresh = _locked(endpoint)
    policies.may_manage(by, fresh).enforce()
    if fresh.state != EndpointState.ACTIVE:
        policies.may_resume(by, fresh, at=at).enforce()
        _start_again(fresh, by, at, skip=skip)


def _start_again(fresh: WebhookEndpoint, by: "Person", at: datetime, *, skip: bool) -> None:
    waiting = WebhookDelivery.objects.filter(endpoint=fresh, state__in=OPEN)
    if skip:
        waiting.update(state=DeliveryState.DROPPED, error="skipped", lease_until=None)
        fresh.cursor = last_sequence()
    else:
        waiting.update(state=DeliveryState.QUEUED, attempts=0, not_before=None, lease_until=None)
    fresh.state, fresh.reason, fresh.words = EndpointState.ACTIVE, StopReason.NONE, ""
    fresh.failures = fresh.refusals = 0
    fresh.next_at = fresh.lease_until = None
    fresh.save(update_fields=["state", "reason", "words", "failures", "refusals", "next_at", "lease_until", "cursor"])
    _record("resumed", fresh, by, at, skipped=skip)
    transaction.on_commit(_nudge, robust=True)


@transaction.atomic
def delete_endpoint(*, endpoint: WebhookEndpoint, by: "Person", at: datetime) -> None:
    """Delete an endpoint with its log and secret; deleting twice changes nothing."""
    fresh = WebhookEndpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint.pk).first()
    if fresh is None:
        return
    policies.may_manage(by, fresh).enforce()
    _record("deleted", fresh, by, at)
    fresh.delete()


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint, by: "Person", at: datetime) -> WebhookDelivery:
    """Send a message without content, to see whether it arrives."""
    fresh = _locked(endpoint)
    policies.may_send_test(by, fresh, at=at).enforce()
    WebhookEndpoint.objects.filter(pk=fresh.pk).update(next_at=None)
    made = WebhookDelivery.objects.create(endpoint=fresh, name=TEST, created_at=at)
    transaction.on_commit(_nudge, robust=True)
    return made


@transaction.atomic
def resend_delivery(*, delivery: WebhookDelivery, by: "Person", at: datetime) -> None:
    """Send a message again under the same id, with what is public now."""
    endpoint = _locked(delivery.endpoint)
    fresh = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    fresh.endpoint = endpoint
    policies.may_resend(by, fresh).enforce()
    fresh.state, fresh.attempts, fresh.not_before, fresh.error = DeliveryState.QUEUED, 0, None, ""
    fresh.save(update_fields=["state", "attempts", "not_before", "error"])
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(next_at=None)
    _record("resent", endpoint, by, at, delivery=str(fresh.key))
    transaction.on_commit(_nudge, robust=True)


@transaction.atomic
def forget_endpoints_of(*, person: "Person", at: datetime) -> int:
    """Delete the endpoints of a person whose account closes; return how many."""
    mine = WebhookEndpoint.objects.filter(person=person)
    count = mine.count()
    mine.delete()
    return count


@transaction.atomic
def forget_old(*, at: datetime, limit: int = 5000) -> int:
    """Delete the log of messages from more than thirty days ago that are on their way no more; return how many."""
    old = WebhookDelivery.objects.filter(created_at__lt=at - KEPT).exclude(state__in=OPEN)
    keys = list(old.order_by("created_at").values_list("pk", flat=True)[:limit])
    return WebhookDelivery.objects.filter(pk__in=keys).delete()[0]


@transaction.atomic
def reseal_secrets() -> int:
    """Seal with the secret key of now what an earlier one sealed; return how many. A task calls it daily."""
    changed = 0
    for endpoint in WebhookEndpoint.objects.select_for_update(no_key=True).order_by("pk"):
        kept = endpoint.secret, endpoint.former_secret
        endpoint.secret, endpoint.former_secret = resealed(kept[0]), kept[1] and resealed(kept[1])
        if (endpoint.secret, endpoint.former_secret) != kept:
            endpoint.save(update_fields=["secret", "former_secret"])
            changed += 1
    return changed


def stop_failing(endpoint: WebhookEndpoint, reason: str, at: datetime) -> None:
    """Stop an endpoint that fails, within the sender's transaction, and tell its owner."""
    _stop(endpoint, EndpointState.STOPPED, reason)
    _record("stopped", endpoint, None, at, reason=reason)


def _stop(endpoint: WebhookEndpoint, state: str, reason: str, words: str = "") -> None:
    endpoint.state, endpoint.reason, endpoint.words = state, reason, words
    endpoint.save(update_fields=["state", "reason", "words"])


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update(no_key=True, of=("self",)).get(pk=endpoint.pk)


def _clean(
    name: str, url: str, events: Iterable[str], only: str, endpoint: WebhookEndpoint | None = None
) -> dict[str, Any]:
    """Return the fields as they are kept. Raises ValidationError by field."""
    errors: dict[str, str] = {}
    words, address, known = " ".join(tidy(name).split()), url.strip(), [event for event, _label in offered()]
    asked = set(events)
    if not 2 <= len(words) <= 80:
        errors["name"] = _("Write what it is for, in at most 80 letters.")
    try:
        read_target(address)
    except RefusedError as error:
        errors["url"] = str(refusal(error.code))
    if len(address) > LONGEST:
        errors["url"] = str(refusal("too_long"))
    if not asked or not asked <= set(known):
        errors["events"] = _("Choose at least one of the events of the list.")
    place = _place(only, endpoint)
    if only.strip() and place is None:
        errors["only"] = _("Write the address of a published page of this platform, such as a process.")
    if errors:
        raise ValidationError(errors)
    return {"name": words, "url": address, "events": [event for event in known if event in asked], "only_id": place}


def _place(only: str, endpoint: WebhookEndpoint | None) -> int | None:
    """Return the subject of a page's address or path; the one that is kept may be published no longer."""
    from participation.subjects.models import Subject

    try:
        path = plain(urlsplit(only.strip()).path)
    except ValueError:  # such as "http://["
        return None
    if path in {"", "/"} or len(path) > LONGEST or "\x00" in path:
        return None
    if endpoint is not None and endpoint.only is not None and endpoint.only.path == path:
        return endpoint.only_id
    return Subject.objects.public().filter(path=path).values_list("pk", flat=True).first()


def _record(what: str, endpoint: WebhookEndpoint, by: "Person | None", at: datetime, **more: Any) -> None:
    payload = {"webhook": endpoint.pk, "key": str(endpoint.key), "person": endpoint.person_id, **more}
    record(f"webhooks.endpoint.{what}", subject=None, by=by, at=at, payload=payload)


def _nudge() -> None:
    from participation.events.tasks import ask
    from participation.webhooks.tasks import send

    ask(send)
