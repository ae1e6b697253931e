"""Who works on a co-creation table, and what can be done with it now."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from processes.encounters.figures import counted_at_door
from processes.models import Encounter, EncounterKind, EncounterState, ProcessState, Solution, Table, TableState

if TYPE_CHECKING:
    from participation.models import Person

FEWEST, MOST = 2, 20  # options that are ranked
WORKERS = roles.MODERATORS | roles.EVALUATORS


def present_at(encounter: Encounter) -> int:
    """Return how many people are there: as the minutes say, before them as the door counted."""
    counts = encounter.attendance if encounter.attendance is not None else counted_at_door(encounter)
    return sum(each["people"] for each in counts.values())


def may_work_on(person: "Person | None", encounter: Encounter) -> Verdict:
    """Tell whether the person works on the options of an encounter: who keeps its door, or orders contributions."""
    return first_denial(
        lambda: roles.may_work_as(person, WORKERS, encounter.subject),
        lambda: (
            ALLOWED
            if encounter.kind == EncounterKind.TABLE
            else Denied("no_table", _("Options are worked out at encounters of the kind “Co-creation table”."))
        ),
        lambda: (
            Denied("cancelled", _("This encounter was cancelled."))
            if encounter.state == EncounterState.CANCELLED
            else ALLOWED
        ),
        lambda: (
            Denied("process_closed", _("This process is closed. What happened in it stays public."))
            if encounter.component.process.state == ProcessState.CLOSED
            else ALLOWED
        ),
    )


def may_write_options(person: "Person | None", table: Table) -> Verdict:
    """Options are added, changed and taken away until the table begins to rank them."""
    return first_denial(lambda: may_work_on(person, table.encounter), lambda: _is(table, TableState.PREPARING))


def may_open_ranking(person: "Person | None", table: Table, *, at: datetime) -> Verdict:
    """The ranking begins with two options or more, once the encounter began."""
    return first_denial(
        lambda: may_write_options(person, table),
        lambda: _begun(table.encounter, at),
        lambda: (
            ALLOWED
            if Solution.objects.filter(table=table, removed_at=None).count() >= FEWEST
            else Denied("too_few", _("Write at least two options: one alone cannot be ranked."))
        ),
    )


def may_enter_sheet(person: "Person | None", table: Table) -> Verdict:
    """A sheet is entered for each of those present, and for nobody else."""
    return first_denial(lambda: may_change_sheets(person, table), lambda: _somebody_left(table))


def may_change_sheets(person: "Person | None", table: Table) -> Verdict:
    """Sheets are entered and taken out while the table ranks."""
    return first_denial(lambda: may_work_on(person, table.encounter), lambda: _is(table, TableState.RANKING))


def may_reopen_options(person: "Person | None", table: Table) -> Verdict:
    """Options are written again while nobody ranked them."""
    return first_denial(
        lambda: may_change_sheets(person, table),
        lambda: (
            Denied("sheets_entered", _("Take out the sheets first: they rank the options as they stand."))
            if table.sheets.exists()
            else ALLOWED
        ),
    )


def may_publish_result(person: "Person | None", table: Table) -> Verdict:
    """The result is published with one sheet or more, and never with more of them than people present."""
    return first_denial(lambda: may_change_sheets(person, table), lambda: _counts_hold(table))


def may_take_back_result(person: "Person | None", table: Table) -> Verdict:
    """A published result is taken back to correct it."""
    return first_denial(lambda: may_work_on(person, table.encounter), lambda: _is(table, TableState.DECIDED))


def _is(table: Table, state: TableState) -> Verdict:
    if table.state == state:
        return ALLOWED
    words = {
        TableState.PREPARING: _("The options of this table are still being written."),
        TableState.RANKING: _("The table is ranking its options: they stay as they are."),
        TableState.DECIDED: _("The table published its result. Take it back first, and say why."),
    }
    return Denied(f"is_{table.state}", words[TableState(table.state)])


def _begun(encounter: Encounter, at: datetime) -> Verdict:
    if encounter.state == EncounterState.DRAFT:
        return Denied("is_draft", _("Announce the encounter first."))
    if at < encounter.starts_at:
        return Denied("not_begun", _("Options are ranked by those present: once the encounter began."))
    return ALLOWED


def _somebody_left(table: Table) -> Verdict:
    present = present_at(table.encounter)
    if not present:
        return Denied("nobody_here", _("Nobody was checked in at the door yet: only those present rank."))
    if table.sheets.count() >= present:
        return Denied("all_ranked", _("There is a sheet of each person present. Check in at the door who came later."))
    return ALLOWED


def _counts_hold(table: Table) -> Verdict:
    sheets = table.sheets.count()
    if not sheets:
        return Denied("no_sheets", _("Enter the sheets first."))
    if sheets > present_at(table.encounter):
        return Denied("too_many", _("There are more sheets than people present. Check the door, or take sheets out."))
    return ALLOWED
