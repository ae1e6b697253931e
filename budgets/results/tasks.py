"""Counts what waits, in the background: a run is claimed, counted outside any transaction, finished."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from budgets.counting.election import CountingError
from budgets.models import CountRun
from budgets.results.actions import counts as actions
from budgets.results.counting import counted

logger = logging.getLogger("azotea.budgets")
EVERY = 2.0  # seconds between two words on how far a count is


@shared_task(name="budgets.results.count")
def count_waiting(**_: object) -> int:
    """Count every run that waits, or whose worker died; return how many."""
    done = 0
    while (run := actions.claim_count(at=timezone.now())) is not None:
        done += count_one(run)
    return done


def count_one(run: CountRun) -> bool:
    """Count one claimed run. What is wrong with its inputs ends it; any other error gives it back."""
    last = time.monotonic()

    def told(runs: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            actions.note_progress(run=run, progress=runs, at=timezone.now())

    try:
        found = counted(run, told)
    except CountingError as error:
        logger.error("count %s cannot be made: %s", run.pk, error)  # noqa: TRY400
        actions.fail_count(run=run, at=timezone.now(), final=True)
        return False
    except Exception as error:
        logger.error("count %s failed: %s", run.pk, type(error).__name__)  # noqa: TRY400
        actions.fail_count(run=run, at=timezone.now())
        return False
    return actions.finish_count(run=run, found=found, at=timezone.now())
