"""The act of texting a folio: to a number that is used once and kept nowhere."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.verdict import Denied
from participation.events.record import record
from participation.limits.counter import count
from participation.limits.rates import parse
from participation.notifications.channels.sms import SmsFailed, send_sms
from participation.people.contacts import clean_phone
from participation.web.addresses import absolute
from participation.web.installation import installation
from processes.points import policies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Capture

TOO_MANY = Denied(
    "too_many_texts", gettext_lazy("Too many messages were sent today. Print the folio, or dictate it to the person.")
)
NOT_HERS = Denied("not_yours", gettext_lazy("Only whoever captured it sends its folio, and only where it has one."))


def text_folio(*, capture: "Capture", to: str, by: "Person", at: datetime) -> None:
    """Send the folio of what was captured to a mobile, at the person's wish.

    The number stands in no row and in no event: of it only a keyed hash is counted, so that nobody is written to more
    than a few times a day. Tries are counted before the transaction. Raises ActDenied and ValidationError.
    """
    policies.may_capture_at(by, capture.point, at=at).enforce()
    folio = getattr(capture.subject, "folio", None)
    if capture.by_id != by.pk or folio is None:
        NOT_HERS.enforce()
    assert folio is not None
    try:
        number = clean_phone(to)
    except ValidationError as error:
        raise ValidationError({"to": error.messages}) from error
    rates = settings.AZOTEA_RATES
    if not count("folio_texts_of", number, parse(rates["folio_texts_to_one"])).allowed:
        TOO_MANY.enforce()
    if not count("folio_texts", f"p{by.pk}", parse(rates["folio_texts"])).allowed:
        TOO_MANY.enforce()
    words = _("%(name)s: your folio is %(folio)s. See what came of it: %(address)s")
    told = {"name": installation().name, "folio": folio.code, "address": absolute(f"/folio/{folio.code}/")}
    try:
        send_sms(to=number, text=words % told)
    except SmsFailed as error:
        message = _("The message could not be sent. Print the folio, or dictate it to the person.")
        raise ValidationError({"to": message}) from error
    _note(capture, by, at)


@transaction.atomic
def _note(capture: "Capture", by: "Person", at: datetime) -> None:
    payload = {"capture": capture.pk, "point": capture.point_id}
    record("processes.capture.texted", subject=capture.subject, by=by, at=at, payload=payload)
