"""Verification by an official who has the person and their document before them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from participation.verification import policies
from participation.verification.actions.confirm import confirm_identity
from participation.verification.identity import clean_document, document_kind
from participation.verification.minors import Guardian
from participation.verification.models import Verification

if TYPE_CHECKING:
    from participation.models import Person, Territory


def verify_at_counter(
    *,
    person: "Person",
    document: str,
    birth_date: date | None,
    territory: "Territory | None",
    by: "Person",
    at: datetime,
    kind: str = "",
    also: list[tuple[str, str]] | None = None,
    residence: str = "",
    guardian: Guardian | None = None,
    places: Sequence[int] = (),
) -> Verification:
    """Verify a person who came with a document: one identity, one person.

    Without its ``kind`` the number tells whether it is a CURP or a voter card. ``also``: further documents that the
    person showed. Raises ValidationError and ActDenied, as ``confirm_identity`` does.
    """
    policies.may_verify(by, person, at=at).enforce()
    kind = kind or document_kind(clean_document(document))
    return confirm_identity(
        person=person,
        method="counter",
        documents=[(kind, document), *(also or [])],
        birth_date=birth_date,
        territory=territory,
        by=by,
        at=at,
        residence=residence,
        guardian=guardian,
        places=places,
    )
