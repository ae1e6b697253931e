"""What ballots register; called by the registrations of budgets."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from budgets.voting import events, notices
from participation.access.field.policies import let_field_accounts_open
from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.files.parts import FilePart, register_file_part
from participation.people.api_acts import ApiAct, register_api_acts

if TYPE_CHECKING:
    from participation.models import Person, Subject


def register() -> None:
    """Called once."""
    from participation.announcements.segments import register_segment
    from participation.urn.segments import not_voted

    events.register()
    notices.register()
    register_segment(not_voted("contest"))
    register_file_part(ACTAS)
    register_api_acts(ApiAct("ballots.cast", _("Cast ballots of participatory budgets")))
    let_field_accounts_open(*TABLE_PAGES, home=_table_home)


def _may_attach_acta(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether somebody works at an open table of a contest."""
    from budgets.models import Table

    at_work = person is not None and Table.objects.filter(
        contest__subject=subject, closed_at__isnull=True, point__officers__person=person,
        point__officers__ended_at__isnull=True,
    ).exists()  # fmt: skip
    return ALLOWED if at_work else Denied("not_officer", _("You do not attend a table of this vote."))


TABLE_PAGES = (
    "budgets:my-tables", "budgets:table", "budgets:table-sign", "budgets:table-enter", "budgets:table-settle",
    "budgets:table-erase", "budgets:table-dispute", "budgets:table-close",
)  # fmt: skip


def _table_home(person: "Person") -> str | None:
    """Return nothing: a field account begins at its points, which lead to its tables."""
    return None


ACTAS = FilePart(
    name="actas",
    may_attach=_may_attach_acta,
    may_see=lambda person, subject: True,
    is_public=lambda subject: True,
    page=lambda subject: subject.path,
    may_remove=lambda person, subject: Denied("acta", _("The scan of an acta stays.")),
    most=3_000,
)


def remind_due(*, at: datetime) -> int:
    """Remind of the ballots whose last day it is; return of how many. A sweep calls it."""
    from budgets.models import Contest
    from budgets.voting.actions import BEFORE, remind

    rows = Contest.objects.filter(
        vote__state="open", vote__opens_at__lte=at, vote__closes_at__gt=at, vote__closes_at__lte=at + BEFORE,
        reminder=None,
    )  # fmt: skip
    return sum(remind(contest=contest, at=at) for contest in rows.select_related("budget").order_by("pk"))
