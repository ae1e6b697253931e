"""Celery over Redis or, without one, over files below the var folder: the same worker and beat run in both cases.

Every task is a sweep over rows in the database, so a lost message loses nothing: beat sends the next.
"""

import contextlib
from typing import Any

from kombu import Queue

from config.embedded import var_folder
from config.env import env_str

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker as long as it takes: by default it would end for good after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# One queue for each kind of work: a slow mail server must not hold up the relay. A worker without -Q serves them all.
CELERY_TASK_DEFAULT_QUEUE = "sweeps"
CELERY_TASK_QUEUES = [Queue("sweeps"), Queue("relay"), Queue("mail"), Queue("lists"), Queue("webhooks")]
CELERY_TASK_ROUTES = {
    "participation.events.*": {"queue": "relay"},
    "participation.notifications.*": {"queue": "mail"},
    "participation.census.send_codes": {"queue": "mail"},
    "participation.invitations.send": {"queue": "mail"},
    "participation.census.work": {"queue": "lists"},
    "participation.webhooks.*": {"queue": "webhooks"},
}
# A nudge that cannot be sent must not hold up a citizen: the sweep finds the event.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0
CELERY_BEAT_SCHEDULE_FILENAME = str(var_folder() / "celerybeat")
# What a worker could not begin before the next one came is dropped: sweeps must not pile up while no worker runs. A
# message therefore expires no later than its task's next turn.
CELERY_BEAT_SCHEDULE = {
    "relay-sweep": {"task": "participation.events.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "deliveries-sweep": {"task": "participation.notifications.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "codes-sweep": {"task": "participation.census.send_codes", "schedule": 15.0, "options": {"expires": 15}},
    "invitations-sweep": {"task": "participation.invitations.send", "schedule": 60.0, "options": {"expires": 60}},
    "lists-sweep": {"task": "participation.census.work", "schedule": 30.0, "options": {"expires": 30}},
    "lists-tidy": {"task": "participation.census.tidy", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "webhooks-sweep": {"task": "participation.webhooks.send", "schedule": 15.0, "options": {"expires": 15}},
    "webhooks-reseal": {"task": "participation.webhooks.reseal", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "evaluations-sweep": {
        "task": "participation.evaluations.count_due",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "electoral-sweep": {"task": "participation.veda.note_turns", "schedule": 60.0, "options": {"expires": 60}},
    "answers-watch": {"task": "participation.responses.watch", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "ballots-remind": {"task": "budgets.voting.remind", "schedule": 600.0, "options": {"expires": 600}},
    "budgets-count": {"task": "budgets.results.count", "schedule": 60.0, "options": {"expires": 60}},
    "urn-log": {"task": "participation.urn.log", "schedule": 600.0, "options": {"expires": 600}},
    "urn-sweep": {"task": "participation.urn.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "followup-links": {"task": "participation.followup.check_links", "schedule": 1_800.0, "options": {"expires": 900}},
    "followup-sweep": {"task": "participation.followup.sweep", "schedule": 600.0, "options": {"expires": 600}},
    "phases-sweep": {"task": "processes.announce_phases", "schedule": 60.0, "options": {"expires": 60}},
    "news-sweep": {"task": "processes.publish_news", "schedule": 60.0, "options": {"expires": 60}},
    "opinions-sweep": {"task": "processes.compute_opinions", "schedule": 120.0, "options": {"expires": 120}},
    "consultations-sweep": {
        "task": "processes.publish_consultations",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "encounters-sweep": {
        "task": "processes.remind_of_encounters",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "unconfirmed-accounts": {
        "task": "participation.people.forget_unconfirmed",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
    "announcements-sweep": {
        "task": "participation.announcements.start_due",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "exports-sweep": {"task": "participation.exports.make", "schedule": 60.0, "options": {"expires": 60}},
    "retention-sweep": {"task": "participation.privacy.purge", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "moderation-watch": {"task": "participation.moderation.watch", "schedule": 60.0, "options": {"expires": 60}},
    "verifications-daily": {
        "task": "participation.verification.daily",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
    "tallies-sweep": {"task": "participation.limits.sweep", "schedule": 600.0, "options": {"expires": 600}},
    "orphaned-files": {
        "task": "participation.files.delete_orphans",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
}

_redis = env_str("REDIS_URL", "")
if _redis:
    CELERY_BROKER_URL = _redis
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_timeout": 2,  # longer than the one second for which a worker waits on its queue
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
        "retry_on_timeout": False,
        "max_retries": 0,
        "visibility_timeout": 600,
    }
else:
    _queue = var_folder() / "queue"
    with contextlib.suppress(OSError):  # the transport does not make its folders; who cannot write here only reads
        for _folder in (_queue / "messages", _queue / "control"):
            _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
    }
