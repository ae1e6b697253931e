"""Acts at a table: opened, signed at, its ballots typed by two people and settled by a third, closed with its acta.

Every act holds the table's row, so that two at one table follow one another.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from budgets.models import Contest, PaperBallot, PaperState, RollMode, Table
from budgets.structure.actions import locked_contest
from budgets.voting import events, policies
from budgets.voting.actions import frozen
from budgets.voting.paper import VOID, read, seal, unseal
from participation.access.verdict import Denied
from participation.events.record import record
from participation.files.actions import attach
from participation.files.prepare import Prepared
from participation.urn.paper import await_paper, put_in_papers, sign_roll
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Point

DONE = (PaperState.AGREED, PaperState.SETTLED)
MOST_PAPERS, LONGEST = 100_000, 2_000
A_MOMENT = timedelta(microseconds=1)


@transaction.atomic
def open_table(
    *, contest: Contest, point: "Point", mode: str, opens_at: datetime, closes_at: datetime, by: "Person", at: datetime
) -> Table:
    """Announce a table of a frozen contest at a collection point; the vote is then counted when its acta is in.

    Raises ActDenied, and ValidationError by field.
    """
    contest = locked_contest(contest)
    policies.may_open_table(by, contest, at=at).enforce()
    assert contest.vote is not None
    if mode not in RollMode.values:
        raise ValidationError({"mode": _("Choose how the roll is asked.")})
    if not contest.vote.opens_at <= opens_at < closes_at <= contest.vote.closes_at:
        raise ValidationError({"closes_at": _("A table opens and closes while people vote.")})
    if opens_at <= at:
        raise ValidationError({"opens_at": _("Choose a moment that has not passed.")})
    if point.closed_at is not None or not point.processes.filter(pk=contest.budget.component.process_id).exists():
        raise ValidationError({"point": _("This point does not serve this process.")})
    if Table.objects.filter(contest=contest, point=point).exists():
        raise ValidationError({"point": _("This point has a table of this contest already.")})
    table = Table.objects.create(
        contest=contest, point=point, mode=mode, opens_at=opens_at, closes_at=closes_at, opened_by=by
    )
    await_paper(vote=contest.vote, waits=True)
    _record(events.TABLE_OPENED, table, by, at, mode=mode)
    return table


@transaction.atomic
def remove_table(*, table: Table, by: "Person", at: datetime) -> None:
    """Take back a table before it opens. Raises ActDenied."""
    contest = locked_contest(table.contest)
    table = _held(table)
    policies.may_remove_table(by, table, contest, at=at).enforce()
    _record(events.TABLE_REMOVED, table, by, at)
    table.delete()
    _when_all_are_in(contest)


@transaction.atomic
def sign_at_table(*, table: Table, person: "Person", by: "Person", at: datetime) -> Table:
    """Put somebody on the roll who gets a ballot at a table, or whose envelope is opened. Raises ActDenied."""
    table = _held(table)
    policies.may_sign(by, table, at=at).enforce()
    vote = table.contest.vote
    assert vote is not None
    moment = min(at, table.closes_at - A_MOMENT) if table.mode == RollMode.ENVELOPES else at
    sign_roll(vote=vote, person=person, captured_by=by, at=at, moment=moment)
    table.signed += 1
    table.save(update_fields=["signed"])
    return table


@sensitive_variables("text", "said")
@transaction.atomic
def enter_paper(*, table: Table, number: int, text: str, void: bool, by: "Person", at: datetime) -> PaperBallot:
    """Type in what a ballot from the box says: the first of two people, or the second, who is not shown the first.

    Raises ActDenied, and ValidationError by field.
    """
    table = _held(table)
    policies.may_count(by, table, at=at).enforce()
    if not 1 <= number <= MOST_PAPERS:
        raise ValidationError({"number": _("Write the number of the ballot.")})
    said = _read(table, text, void)
    row = PaperBallot.objects.filter(table=table, number=number).first()
    if row is None:
        return PaperBallot.objects.create(table=table, number=number, first=seal(said), first_by=by, changed_at=at)
    if row.second_by_id is not None:
        Denied("entered_twice", _("Two people typed this ballot already.")).enforce()
    if row.first_by_id == by.pk:
        Denied("entered_by_you", _("You typed this ballot already. Somebody else has to type it too.")).enforce()
    same = unseal(row.first) == said
    row.second, row.second_by, row.changed_at = seal(said), by, at
    row.state = PaperState.AGREED if same else PaperState.DIFFERS
    row.save()
    return row


@sensitive_variables("text", "said")
@transaction.atomic
def settle_paper(*, paper: PaperBallot, text: str, void: bool, by: "Person", at: datetime) -> PaperBallot:
    """Say what a ballot says of which two entries differ: somebody who typed neither. Raises ActDenied."""
    table = _held(paper.table)
    row = PaperBallot.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    policies.may_settle_paper(by, table, row, at=at).enforce()
    row.settled, row.settled_by, row.state, row.changed_at = seal(_read(table, text, void)), by, PaperState.SETTLED, at
    row.save()
    _record(events.PAPER_SETTLED, table, by, at, number=row.number)
    return row


@transaction.atomic
def erase_paper(*, paper: PaperBallot, reason: str, by: "Person", at: datetime) -> None:
    """Erase what was typed of a ballot, with a reason, so that it is typed anew (a wrong number, a sheet that is none).

    Raises ActDenied and ValidationError.
    """
    table = _held(paper.table)
    policies.may_count(by, table, at=at).enforce()
    why = " ".join(tidy(reason).split())[:300]
    if not why:
        raise ValidationError({"reason": _("Say why: it stays with the table.")})
    _record(events.PAPER_ERASED, table, by, at, number=paper.number, reason=why)
    PaperBallot.objects.filter(pk=paper.pk).delete()


@transaction.atomic
def dispute_table(*, table: Table, text: str, by: "Person", at: datetime) -> Table:
    """Say that something at a table is disputed: it stands on its acta, in public. Raises ActDenied."""
    table = _held(table)
    policies.may_work_at(by, table, at=at).enforce()
    why = tidy(text).strip()[:LONGEST]
    if not why:
        raise ValidationError({"text": _("Say what is disputed.")})
    table.disputed_at, table.dispute = table.disputed_at or at, why
    table.save(update_fields=["disputed_at", "dispute"])
    _record(events.TABLE_DISPUTED, table, by, at, reason=why)
    return table


@sensitive_variables("said")
@transaction.atomic
def close_table(
    *, table: Table, by: "Person", at: datetime, explanation: str = "", scan: Prepared | None = None
) -> Table:
    """Close a table with its acta: its valid ballots go into the urn, in drawn order, and what was typed is erased.

    Where signatures and ballots are not as many, the acta says why. Raises ActDenied, and ValidationError by field.
    """
    contest = locked_contest(table.contest)
    table = _held(table)
    policies.may_count(by, table, at=at).enforce()
    papers = list(table.papers.order_by("number"))
    _refuse_unfinished(papers)
    said = [unseal(each.settled or each.first) for each in papers]
    valid = [each for each in said if each != VOID]
    table.ballots, table.void = len(valid), len(said) - len(valid)
    table.explanation = tidy(explanation).strip()[:LONGEST]
    if table.difference and not table.explanation:
        words = _("%(signed)s people signed and %(ballots)s ballots were found: write why, it stands on the acta.")
        told = {"signed": table.signed, "ballots": len(said)}
        raise ValidationError({"explanation": words % told})
    assert contest.vote is not None
    if scan is not None:
        table.scan = attach(subject=contest.subject, upload=scan, by=by, at=at, part="actas")
    put_in_papers(vote=contest.vote, ballots=valid)
    table.closed_at, table.closed_by = at, by
    table.save()
    table.papers.update(first="", second="", settled="")
    _when_all_are_in(contest)
    told = {"signed": table.signed, "ballots": table.ballots, "void": table.void}
    _record(events.TABLE_CLOSED, table, by, at, **told)
    return table


def _refuse_unfinished(papers: list[PaperBallot]) -> None:
    waiting = sum(each.state not in DONE for each in papers)
    if waiting:
        words = ngettext(
            "%(n)s ballot is not typed by two people yet, or its entries differ.",
            "%(n)s ballots are not typed by two people yet, or their entries differ.",
            waiting,
        )
        raise ValidationError(words % {"n": waiting})


def _when_all_are_in(contest: Contest) -> None:
    """Let the vote be closed and counted once no table is open any more."""
    assert contest.vote is not None
    if not Table.objects.filter(contest=contest, closed_at__isnull=True).exists():
        await_paper(vote=contest.vote, waits=False)


def _read(table: Table, text: str, void: bool) -> dict[str, Any]:
    try:
        return read(frozen(table.contest), text[:5_000], void=void)
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from error


def _held(table: Table) -> Table:
    rows = Table.objects.select_for_update(of=("self",), no_key=True).select_related("point__subject")
    found = rows.get(pk=table.pk)
    found.contest = Contest.objects.select_related("vote", "subject", "budget__component__process").get(
        pk=found.contest_id
    )
    return found


def _record(name: str, table: Table, by: "Person", at: datetime, **more: Any) -> None:
    payload = {"table": table.pk, "contest": table.contest_id, "point": table.point_id, **more}
    record(name, subject=table.contest.subject, by=by, at=at, payload=payload)
