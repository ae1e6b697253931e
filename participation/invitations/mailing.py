"""The one mail to an address without an account: claimed before it is sent, so that nobody is written to twice."""

import logging
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from participation.invitations.models import Invitation, InvitationMail
from participation.invitations.registry import get_purpose
from participation.invitations.seals import owner_of, reveal
from participation.notifications.suppression import is_suppressed
from participation.people.contacts import Contact
from participation.web.addresses import absolute
from participation.web.installation import installation

logger = logging.getLogger(__name__)


def send_waiting(at: datetime, *, limit: int = 200) -> int:
    """Send the mails that wait; return how many left. One whose sender died is not sent again: it may have left."""
    sent = 0
    for _round in range(limit):
        invitation = _claim(at)
        if invitation is None:
            break
        sent += _send(invitation)
    return sent


@transaction.atomic
def _claim(at: datetime) -> Invitation | None:
    rows = Invitation.objects.select_for_update(skip_locked=True, of=("self",)).select_related("by", "subject")
    found = rows.open(at).filter(mail=InvitationMail.WAITING).order_by("id").first()
    if found is not None:
        Invitation.objects.filter(pk=found.pk).update(mail=InvitationMail.SENDING)  # writes: a message's own books
    return found


def _send(invitation: Invitation) -> bool:
    left = False
    try:
        contact = reveal(invitation.contact or b"")
        if owner_of(contact) is None and not is_suppressed(contact.value):
            send_invitation(invitation, contact)
            left = True
    except Exception as error:  # providers fail in their own ways; their words may hold the address, so none is logged
        logger.warning("invitation %s not sent: %s", invitation.pk, type(error).__name__)
    Invitation.objects.filter(pk=invitation.pk).update(mail=InvitationMail.NONE)  # writes: a message's own books
    return left


def send_invitation(invitation: Invitation, contact: Contact) -> None:
    """Write to an address without an account, in the language of who invited.

    The title is told only where everybody can read it: a draft must not be a way to send one's words to strangers.
    """
    with translation.override(invitation.by.lang):
        context = {
            "installation": installation(),
            "name": invitation.by.public_name,
            "label": get_purpose(invitation.purpose).label,
            "title": invitation.subject.shown_title if invitation.subject.is_public else "",
            "address": absolute(f"/cuenta/invitaciones/{invitation.pk}/", invitation.by.lang),
            "expires_at": invitation.expires_at,
        }
        subject = " ".join((_("An invitation at %(name)s") % {"name": installation().name}).split())
        body = render_to_string("participation/invitations/message.txt", context).strip() + "\n"
        EmailMultiAlternatives(subject, body, None, [contact.value]).send()
