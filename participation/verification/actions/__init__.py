"""Acts of verification. A document's number is sealed here and goes no further."""

from participation.verification.actions.attempts import note_failed_attempt, purge_failed_attempts
from participation.verification.actions.confirm import confirm_identity, renew_verification, revoke_verification
from participation.verification.actions.counter import verify_at_counter
from participation.verification.actions.setup import set_method, set_minor_rules
from participation.verification.minors import Guardian

__all__ = [
    "Guardian",
    "confirm_identity",
    "note_failed_attempt",
    "purge_failed_attempts",
    "renew_verification",
    "revoke_verification",
    "set_method",
    "set_minor_rules",
    "verify_at_counter",
]
