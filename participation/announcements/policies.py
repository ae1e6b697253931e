"""Who may write to whom, and when."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.announcements.models import AnnouncementState
from participation.announcements.segments import get_segment
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Announcement, Person, Subject

State = AnnouncementState
SEND = "announcements.send"  # the name of this act among those that may need two people
NOT_DRAFT = Denied("not_draft", _("Only a draft can be changed or sent. Somebody may have been faster."))


def may_write(person: "Person | None", segment: str, scope: "Subject | None") -> Verdict:
    """Stewards of the installation write to anybody; those of a process to the groups of what lies in it."""
    found = get_segment(segment)
    if found is None:
        return Denied("unknown_segment", _("This group does not exist."))
    return roles.may_work_as(person, roles.STEWARDS, scope if found.of_subject else None)


def may_see(person: "Person | None", announcement: "Announcement") -> Verdict:
    """Whoever may write it sees drafts and numbers."""
    return may_write(person, announcement.segment, announcement.scope)


def may_edit(person: "Person | None", announcement: "Announcement") -> Verdict:
    """Only drafts change: what was sent stays as it was read."""
    return first_denial(may_see(person, announcement), ALLOWED if announcement.state == State.DRAFT else NOT_DRAFT)


def may_test(person: "Person | None", announcement: "Announcement") -> Verdict:
    """A test goes to the own address of who asks for it."""
    from participation.notifications.suppression import is_suppressed

    may = may_edit(person, announcement)
    if not may or person is None:
        return may
    preferences = Remedy(_("Choose what I am told"), "/cuenta/notificaciones/preferencias/")
    if not person.email:
        return Denied("no_address", _("Your account has no e-mail address."), preferences)
    if is_suppressed(person.email):
        return Denied("address_stopped", _("Nothing is sent to your address now: its mails came back."), preferences)
    return ALLOWED


def may_send(person: "Person | None", announcement: "Announcement", *, confirmed_by: "Person | None" = None) -> Verdict:
    """Drafts of which the public may see what they are about; where two people are needed, with the second one."""
    return first_denial(may_propose(person, announcement), lambda: _two_people(person, announcement, confirmed_by))


def may_propose(person: "Person | None", announcement: "Announcement") -> Verdict:
    """What may be sent by one person may be proposed where two are needed."""
    return first_denial(may_edit(person, announcement), lambda: may_start(person, announcement))


def _two_people(person: "Person | None", announcement: "Announcement", second: "Person | None") -> Verdict:
    from participation.access.pending.policies import NEEDS_TWO
    from participation.access.pending.registry import needs_two

    if not needs_two(SEND):
        return ALLOWED
    if second is None or person is None or second.pk == person.pk:
        return NEEDS_TWO
    return may_see(second, announcement)


def may_start(person: "Person | None", announcement: "Announcement") -> Verdict:
    """Ask again at the moment of sending: roles end, and things are hidden."""
    may = may_see(person, announcement)
    if may and announcement.scope is not None and not is_shown(announcement.scope):
        return Denied("not_public", _("It is about something that is not published: publish that first."))
    return may


def may_take_back(person: "Person | None", announcement: "Announcement") -> Verdict:
    """What is scheduled becomes a draft again, until it is sent."""
    return first_denial(
        may_see(person, announcement),
        ALLOWED
        if announcement.state == State.SCHEDULED
        else Denied("not_scheduled", _("It is not scheduled: it was sent already, or somebody took it back.")),
    )


def may_stop(person: "Person | None", announcement: "Announcement") -> Verdict:
    """What is being sent can be stopped for those whom it has not reached, and leaves the public list."""
    return first_denial(
        may_see(person, announcement),
        ALLOWED
        if announcement.state == State.STARTED
        else Denied("not_started", _("It is not being sent, or somebody stopped it already.")),
    )
