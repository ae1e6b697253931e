"""What beat sends, a worker knows."""

from django.conf import settings

from config.celery import app


def test_the_worker_knows_every_task_that_beat_sends() -> None:
    """Tasks are found in the packages that ``config/celery.py`` names; one of another is refused as unknown."""
    app.loader.import_default_modules()
    sent = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sent - set(app.tasks) == set()
