"""Notices by short message, for those who chose it: title and address, nothing else."""

from typing import TYPE_CHECKING

from django.utils import translation

from participation.notifications.channels.email import language_of
from participation.notifications.channels.outcome import NotSentError, RefusedError
from participation.notifications.channels.sms import SmsFailed, send_sms
from participation.notifications.wording import word
from participation.web.addresses import absolute
from participation.web.installation import installation

if TYPE_CHECKING:
    from participation.models import Delivery


def send_text(delivery: "Delivery") -> None:
    """Send one short message. Raises NotSentError or RefusedError where nothing left."""
    person = delivery.notice.person
    if not person.phone or not person.phone_verified:
        raise RefusedError("no number any more")
    language = language_of(person)
    with translation.override(language):
        words = word(delivery.notice)
        text = f"{installation().name}: {words.title} {absolute(words.path or '/cuenta/notificaciones/', language)}"
    try:
        send_sms(to=person.phone, text=text)
    except SmsFailed as error:
        raise NotSentError(str(error)) from error
