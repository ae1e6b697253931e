"""Tasks of the relay."""

import logging

from celery import shared_task

logger = logging.getLogger(__name__)


def nudge() -> None:
    """Ask a worker to relay soon; a dead broker is no error, since the sweep finds the event."""
    try:
        sweep.apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 (any transport may fail in its own way)
        logger.warning("relay nudge not sent (%s); the sweep will find the event", type(error).__name__)


@shared_task(name="participation.events.sweep")
def sweep(**_: object) -> None:
    """Relay every event that waits."""
    from participation.events.relay import relay

    relay()
