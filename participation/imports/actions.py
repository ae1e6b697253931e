"""Acts of the import frame."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation.events.record import record
from participation.imports.errors import Complaints
from participation.imports.frame import Plan, Progress, Report
from participation.imports.models import ImportBatch, OriginRef
from participation.imports.policies import may_import

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError

    from participation.models import Person, Subject


@transaction.atomic
def apply_plan(*, plan: Plan, by: "Person | None", at: datetime, progress: Progress | None = None) -> Report:
    """Do everything that the plan says in one transaction; a row that fails undoes all of it.

    Raises ImportRefused with the row; an import with nothing to do leaves no trace.
    """
    (plan.may or may_import)(by).enforce()
    created, updated, unchanged = plan.count("create"), plan.count("update"), plan.count("same")
    if not created and not updated:
        return Report(0, 0, unchanged, None)
    batch = ImportBatch.objects.create(
        kind=plan.kind,
        file_name=plan.file.name[:200],
        sha256=plan.file.sha256,
        source=plan.file.source[:300],
        licence=plan.file.licence[:200],
        rows=len(plan.steps),
        created=created,
        updated=updated,
        unchanged=unchanged,
        by=by,
        at=at,
    )
    _run(plan, batch, progress)
    record(
        "participation.import.applied",
        subject=None,
        by=by,
        at=at,
        payload={"batch": batch.pk, "kind": plan.kind, "created": created, "updated": updated, "unchanged": unchanged},
    )
    return Report(created, updated, unchanged, batch)


def _run(plan: Plan, batch: ImportBatch, progress: Progress | None) -> None:
    from django.core.exceptions import ValidationError

    total = len(plan.steps)
    for done, step in enumerate(plan.steps, 1):
        if step.run is not None and step.action != "same":
            try:
                step.run(batch)
            except ValidationError as error:
                _refuse(plan, step.row, error)
        if progress is not None:
            progress(done, total)
    if plan.finish is not None:
        plan.finish(batch)


def _refuse(plan: Plan, row: int, error: "ValidationError") -> None:
    wrong = Complaints(plan.file.name)
    wrong.take(row, error)
    wrong.refuse()


@transaction.atomic
def remember_origin(
    *,
    subject: "Subject",
    batch: ImportBatch,
    host: str,
    entity: str,
    external_id: str,
    digest: str,
    url: str = "",
    facts: dict[str, Any] | None = None,
) -> OriginRef:
    """Note where an imported subject comes from, or that its row changed there."""
    ref, _new = OriginRef.objects.update_or_create(
        host=host,
        entity=entity,
        external_id=external_id,
        defaults={"subject": subject, "url": url[:500], "facts": facts or {}, "digest": digest, "batch": batch},
    )
    return ref
