"""How gunicorn serves the product; the environment may say otherwise (docs/settings.md)."""

import os
from pathlib import Path

bind = os.environ.get("AZOTEA_BIND", "127.0.0.1:8000").split(",")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("AZOTEA_WEB_THREADS", "4"))  # each keeps one database connection
# A heartbeat file on a real disk stalls workers where the disk is slow.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
timeout = 60  # longer than any page, short enough to free a stuck worker
graceful_timeout = 20
keepalive = 5
# A worker that begins anew cuts the downloads on their way (participation/web/courier.py): seldom, therefore.
max_requests = 20000
max_requests_jitter = 2000
# Method, path without query, status, milliseconds: no address of a person, no words that somebody searched for.
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(M)sms"
errorlog = "-"
loglevel = "warning"
