"""The files of a published count, packed so that ``verify.py`` checks them: made from the run, never from memory."""

import io
import zipfile
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import localtime

from budgets.counting.election import CountingError
from budgets.counting.publish import Published, files_of
from budgets.models import CountRun
from budgets.results.inputs import inputs_of
from participation.urn import log, signing
from participation.urn.ledger import LEDGER

FOLDER = "counts"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files are the same zip


def has_files(run: CountRun) -> bool:
    """Tell whether a run can be checked from files: what an assembly decided has its acta instead."""
    return run.contest is not None and run.rule.get("kind") != "assembly"


def stored(run: CountRun) -> IO[bytes]:
    """Return the zip of a published run, made when it is first asked for. Raises CountingError, OSError."""
    name = f"{FOLDER}/{run.signature[:40]}.zip"
    if not default_storage.exists(name):
        made = default_storage.save(name, ContentFile(packed(run)))
        if made != name:  # two asked at once, and the other one's is there
            default_storage.delete(made)
    opened: IO[bytes] = default_storage.open(name)
    return opened


def packed(run: CountRun) -> bytes:
    """Return the zip of a published run. Raises CountingError where it is not what was counted."""
    made = _files(run)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(made.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(run: CountRun) -> dict[str, bytes]:
    contest = run.contest
    assert contest is not None
    vote = contest.vote
    assert vote is not None
    given = inputs_of(run)
    if given.digest != run.inputs_hash:
        raise CountingError("what was counted is not there any more as it was")
    facts: dict[str, Any] = {
        "contest": contest.slug, "title": contest.title, "vote": str(vote.key), "run": run.number, "reason": run.reason,
        "definition_hash": run.definition_hash, "rule_hash": run.rule_hash, "inputs_hash": run.inputs_hash,
        "code": run.code, "decided": run.assembly.order if run.assembly else [], "extra": run.extra, "count": run.count,
        "signature": run.signature, "published": _day(run.published_at),
    }  # fmt: skip
    opened = log.opened_ballots(vote) if run.level == LEDGER else ()
    process = contest.budget.component.process
    told = Published(
        given.definition, given.rule, given.election, run.level,
        list(vote.leaves.order_by("index").values_list("leaf", flat=True)),
        [head.told() for head in vote.heads.order_by("size")], facts,
        choices=() if run.level == LEDGER else given.choices, opened=opened,
        meta={
            "description": contest.title, "unit": process.title, "instance": str(vote.closes_at.year),
            "date_begin": _day(vote.opens_at), "date_end": _day(vote.closes_at),
        },
    )  # fmt: skip
    return files_of(told, public_key=signing.public_key(), sign=signing.sign)


def _day(at: datetime | None) -> str:
    return localtime(at).strftime("%d.%m.%Y") if at is not None else ""
