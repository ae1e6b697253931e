"""Who freezes and amends a ballot, and who may cast one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Contest, Project
from budgets.states import ProjectState
from budgets.structure.policies import may_prepare
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.contribution import Channel
from participation.urn import policies as urn
from participation.urn.drafts import Standing
from processes.policies import is_open

if TYPE_CHECKING:
    from participation.models import Person


def may_freeze(person: "Person | None", contest: Contest) -> Verdict:
    """Stewards of the process freeze a ballot, once."""
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: (
            Denied("frozen", _("This ballot is frozen already: it does not change any more."))
            if contest.is_frozen
            else ALLOWED
        ),
    )


def may_amend(person: "Person | None", project: Project, *, at: datetime) -> Verdict:
    """Stewards take a project off a frozen ballot until voting ends."""
    vote = project.contest.vote
    return first_denial(
        lambda: may_prepare(person, project.contest.budget.component),
        lambda: (
            ALLOWED
            if vote is not None and vote.frozen_at is not None
            else Denied("not_frozen", _("This ballot is not frozen yet: withdraw the project instead."))
        ),
        lambda: (
            ALLOWED
            if vote is not None and not vote.is_closed and at < vote.closes_at
            else Denied("closed", _("Voting ended: the ballot stays as people had it."))
        ),
        lambda: (
            ALLOWED
            if project.state == ProjectState.ON_BALLOT
            else Denied("not_on_ballot", _("This project is not on the ballot."))
        ),
    )


def may_vote(person: "Person | None", contest: Contest, *, at: datetime) -> Verdict:
    """Tell whether somebody may vote in a contest now, whether or not they did: without looking at the roll."""
    vote = contest.vote
    if vote is None or vote.frozen_at is None:
        opening = is_open(contest.budget.component, "vote", at)
        if not opening:
            return opening
        return Denied("not_frozen", _("The ballot is still being prepared. Come back in a while."))
    return first_denial(
        lambda: is_open(contest.budget.component, "vote", at),
        lambda: urn.may_vote(vote, person, at=at),
    )


def may_fill_in(standing: Standing, contest: Contest) -> Verdict:
    """Tell whether somebody who may vote may still mark something: by what they cast here and in other contests."""
    vote = contest.vote
    assert vote is not None
    if standing.channel is not None:
        return urn.may_change(vote, standing.channel, Channel.WEB)
    if vote.seats and len(standing.seats) >= vote.seats:
        return urn.NO_SEAT
    return ALLOWED
