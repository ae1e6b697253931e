"""Who may have messages sent where."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_be_signed_in, may_take_part, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.webhooks.models import DeliveryState, EndpointState, StopReason, WebhookDelivery, WebhookEndpoint

if TYPE_CHECKING:
    from participation.models import Person

OF_A_PERSON = 5
OF_THE_INSTALLATION = 20
TESTS_AN_HOUR = 20


def may_manage_installation(person: "Person | None") -> Verdict:
    """Tell whether the person may manage the installation's own webhooks."""
    return may_work_as(person, STEWARDS, None)


def may_add(person: "Person | None", *, installation: bool, at: datetime) -> Verdict:
    """Tell whether the person may add an endpoint: five of their own, twenty of the installation."""
    if installation:
        may = may_manage_installation(person)
        if may and WebhookEndpoint.objects.filter(person=None).count() >= OF_THE_INSTALLATION:
            return Denied("too_many_webhooks", _("There are twenty of them already. Delete one that is not used."))
        return may
    may = may_take_part(person, at=at)
    if may and WebhookEndpoint.objects.filter(person=person).count() >= OF_A_PERSON:
        return Denied("too_many_webhooks", _("You already have five. Delete one that you no longer use."))
    return may


def may_manage(person: "Person | None", endpoint: WebhookEndpoint) -> Verdict:
    """Tell whether the person may see and change an endpoint: their own, or the installation's for its stewards."""
    if endpoint.person_id is None:
        return may_manage_installation(person)
    return first_denial(
        may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and endpoint.person_id == person.pk
            else Denied("not_yours", _("This webhook belongs to somebody else."))
        ),
    )


def may_resume(person: "Person | None", endpoint: WebhookEndpoint, *, at: datetime) -> Verdict:
    """Tell whether the person may let messages go out again: not where officials paused it, or blocked them."""
    may = may_manage(person, endpoint)
    if not may:
        return may
    if endpoint.reason == StopReason.SECRET:
        return Denied("secret_unreadable", _("Its secret can no longer be read. Make another one first."))
    if endpoint.reason == StopReason.STEWARD and not may_manage_installation(person):
        return Denied("paused_by_officials", _("This government paused it. Write to the platform to ask why."))
    return may_take_part(person, at=at)


def may_pause_for(person: "Person | None") -> Verdict:
    """Tell whether the person may pause anybody's endpoint, with a reason: stewards of the installation."""
    return may_manage_installation(person)


def may_send_test(person: "Person | None", endpoint: WebhookEndpoint, *, at: datetime) -> Verdict:
    """Tell whether the person may send a test: to one that works, one at a time, twenty in an hour."""
    may = may_manage(person, endpoint)
    if not may:
        return may
    if endpoint.state != EndpointState.ACTIVE:
        return Denied("not_active", _("It is not working now. Start it again first."))
    tests = WebhookDelivery.objects.filter(endpoint=endpoint, sequence=None, created_at__gt=at - timedelta(hours=1))
    open_states = {DeliveryState.QUEUED, DeliveryState.SENDING}
    states = list(tests.values_list("state", flat=True))
    if any(state in open_states for state in states):
        return Denied("test_waits", _("A test is on its way. Look at the list below in some seconds."))
    if len(states) >= TESTS_AN_HOUR:
        return Denied("too_many_tests", _("You sent twenty tests within an hour. Wait a while."))
    return ALLOWED


def may_resend(person: "Person | None", delivery: WebhookDelivery) -> Verdict:
    """Tell whether the person may have a message sent again: one that is not on its way."""
    may = may_manage(person, delivery.endpoint)
    if may and delivery.state in {DeliveryState.QUEUED, DeliveryState.SENDING}:
        return Denied("on_its_way", _("It is on its way."))
    return may
