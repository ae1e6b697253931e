"""Names of the events of ballots. None says what anybody marked, nor who did."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

FROZEN = "budgets.ballot.frozen"
AMENDED = "budgets.ballot.amended"
REMINDED = "budgets.ballot.reminded"
TABLE_OPENED = "budgets.table.opened"
TABLE_REMOVED = "budgets.table.removed"
TABLE_DISPUTED = "budgets.table.disputed"
TABLE_CLOSED = "budgets.table.closed"
PAPER_SETTLED = "budgets.table.settled"
PAPER_ERASED = "budgets.table.erased"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(FROZEN, _("The ballot was frozen: projects, costs and rules do not change any more"), "public"),
        EventName(AMENDED, _("A project was taken off the ballot"), "public"),
        EventName(REMINDED, _("Those who marked a ballot and did not cast it were reminded"), "officials"),
        EventName(TABLE_OPENED, _("A table to vote on paper was announced"), "public"),
        EventName(TABLE_REMOVED, _("A table to vote on paper was taken back before it opened"), "public"),
        EventName(TABLE_DISPUTED, _("Something at a voting table was disputed"), "public"),
        EventName(TABLE_CLOSED, _("A voting table has its acta"), "public"),
        EventName(PAPER_SETTLED, _("A third person said what a ballot on paper says"), "officials"),
        EventName(PAPER_ERASED, _("What was typed of a ballot on paper was erased"), "officials"),
    )
