"""Notices by short message or WhatsApp, for those who chose it: title and address, nothing else."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from participation.notifications.channels.email import language_of
from participation.notifications.channels.outcome import NotSentError, NotWantedError, RefusedError
from participation.notifications.channels.sms import SmsFailed, SmsRefused, send_by
from participation.notifications.registry import WHATSAPP
from participation.notifications.wording import word
from participation.web.addresses import absolute
from participation.web.installation import installation

if TYPE_CHECKING:
    from participation.models import Delivery


def send_text(delivery: "Delivery") -> None:
    """Send one short message.

    Raises NotSentError or RefusedError where nothing left; any other error of a provider means that it may have left.
    """
    person = delivery.notice.person
    if not person.phone or not person.phone_verified:
        raise NotWantedError("no number any more")
    provider = settings.AZOTEA_WHATSAPP_PROVIDER if delivery.channel == WHATSAPP else settings.AZOTEA_SMS_PROVIDER
    if not provider:
        raise NotWantedError("this channel was turned off")
    language = language_of(person)
    with translation.override(language):
        words = word(delivery.notice)
        text = f"{installation().name}: {words.title} {absolute(words.path or '/cuenta/notificaciones/', language)}"
    try:
        send_by(provider, to=person.phone, text=text)
    except SmsRefused as error:
        raise RefusedError(str(error)) from error
    except SmsFailed as error:
        raise NotSentError(str(error)) from error
