"""Settings of the measured worker: those of the demo, with mails handed to the counting server of this machine."""

import os

from config.settings.base import CELERY_BEAT_SCHEDULE
from config.settings.dev import *  # noqa: F403
from config.settings.dev import LOGGING

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("AZOTEA_BENCH_SMTP", "0"))
for _name in ("relay-sweep", "deliveries-sweep"):
    CELERY_BEAT_SCHEDULE[_name] |= {"schedule": 2.0, "options": {"expires": 2}}
LOGGING["loggers"]["celery.app.trace"] = {"level": "ERROR"}  # type: ignore[index]
