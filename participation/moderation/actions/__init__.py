"""Acts of moderation: people report, a person decides with a reason, whoever wrote it may appeal to somebody else."""

from participation.moderation.actions.appeals import appeal, decide_appeal
from participation.moderation.actions.blocks import block_person, lift_block
from participation.moderation.actions.common import LONGEST_REASON, LONGEST_TEXT
from participation.moderation.actions.decisions import decide
from participation.moderation.actions.flags import flag
from participation.moderation.actions.rules import save_rule
from participation.moderation.actions.suspicions import suspect, watch

__all__ = [
    "LONGEST_REASON",
    "LONGEST_TEXT",
    "appeal",
    "block_person",
    "decide",
    "decide_appeal",
    "flag",
    "lift_block",
    "save_rule",
    "suspect",
    "watch",
]
