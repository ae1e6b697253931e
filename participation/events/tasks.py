"""Tasks of the relay, and the nudge that asks for one after a commit."""

import logging
import time

from celery import Task, shared_task

logger = logging.getLogger(__name__)

REST = 20.0  # seconds without nudges after one could not be sent
_rest_until = 0.0


def nudge() -> None:
    """Ask a worker to relay soon."""
    ask(sweep)


def ask(task: Task) -> bool:
    """Ask a worker to run a sweep soon; return whether the request was sent.

    A dead broker is no error: the periodic sweep finds what waits. After a failure nothing is tried for some seconds,
    so that people do not wait for a broker's timeout with each act.
    """
    global _rest_until
    if time.monotonic() < _rest_until:
        return False
    try:
        task.apply_async(retry=False, expires=60)
    except Exception as error:  # any transport may fail in its own way
        _rest_until = time.monotonic() + REST
        logger.warning("%s not asked for (%s); the periodic sweep finds what waits", task.name, type(error).__name__)
        return False
    return True


@shared_task(name="participation.events.sweep")
def sweep(**_: object) -> None:
    """Relay every event that waits, then ask for the deliveries that came of it."""
    from participation.events.relay import relay
    from participation.notifications.tasks import sweep as send

    if relay():
        ask(send)
