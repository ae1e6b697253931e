"""What the mail service says of mails that left: some came back, some were called spam. Nothing more is sent there.

django-anymail knows the services' formats and signatures; its views are used without their signals. The address exists
only where a service and the secret of its reports are set (AZOTEA_EMAIL_PROVIDER, AZOTEA_EMAIL_REPORTS_SECRET).
"""

import logging
from datetime import datetime
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from participation.notifications.actions import note_returned, suppress_address
from participation.notifications.channels.outcome import without_contacts
from participation.notifications.models import Delivery, Digest, Suppression

logger = logging.getLogger(__name__)

VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "mailtrap": "anymail.webhooks.mailtrap.MailtrapTrackingWebhookView",
    "mandrill": "anymail.webhooks.mandrill.MandrillCombinedWebhookView",
    "postal": "anymail.webhooks.postal.PostalTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "resend": "anymail.webhooks.resend.ResendTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
    "unisender_go": "anymail.webhooks.unisender_go.UnisenderGoTrackingWebhookView",
}
# A mailbox that is full or slow today is no reason to stop for good: only these reasons of a bounce are.
FOR_GOOD = {"bounced", "invalid", "unsubscribed", "spam"}
REASONS = {
    "bounced": Suppression.Reason.BOUNCE,
    "rejected": Suppression.Reason.BOUNCE,
    "complained": Suppression.Reason.COMPLAINT,
    "unsubscribed": Suppression.Reason.REQUEST,
}
UNREADABLE = (
    AnymailError, SuspiciousOperation, ValueError, LookupError, TypeError, AttributeError, RecursionError
)  # fmt: skip
PARCELS: dict[str, type[Delivery | Digest]] = {"delivery": Delivery, "digest": Digest}


@csrf_exempt  # another server posts here; its secret or signature is checked first
@require_http_methods(["HEAD", "POST"])
@never_cache
def reports(request: HttpRequest) -> HttpResponseBase:
    """Take a report of the mail service. Whoever does not know the secret, or writes nonsense, gets 400."""
    path = VIEWS.get(settings.AZOTEA_EMAIL_PROVIDER)
    if path is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    if request.method == "HEAD":  # some services look whether anybody is here
        return HttpResponse()
    view = import_string(path)()
    view.setup(request)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except UNREADABLE as error:
        logger.warning("a report of the mail service was refused (%s)", type(error).__name__)
        return HttpResponseBadRequest()
    for event in events:
        _take(event, timezone.now())
    return HttpResponse()


def _take(event: Any, at: datetime) -> None:
    """Write down what one report means: an address to leave alone, a mail that came back."""
    reason = REASONS.get(event.event_type)
    soft = reason == Suppression.Reason.BOUNCE and event.reject_reason not in FOR_GOOD
    if reason is None or soft or not event.recipient:
        return
    said = event.mta_response or event.description or event.reject_reason or event.event_type
    detail = without_contacts(" ".join(str(said).split()))
    parcel = _parcel(event.metadata)
    if parcel is not None and reason == Suppression.Reason.BOUNCE:
        note_returned(parcel=parcel, detail=detail, at=at)
    suppress_address(address=str(event.recipient), reason=reason, detail=detail, at=at)


def _parcel(metadata: Any) -> Delivery | Digest | None:
    """Return the delivery or digest that a report names; None where it names none of ours."""
    given = metadata.get("azotea") if isinstance(metadata, dict) else None
    name, _dash, key = str(given or "").partition("-")
    model = PARCELS.get(name)
    if model is None or not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return model.objects.filter(pk=int(key)).first()
