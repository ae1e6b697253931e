"""Whom an officer has before them: the account of their document, opened where there is none."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import ActDenied, Denied
from participation.verification.actions import open_assisted_account
from participation.verification.querysets import account_of_document, verification_of

if TYPE_CHECKING:
    from participation.models import Person

OTHER_BIRTH_DATE = Denied(
    "birth_date", _("This document is of somebody with another date of birth. Look at both again.")
)
OWN = Denied("own_account", _("Another officer has to attend you: nobody captures for themselves."))


@dataclass(frozen=True, slots=True)
class Present:
    """The person who is present."""

    person: "Person"
    opened: bool


def attend(*, facts: dict[str, Any], name: str, by: "Person", at: datetime) -> Present:
    """Return the account of the person who shows a document; opened and verified now where there is none.

    A step of capturing, within its transaction. Raises ActDenied and ValidationError, as verifying at a counter does.
    """
    found = _known(facts, by)
    if found is not None:
        return Present(found, opened=False)
    try:
        return Present(open_assisted_account(name=name, lang="es-mx", **facts, by=by, at=at).person, opened=True)
    except ActDenied as error:
        # Another officer opened the account of the same document at this moment: now it is found.
        found = _known(facts, by) if error.denial.code == "identity_taken" else None
        if found is None:
            raise
        return Present(found, opened=False)


def _known(facts: dict[str, Any], by: "Person") -> "Person | None":
    found = account_of_document(facts["kind"], facts["document"])
    if found is None:
        return None
    if found.pk == by.pk:
        OWN.enforce()
    verification = verification_of(found)
    if verification is not None and verification.birth_date and verification.birth_date != facts["birth_date"]:
        OTHER_BIRTH_DATE.enforce()
    return found
