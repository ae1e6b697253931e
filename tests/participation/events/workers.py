"""Real Celery workers for tests: processes of their own on the test database, in a var folder of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


def database_url() -> str:
    """Return the address of the database that the tests are using now."""
    values = connection.settings_dict
    user = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    query = urlencode({"host": values["HOST"]})
    return (
        f"postgres://{user}@/{values['NAME']}?{query}"
        if values["HOST"].startswith("/")
        else (f"postgres://{user}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}")
    )


def environment(var: Path, redis_url: str = "") -> dict[str, str]:
    """Return the environment of a worker, and of whoever sends it messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "REDIS_URL"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "AZOTEA_VAR": str(var),
        "REDIS_URL": redis_url,
        "DATABASE_URL": database_url(),
        "PYTHONWARNINGS": "ignore",
    }


class Worker:
    """A worker process with the solo pool; ``with Worker(...)`` stops it at the end."""

    def __init__(self, var: Path, redis_url: str = "") -> None:
        self.log = (var / f"worker-{time.monotonic_ns()}.log").open("w+")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "config.celery",
                "worker",
                "--pool",
                "solo",
                "--loglevel",
                "INFO",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ],
            cwd=ROOT,
            env=environment(var, redis_url),
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> "Worker":
        wait_until(lambda: "ready." in self.text(), "the worker is ready", self)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()

    def kill(self) -> None:
        """Kill it as the system would: nothing is cleaned up."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def text(self) -> str:
        """Return what it logged so far."""
        return Path(self.log.name).read_text()


def send(task: str, var: Path, redis_url: str = "") -> None:
    """Ask for a task as beat does, from a process of its own; whoever asks by name needs none of the product's rooms."""
    code = f"from config.celery import app; app.send_task({task!r})"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(var, redis_url),
        check=True,
        timeout=60,
        capture_output=True,
    )


def wait_until(true: Callable[[], object], what: str, worker: Worker | None = None, seconds: float = 40) -> None:
    """Wait for something to become true; fail with the worker's log."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end or (worker and worker.process.poll() is not None):
            raise AssertionError(f"not reached: {what}\n{worker.text()[-4000:] if worker else ''}")
        time.sleep(0.05)
