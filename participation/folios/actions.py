"""The act of giving a folio: a step of handing in, which records its own event."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.folios.codes import make_code, read_code
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


@transaction.atomic
def keep_written_folio(*, subject: "Subject", code: str, at: datetime) -> None:
    """Let what is handed in now keep the folio that a device without connection wrote on a paper: a step of capturing.

    One that is no folio, of another year or taken is not used: the folio that it was given stays.
    """
    told = read_code(code) or ""
    if told.startswith(f"{local_day(at).year:04d}-") and not Folio.objects.filter(code=told).exists():
        subject.folio.code = told
        subject.folio.save(update_fields=["code"])
