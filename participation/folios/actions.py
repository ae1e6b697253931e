"""The act of giving a folio: a step of handing in, which records its own event."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.folios.codes import make_code
from participation.folios.models import Folio
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Subject


@transaction.atomic
def give_folio(*, subject: "Subject", at: datetime) -> Folio:
    """Give what was handed in its folio; again returns the one that it has. Acts of the floors above call it."""
    found = Folio.objects.filter(subject=subject).first()
    if found is None:
        found = Folio.objects.create(subject=subject, code=make_code(local_day(at).year), given_at=at)
    return found
