"""What other pages show of the public record: a voter's own receipt."""

from typing import Any

from django import template
from django.utils import timezone

from budgets.models import Contest
from participation.asks.views.common import reader
from participation.sharing.pictures import qr_within
from participation.urn.log import receipt_of
from participation.web.addresses import absolute

register = template.Library()


@register.inclusion_tag("budgets/results/my_receipt.html", takes_context=True)
def my_receipt(context: dict[str, Any], contest: Contest) -> dict[str, Any]:
    """Show a voter the receipt of their ballot, while the vote is open: to them alone, and kept nowhere."""
    person = reader(context["request"])
    if person is None or contest.vote is None:
        return {}
    receipt = receipt_of(contest.vote, person, at=timezone.now())
    if receipt is None:
        return {}
    address = absolute(f"/presupuestos/{contest.pk}/registro/{receipt.mark}/")
    picture = qr_within(address)
    return {"contest": contest, "receipt": receipt, "picture": picture, "ledger": contest.vote.publication == "ledger"}
