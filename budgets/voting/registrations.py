"""What ballots register; called by the registrations of budgets."""

from datetime import datetime

from budgets.voting import events, notices


def register() -> None:
    """Called once."""
    from participation.announcements.segments import register_segment
    from participation.urn.segments import not_voted

    events.register()
    notices.register()
    register_segment(not_voted("contest"))


def remind_due(*, at: datetime) -> int:
    """Remind of the ballots whose last day it is; return of how many. A sweep calls it."""
    from budgets.models import Contest
    from budgets.voting.actions import BEFORE, remind

    rows = Contest.objects.filter(
        vote__state="open", vote__opens_at__lte=at, vote__closes_at__gt=at, vote__closes_at__lte=at + BEFORE,
        reminder=None,
    )  # fmt: skip
    return sum(remind(contest=contest, at=at) for contest in rows.select_related("budget").order_by("pk"))
