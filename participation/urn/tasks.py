"""What votes need by the clock: to be closed when their time is over, and to lose their link key."""

import logging

from celery import shared_task
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.urn.actions import close_vote, destroy_link_key
from participation.urn.log import append_waiting, has_log
from participation.urn.querysets import due_to_close, due_to_lose_key, open_votes

log = logging.getLogger("azotea.urn")


@shared_task(name="participation.urn.sweep")
def sweep() -> dict[str, int]:
    """Close what is over and destroy keys that a dead process left; what fails is tried at the next turn."""
    at, closed, destroyed = timezone.now(), 0, 0
    for vote in due_to_close(at):
        try:
            close_vote(vote=vote, at=at)
        except ActDenied as error:
            log.warning("Vote %s was not closed yet: %s", vote.key, error.denial.code)
        else:
            closed += 1
    for vote in due_to_lose_key():
        try:
            destroyed += destroy_link_key(vote=vote, at=at)
        except OSError:
            log.exception("The link key of vote %s could not be destroyed yet.", vote.key)
    return {"closed": closed, "destroyed": destroyed}


@shared_task(name="participation.urn.log")
def grow_logs() -> dict[str, int]:
    """Put the batches that are full into the logs of open votes; what fails is tried at the next turn."""
    at, logged = timezone.now(), 0
    for vote in open_votes(at):
        if not has_log(vote):
            continue
        try:
            logged += append_waiting(vote=vote, at=at)
        except OSError:
            log.exception("The log of vote %s could not be signed.", vote.key)
    return {"logged": logged}
