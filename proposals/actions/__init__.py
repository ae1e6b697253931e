"""Acts on proposals: written, handed in, moderated, supported, taken into evaluation, withdrawn."""

from proposals.actions.coauthor import hand_over, leave_proposal, remove_coauthor
from proposals.actions.draft import discard_draft, save_draft, start_draft, submit_draft, submit_proposal
from proposals.actions.imported import import_proposal, update_imported_proposal
from proposals.actions.life import edit_proposal, publish_proposal, return_proposal, withdraw_proposal
from proposals.actions.one_voice import transfer_supports, unite_supports
from proposals.actions.regrouping import merge_proposals, split_proposal, undo_regrouping
from proposals.actions.support import support_proposal, withdraw_support

__all__ = [
    "discard_draft",
    "edit_proposal",
    "hand_over",
    "import_proposal",
    "leave_proposal",
    "merge_proposals",
    "publish_proposal",
    "remove_coauthor",
    "return_proposal",
    "save_draft",
    "split_proposal",
    "start_draft",
    "submit_draft",
    "submit_proposal",
    "support_proposal",
    "transfer_supports",
    "undo_regrouping",
    "unite_supports",
    "update_imported_proposal",
    "withdraw_proposal",
    "withdraw_support",
]
