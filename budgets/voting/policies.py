"""Who freezes and amends a ballot, and who may cast one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Contest, PaperBallot, PaperState, Project, RollMode, Table
from budgets.states import ProjectState
from budgets.structure.policies import may_prepare
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.contribution import Channel
from participation.urn import policies as urn
from participation.urn.drafts import Standing
from processes.points.policies import may_capture_at
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


def may_open_table(person: "Person | None", contest: Contest, *, at: datetime) -> Verdict:
    """Stewards announce tables once the ballot is frozen, until voting ends."""
    vote = contest.vote
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: (
            ALLOWED
            if vote is not None and vote.frozen_at is not None
            else Denied("not_frozen", _("Freeze the ballot first: what is printed does not change any more."))
        ),
        lambda: (
            ALLOWED
            if vote is not None and not vote.is_closed and at < vote.closes_at
            else Denied("closed", _("Voting ended."))
        ),
    )


def may_remove_table(person: "Person | None", table: Table, contest: Contest, *, at: datetime) -> Verdict:
    """A table is taken back while it has not opened and nobody signed."""
    return first_denial(
        lambda: may_prepare(person, contest.budget.component),
        lambda: (
            ALLOWED
            if at < table.opens_at and not table.signed
            else Denied("table_open", _("This table has opened: it ends with its acta."))
        ),
    )


def may_work_at(person: "Person", table: Table, *, at: datetime) -> Verdict:
    """Officers of its point work at a table until it has its acta."""
    return first_denial(
        lambda: may_capture_at(person, table.point, at=at),
        lambda: (
            ALLOWED
            if table.closed_at is None
            else Denied("table_closed", _("This table has its acta: nothing changes any more."))
        ),
    )


def may_sign(person: "Person", table: Table, *, at: datetime) -> Verdict:
    """The roll is asked while the table is open; of envelopes also afterwards, until the acta."""
    return first_denial(
        lambda: may_work_at(person, table, at=at),
        lambda: (
            ALLOWED
            if at >= table.opens_at and (at < table.closes_at or table.mode == RollMode.ENVELOPES)
            else Denied("table_not_open", _("This table is not open now."))
        ),
    )


def may_count(person: "Person", table: Table, *, at: datetime) -> Verdict:
    """Ballots are typed once the table closed: nobody opens a box before."""
    return first_denial(
        lambda: may_work_at(person, table, at=at),
        lambda: (
            ALLOWED
            if at >= table.closes_at
            else Denied("box_closed", _("The box is opened when the table closes, not before."))
        ),
    )


def may_settle_paper(person: "Person", table: Table, paper: PaperBallot, *, at: datetime) -> Verdict:
    """Whoever typed neither entry settles what differs."""
    return first_denial(
        lambda: may_count(person, table, at=at),
        lambda: (
            ALLOWED
            if paper.state == PaperState.DIFFERS
            else Denied("nothing_differs", _("There is nothing to settle on this ballot."))
        ),
        lambda: (
            ALLOWED
            if person.pk not in {paper.first_by_id, paper.second_by_id}
            else Denied("entered_by_you", _("You typed this ballot, so somebody else has to settle it."))
        ),
    )
