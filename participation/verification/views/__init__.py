"""Pages of verification: one's own, the counter's, those of documents and conflicts, and the printed sheet."""

from participation.verification.views.conflicts import conflict, conflicts
from participation.verification.views.counter import assist, desk, verify
from participation.verification.views.documents import documents
from participation.verification.views.mine import mine
from participation.verification.views.sheets import first_sign_in, print_sheet

__all__ = [
    "assist",
    "conflict",
    "conflicts",
    "desk",
    "documents",
    "first_sign_in",
    "mine",
    "print_sheet",
    "verify",
]
