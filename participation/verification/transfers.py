"""What goes over to a new account when the identity of a deleted one is verified again.

Only what is nobody else's business goes over (supports, registrations, places in a roll), so that the person sees it as
theirs and can take it back. What they published stays "deleted account", as they asked for. Limits do not depend on it:
they count by identity. An upper floor registers its function, which moves its own rows and calls for no event.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Person

Transfer = Callable[["Person", "Person", datetime], None]
_transfers: dict[str, Transfer] = {}


def register_transfer(name: str, transfer: Transfer) -> None:
    """Add a function (former account, new account, moment) in ``apps.ready()``; it runs within the act of verifying."""
    if _transfers.get(name, transfer) != transfer:
        raise ValueError(f"transfer {name} is registered twice")
    _transfers[name] = transfer


def transfer_all(former: "Person", to: "Person", at: datetime) -> None:
    """Call every transfer, in the order of their names."""
    for _name, transfer in sorted(_transfers.items()):
        transfer(former, to, at)
