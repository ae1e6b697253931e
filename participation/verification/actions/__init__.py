"""Acts of verification. A document's number is sealed here and goes no further."""

from participation.verification.actions.assisted import (
    Printed,
    open_assisted_account,
    print_sheet,
    purge_sheets,
    use_sheet,
)
from participation.verification.actions.attempts import note_failed_attempt, purge_failed_attempts
from participation.verification.actions.confirm import confirm_identity, renew_verification, revoke_verification
from participation.verification.actions.conflicts import decide_conflict
from participation.verification.actions.counter import verify_at_counter
from participation.verification.actions.ends import announce_ends
from participation.verification.actions.identities import correct_document, link_document, merge_identities
from participation.verification.actions.setup import set_method, set_minor_rules
from participation.verification.minors import Guardian

__all__ = [
    "Guardian",
    "Printed",
    "announce_ends",
    "confirm_identity",
    "correct_document",
    "decide_conflict",
    "link_document",
    "merge_identities",
    "note_failed_attempt",
    "open_assisted_account",
    "print_sheet",
    "purge_failed_attempts",
    "purge_sheets",
    "renew_verification",
    "revoke_verification",
    "set_method",
    "set_minor_rules",
    "use_sheet",
    "verify_at_counter",
]
