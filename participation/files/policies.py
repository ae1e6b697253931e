"""Who may attach files, remove them and see them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.files import parts
from participation.files.models import Attachment
from participation.subjects.models import SubjectState
from participation.subjects.visibility import is_author, is_shown, may_see

if TYPE_CHECKING:
    from participation.models import Person, Subject

MOST_PER_SUBJECT = 20


def may_attach(person: "Person | None", subject: "Subject", part: str = "") -> Verdict:
    """Ask whether the person may put files beside a subject: its author and its stewards; a part says itself who may.

    The floor that owns the subject asks its own policy (is editing open?) before; this guards against strangers.
    """
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if part:
        return parts.get_part(part).may_attach(person, subject)
    assert person is not None
    if roles.holds(person, roles.STEWARDS, subject):
        return ALLOWED
    if not is_author(person, subject):
        return Denied("not_author", _("Only whoever wrote this, or an official of it, can change its files."))
    if subject.state in {SubjectState.HIDDEN, SubjectState.WITHDRAWN}:
        return Denied("not_public", _("This is not public, so nothing here can be changed."))
    return ALLOWED


def may_remove(person: "Person | None", subject: "Subject", part: str = "") -> Verdict:
    """Ask whether the person may take a file away: whoever may attach there, unless the part says otherwise."""
    if part and (own := parts.get_part(part).may_remove) is not None:
        return own(person, subject)
    return may_attach(person, subject, part)


def has_room(subject: "Subject", more: int = 1, *, part: str = "") -> Verdict:
    """Ask whether one more file fits beside the subject, or several; asked under the lock of its row."""
    most = parts.get_part(part).most if part else MOST_PER_SUBJECT
    if Attachment.objects.filter(subject=subject, part=part, removed_at__isnull=True).count() + more <= most:
        return ALLOWED
    return Denied("too_many", gettext("There is no room for more files here: %(most)s are the limit.") % {"most": most})


def may_see_file(person: "Person | None", attachment: Attachment) -> bool:
    """Tell whether the person may see the bytes now: whoever may see the subject, until the file is removed."""
    if attachment.removed_at is not None:
        return False
    if attachment.part:
        return parts.get_part(attachment.part).may_see(person, attachment.subject)
    return may_see(person, attachment.subject)


def is_public(attachment: Attachment) -> bool:
    """Tell whether anybody may see the bytes, whoever asks."""
    if attachment.removed_at is not None or not is_shown(attachment.subject):
        return False
    return not attachment.part or parts.get_part(attachment.part).is_public(attachment.subject)
