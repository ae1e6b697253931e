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
Union = Callable[["list[Person]", datetime], None]
_transfers: dict[str, Transfer] = {}
_unions: dict[str, Union] = {}


def register_transfer(name: str, transfer: Transfer) -> None:
    """Add a function (former account, new account, moment) in ``apps.ready()``; it runs within the act of verifying."""
    if _transfers.get(name, transfer) != transfer:
        raise ValueError(f"transfer {name} is registered twice")
    _transfers[name] = transfer


def register_union(name: str, union: Union) -> None:
    """Add a function (accounts of one person, moment) in ``apps.ready()``, which makes one voice of several.

    It runs within the act that found out that several accounts are one person.
    """
    if _unions.get(name, union) != union:
        raise ValueError(f"union {name} is registered twice")
    _unions[name] = union


def unite_all(accounts: "list[Person]", at: datetime) -> None:
    """Call every union, in the order of their names."""
    for _name, union in sorted(_unions.items()):
        union(accounts, at)


def transfer_all(former: "Person", to: "Person", at: datetime) -> None:
    """Call every transfer, in the order of their names."""
    for _name, transfer in sorted(_transfers.items()):
        transfer(former, to, at)
