"""Acts on proposals: written, handed in, moderated, supported, taken into evaluation, withdrawn."""

from proposals.actions.draft import discard_draft, save_draft, start_draft, submit_draft, submit_proposal
from proposals.actions.imported import import_proposal, update_imported_proposal
from proposals.actions.life import edit_proposal, publish_proposal, return_proposal, withdraw_proposal
from proposals.actions.one_voice import transfer_supports, unite_supports
from proposals.actions.support import support_proposal, withdraw_support

__all__ = [
    "discard_draft",
    "edit_proposal",
    "import_proposal",
    "publish_proposal",
    "return_proposal",
    "save_draft",
    "start_draft",
    "submit_draft",
    "submit_proposal",
    "support_proposal",
    "transfer_supports",
    "unite_supports",
    "update_imported_proposal",
    "withdraw_proposal",
    "withdraw_support",
]
