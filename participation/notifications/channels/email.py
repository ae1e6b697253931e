"""Notices by e-mail: text and simple HTML in the recipient's language, with a link that stops them."""

import contextlib
import logging
import re
import smtplib
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone, translation

from participation.notifications.channels.letters import colours, of_digest
from participation.notifications.channels.outcome import (
    BadAddressError,
    NotSentError,
    NotWantedError,
    RefusedError,
    UnreachableError,
)
from participation.notifications.models import Digest
from participation.notifications.registry import get_kind, rule_for
from participation.notifications.unsubscribe import make_token, path_of
from participation.notifications.wording import word
from participation.notifications.zones import zone_of
from participation.web.addresses import absolute
from participation.web.installation import installation

if TYPE_CHECKING:
    from participation.models import Delivery, Person

logger = logging.getLogger(__name__)
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)\b")


def language_of(person: "Person") -> str:
    """Return a language that this installation speaks: the person's, else the default."""
    return person.lang if person.lang in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def make_message(parcel: "Delivery | Digest", connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of a delivery or a digest, in the recipient's language and time zone."""
    digest = isinstance(parcel, Digest)
    person = parcel.person if isinstance(parcel, Digest) else parcel.notice.person
    language = language_of(person)
    with translation.override(language), timezone.override(zone_of(person)):
        context = {
            "installation": installation(),
            "colours": colours(),
            "inbox_url": absolute("/cuenta/notificaciones/", language),
            "preferences_url": absolute("/cuenta/notificaciones/preferencias/", language),
            "html_lang": "es-MX" if language == "es-mx" else language,
            "base_url": settings.AZOTEA_BASE_URL,
            **(of_digest(parcel, language) if isinstance(parcel, Digest) else _of_notice(parcel, language)),
        }
        message = EmailMultiAlternatives(
            subject=" ".join(str(context["title"]).split())[:150],
            body=render_to_string("emails/digest.txt" if digest else "emails/notice.txt", context),
            from_email=_sender(),
            to=[person.email or ""],
            connection=connection,
            headers={
                "List-Unsubscribe": f"<{context['stop_url']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
                "Content-Language": str(context["html_lang"]),
            },
        )
        html = render_to_string("emails/digest.html" if digest else "emails/notice.html", context)
        message.attach_alternative(html, "text/html")
    # Mail services hand this back with what became of the mail (provider.py); a mail server never sees it.
    message.metadata = {"azotea": f"{parcel._meta.model_name}-{parcel.pk}"}  # type: ignore[attr-defined]
    return message


def _of_notice(delivery: "Delivery", language: str) -> dict[str, Any]:
    """Return what the mail of one notice says."""
    notice = delivery.notice
    rule, kind = rule_for(notice.event.name), get_kind(notice.kind)
    written = bool(rule and rule.letter)
    words = word(notice, with_body=not written)
    # What rests on a consent is stopped whole, never for one thing alone.
    about = notice.event.subject_id if words.path and not (kind and kind.stop) else None
    stop = path_of(make_token(notice.person, notice.kind, about or 0))
    letter = rule.letter(notice.event) if rule and rule.letter and words.path else None
    return {
        "letter": letter,
        "title": words.title,
        "words": words,
        "at": notice.at,
        "stop_url": absolute(stop, language),
        "open_url": absolute(words.path or "/cuenta/notificaciones/", language),
    }


def _sender() -> str:
    """Return the configured address under the installation's name."""
    return formataddr((installation().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


class Mailer:
    """Sends a batch of mails over one connection, opened with the first."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, parcel: "Delivery | Digest") -> None:
        """Send one mail.

        Raises NotSentError or RefusedError where certainly nothing left; any other error means that it may have left.
        """
        person = parcel.person if isinstance(parcel, Digest) else parcel.notice.person
        if not person.email:
            raise NotWantedError("no address any more")
        connection = self._open()
        try:
            message = make_message(parcel, connection)
        except Exception as error:
            logger.exception("the mail of %s %s could not be made", parcel._meta.model_name, parcel.pk)
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        self._hand_over(message)

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()  # the dialogue may be out of step after a refusal
            raise _by_recipient(error) from error
        except smtplib.SMTPResponseException as error:  # sender refused, data refused: the server did not take it
            self.close()  # the dialogue may be out of step after a refusal
            raise _by_code(error.smtp_code, error) from error
        except AnymailRecipientsRefused as error:  # the mail service does not send there
            raise RefusedError("the mail service refused the address") from error
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


def _by_recipient(error: smtplib.SMTPRecipientsRefused) -> Exception:
    """Return what the refusal of the address means: 5.1.x says that there is no such address."""
    code, text = min(error.recipients.values(), default=(550, b""))
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    # The reply is kept without the address that servers like to repeat.
    if code >= 500 and NO_SUCH_ADDRESS.match(said):
        return BadAddressError(f"{code} {said[:6]}")
    return _by_code(code, error)
