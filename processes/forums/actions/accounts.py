"""What a closed account leaves in forums, and what is erased of candidacies that were not selected."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from participation.subjects.actions import update_subject
from participation.workdays import local_day
from processes.forums import events
from processes.forums.actions.common import lock, write_down
from processes.forums.actions.members import count_seat, row_of
from processes.models import Candidacy, CandidacyState, Member

if TYPE_CHECKING:
    from participation.models import Person

PUBLIC = (CandidacyState.SELECTED, CandidacyState.ALTERNATE)


@transaction.atomic
def leave_forums(*, person: "Person", at: datetime) -> None:
    """Inside the act of closing an account: its candidacies lose their words, its seats become free, unnamed."""
    for row in Candidacy.objects.filter(author=person, erased_at__isnull=True).select_related("subject").order_by("pk"):
        if row.call.decided_at is None and row.state != CandidacyState.WITHDRAWN:
            row.state, row.reason, row.decided_by = CandidacyState.WITHDRAWN, "", None
        _erase(row, at)
    for member in Member.objects.filter(person=person).select_related("forum").order_by("pk"):
        forum, found = lock(member.forum), row_of(member)
        if found.until is None:
            with override(forum.lang):
                found.exit_reason = _("The account was closed.")
            found.until, found.left_alone = max(local_day(at), found.since), True
            count_seat(found.seats, alternate=found.alternate, step=-1)
        found.name = ""
        found.save(update_fields=["until", "left_alone", "exit_reason", "name"])
        write_down(events.MEMBER_LEFT, forum, None, at, member=found.pk, alone=True, reason=found.exit_reason)


@transaction.atomic
def erase_candidacies(*, before: datetime) -> int:
    """Erase the words of candidacies that were taken back or not selected, long after the result; return how many."""
    old = Q(state=CandidacyState.NOT_SELECTED, told_at__lt=before) | Q(state=CandidacyState.WITHDRAWN, at__lt=before)
    rows = Candidacy.objects.filter(old, erased_at__isnull=True).select_related("subject").order_by("pk")[:500]
    for row in rows:
        _erase(row, before)
    return len(rows)


def _erase(row: Candidacy, at: datetime) -> None:
    row.name, row.motivation, row.conflict, row.erased_at = "", "", "", at
    row.save(update_fields=["state", "reason", "decided_by", "name", "motivation", "conflict", "erased_at"])
    with override(row.lang):
        title = _("Candidacy")
    update_subject(subject=row.subject, at=at, state="withdrawn", title=title, summary="", text="")
