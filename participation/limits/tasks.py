"""Tasks of limits."""

from celery import shared_task


@shared_task(name="participation.limits.sweep")
def sweep(**_: object) -> None:
    """Delete tallies that no limit reads any more."""
    from participation.limits import counter

    counter.sweep()
