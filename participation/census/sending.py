"""Sending codes that wait: each is claimed before it is sent. Nobody is told an old code twice."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from participation.census.actions.codes import PURPOSE
from participation.census.models import ChannelCode, CodeState
from participation.census.sealing import open_passing
from participation.notifications.channels.sms import send_sms
from participation.web.installation import installation

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)


def send_waiting(at: datetime | None = None, *, limit: int = 500) -> int:
    """Send the codes that wait; return how many left. One whose sender died counts as not sent: people ask anew."""
    now = at or timezone.now()
    lost = ChannelCode.objects.filter(Q(state=CodeState.SENDING, made_at__lt=now - LEASE) | Q(expires_at__lte=now))
    lost.filter(state__in=[CodeState.QUEUED, CodeState.SENDING]).update(
        state=CodeState.FAILED, outgoing=None
    )  # writes: a message's own books
    sent = 0
    for _round in range(limit):
        row = _claim()
        if row is None:
            break
        sent += _send(row)
    return sent


@transaction.atomic
def _claim() -> ChannelCode | None:
    row = ChannelCode.objects.select_for_update(skip_locked=True).filter(state=CodeState.QUEUED).order_by("id").first()
    if row is None:
        return None
    ChannelCode.objects.filter(pk=row.pk).update(
        state=CodeState.SENDING, outgoing=None
    )  # writes: a message's own books
    return row


def _send(row: ChannelCode) -> bool:
    state, left = CodeState.SENT, False
    try:
        if row.outgoing is not None and row.voided_at is None and row.used_at is None:
            way, to, code, language = open_passing(PURPOSE, row.outgoing)
            send_code(way, to, code, language)
            left = True
    except Exception as error:  # providers fail in their own ways; their words may hold the address, so none is logged
        logger.warning("code of verification %s not sent: %s", row.pk, type(error).__name__)
        state = CodeState.FAILED
    ChannelCode.objects.filter(pk=row.pk, state=CodeState.SENDING).update(state=state)  # writes: a message's own books
    return left


def send_code(way: str, to: str, code: str, language: str) -> None:
    """Send one code by e-mail or text message. Raises what the provider raises."""
    with translation.override(language):
        name = installation().name
        if way == "phone":
            words = _("%(code)s is your code to verify who you are at %(name)s. Do not share it with anyone.")
            send_sms(to=to, text=words % {"code": code, "name": name})
            return
        context: dict[str, Any] = {"code": code, "installation": installation()}
        subject = _("%(code)s is your code to verify who you are") % {"code": code}
        body = render_to_string("participation/census/code_message.txt", context).strip() + "\n"
        EmailMultiAlternatives(subject, body, None, [to]).send()
