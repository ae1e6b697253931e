"""The Celery application: one for the Redis and for the filesystem transport."""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
if os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings.dev":
    # The demo may be started by root on a throw-away machine; production's image has a user of its own.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser", category=SecurityWarning)

TRANSPORT_ALIASES["filesystem"] = "config.file_queue:Transport"  # whole messages; see there

app = Celery("azotea")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    lambda: [
        "participation.announcements",
        "participation.veda",
        "participation.evaluations",
        "participation.census",
        "participation.events",
        "participation.exports",
        "participation.files",
        "participation.followup",
        "participation.invitations",
        "participation.limits",
        "participation.moderation",
        "participation.notifications",
        "participation.people",
        "participation.privacy",
        "participation.responses",
        "participation.urn",
        "participation.verification",
        "participation.webhooks",
        "processes",
        "budgets.results",
        "budgets.voting",
    ]
)
