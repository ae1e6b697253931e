"""Notices by e-mail: text and simple HTML in the recipient's language, with a link that stops them."""

import contextlib
import logging
import smtplib
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone, translation

from participation.notifications.channels.outcome import NotSentError, RefusedError, UnreachableError
from participation.notifications.unsubscribe import make_token, path_of
from participation.notifications.wording import word
from participation.web.addresses import absolute
from participation.web.installation import installation

if TYPE_CHECKING:
    from participation.models import Delivery, Person

logger = logging.getLogger(__name__)


def language_of(person: "Person") -> str:
    """Return a language that this installation speaks: the person's, else the default."""
    return person.lang if person.lang in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def make_message(delivery: "Delivery", connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of a delivery, in the recipient's language and the installation's time zone."""
    notice = delivery.notice
    person, language = notice.person, language_of(notice.person)
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        words = word(notice, with_body=True)
        stop = absolute(path_of(make_token(person, notice.kind)), language)
        context: dict[str, Any] = {
            "words": words,
            "at": notice.at,
            "installation": installation(),
            "stop_url": stop,
            "open_url": absolute(words.path or "/cuenta/notificaciones/", language),
            "preferences_url": absolute("/cuenta/notificaciones/preferencias/", language),
            "html_lang": "es-MX" if language == "es-mx" else language,
            "base_url": settings.AZOTEA_BASE_URL,
        }
        message = EmailMultiAlternatives(
            subject=" ".join(words.title.split())[:150],
            body=render_to_string("emails/notice.txt", context),
            from_email=_sender(),
            to=[person.email or ""],
            connection=connection,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
                "Content-Language": context["html_lang"],
            },
        )
        message.attach_alternative(render_to_string("emails/notice.html", context), "text/html")
    return message


def _sender() -> str:
    """Return the configured address under the installation's name."""
    return formataddr((installation().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


class Mailer:
    """Sends a batch of mails over one connection, opened with the first."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, delivery: "Delivery") -> None:
        """Send one mail.

        Raises NotSentError or RefusedError where certainly nothing left; any other error means that it may have left.
        """
        if not delivery.notice.person.email:
            raise RefusedError("no address any more")
        connection = self._open()
        try:
            message = make_message(delivery, connection)
        except Exception as error:
            logger.exception("the mail of delivery %s could not be made", delivery.pk)
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            self.close()  # the dialogue may be out of step after a refusal
            raise _by_code(min(codes, default=550), error) from error
        except smtplib.SMTPResponseException as error:  # sender refused, data refused: the server did not take it
            self.close()  # the dialogue may be out of step after a refusal
            raise _by_code(error.smtp_code, error) from error
        except (ValueError, smtplib.SMTPNotSupportedError) as error:  # a header or address that cannot be written
            raise RefusedError(str(error)) from error
        except Exception as error:
            self.close()
            status = getattr(error, "status_code", None)  # mail services with an HTTP API (django-anymail)
            if isinstance(status, int) and 400 <= status < 500:
                raise (NotSentError if status in {408, 425, 429} else RefusedError)(str(error)) from error
            raise

    def _open(self) -> BaseEmailBackend:
        """Return the open connection. Raises UnreachableError: as long as it does not stand, nothing can have left."""
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except Exception as error:
                raise UnreachableError(f"{type(error).__name__}: {error}") from error
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """Close the connection; an error while closing changes nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):  # the mails were sent or not before this
                connection.close()


def _by_code(code: int, error: Exception) -> Exception:
    """Return what a reply code means: 4xx try again, 5xx never."""
    return (NotSentError if 400 <= code < 500 else RefusedError)(f"{code} {error}")
