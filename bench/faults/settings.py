"""Settings of the product under faults: those of the demo, with sweeps every other second so that a run takes seconds.

Nothing else differs in what is tested: same connections, same broker options, same cache. Static files are served
without their hashes, since collecting them takes longer than the run.
"""

from config.settings.base import CELERY_BEAT_SCHEDULE, STORAGES
from config.settings.dev import *  # noqa: F403
from config.settings.dev import LOGGING

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
for _name in ("relay-sweep", "deliveries-sweep"):
    CELERY_BEAT_SCHEDULE[_name] |= {"schedule": 2.0, "options": {"expires": 2}}
LOGGING["loggers"]["celery.app.trace"] = {"level": "ERROR"}  # type: ignore[index]
