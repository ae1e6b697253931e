"""Names of the events of ballots. None says what anybody marked, nor who did."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

FROZEN = "budgets.ballot.frozen"
AMENDED = "budgets.ballot.amended"
REMINDED = "budgets.ballot.reminded"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(FROZEN, _("The ballot was frozen: projects, costs and rules do not change any more"), "public"),
        EventName(AMENDED, _("A project was taken off the ballot"), "public"),
        EventName(REMINDED, _("Those who marked a ballot and did not cast it were reminded"), "officials"),
    )
