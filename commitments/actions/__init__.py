"""Acts of commitments."""

from commitments.actions.commitment import (
    add_commitment,
    restore_commitment,
    update_commitment,
    withdraw_commitment,
)
from commitments.actions.parts import leave_commitment, measure, set_objective_actions, set_predecessor
from commitments.actions.plan import (
    archive_plan,
    create_plan,
    publish_plan,
    put_down_tally,
    reopen_plan,
    set_periods,
    update_plan,
)
from commitments.actions.succession import declare_succession, withdraw_succession

__all__ = [
    "add_commitment",
    "archive_plan",
    "create_plan",
    "declare_succession",
    "leave_commitment",
    "measure",
    "publish_plan",
    "put_down_tally",
    "reopen_plan",
    "restore_commitment",
    "set_objective_actions",
    "set_periods",
    "set_predecessor",
    "update_commitment",
    "update_plan",
    "withdraw_commitment",
    "withdraw_succession",
]
