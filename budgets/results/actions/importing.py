"""Finished elections of elsewhere, from files in the format of pabulib: whole and counted, or not at all."""

import hashlib
from datetime import datetime

from django.db import transaction

from budgets.counting import pb
from budgets.models import CountRun, ImportedElection
from budgets.models.counting import RunState
from budgets.results.actions.counts import LEASE, finish_count
from budgets.results.counting import counted

LONGEST = 200


@transaction.atomic
def import_election(
    *, text: str, at: datetime, title: str = "", source: str = "", is_sample: bool = False
) -> ImportedElection:
    """Bring an election in and count it by the rule that its file declares; the same file again changes nothing.

    Raises PbError and CountingError, with row and column, and then nothing is stored.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = ImportedElection.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    file = pb.parse(text)
    meta = dict(file.meta)
    names = [meta.get(name, "") for name in ("unit", "instance", "subunit")]
    election = ImportedElection.objects.create(
        title=(title or " ".join(filter(None, names)) or meta.get("description", "") or digest[:12])[:LONGEST],
        source=source[:300], currency=meta.get("currency", "")[:3].upper(), meta=meta, text=text, sha256=digest,
        winners=None if file.selected is None else sorted(file.selected), is_sample=is_sample, imported_at=at,
    )  # fmt: skip
    run = CountRun.objects.create(
        imported=election, number=1, state=RunState.RUNNING, asked_at=at, attempts=1, lease_until=at + LEASE
    )
    finish_count(run=run, found=counted(run, lambda _runs: None), at=at)
    return election
