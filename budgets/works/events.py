"""Names of the events of works. How they go is told by the engine that follows them up."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

BEGUN = "budgets.work.begun"
CONTRACT_ADDED = "budgets.work.contract_added"
CONTRACT_WITHDRAWN = "budgets.work.contract_withdrawn"
PAID = "budgets.work.paid"
PAYMENT_WITHDRAWN = "budgets.work.payment_withdrawn"


def register() -> None:
    """Declare them."""
    register_events(
        EventName(BEGUN, _("The project won and becomes a work"), "public"),
        EventName(CONTRACT_ADDED, _("A contract was published"), "public"),
        EventName(CONTRACT_WITHDRAWN, _("A contract was taken back"), "public", takes_away=True),
        EventName(PAID, _("Money was spent on the work"), "public"),
        EventName(PAYMENT_WITHDRAWN, _("A payment was taken back"), "public", takes_away=True),
    )
