"""What is measured: a database of the bench's own with a city's data, seeded once, copied fresh for each run."""

import contextlib
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.errors import BenchError, say

ROOT = Path(__file__).resolve().parent.parent
COPY = "azotea_bench"
KEPT = timedelta(days=3)  # the city's phases are dated around the day on which it was made
SIZES = ("city", "small")


def environment() -> dict[str, str]:
    """Return the environment of every process of the bench."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


def enter(size: str) -> Path:
    """Turn this process towards the bench's own folder; whatever the product would use here is left alone."""
    from config import embedded

    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        os.environ.pop(name, None)
    folder = embedded.var_folder() / f"bench-{size}"
    os.environ["AZOTEA_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def ready(size: str, *, fresh: bool = False) -> Iterator[Path]:
    """Hold the database of the city, up to date and copied, while the block runs; yield the bench's folder."""
    from config import demo, embedded

    folder = enter(size)
    stamp = folder / "seeded"
    with demo.only_one():
        if fresh or _is_old(stamp):
            stamp.unlink(missing_ok=True)
            embedded.remove()
        say(f"==> The bench's own PostgreSQL ({embedded.data_folder()})")
        with embedded.running():
            env = environment()
            manage("migrate", "--noinput", "-v", "0", env=env)
            with contextlib.redirect_stdout(sys.stderr):
                demo.collect_static(env)
            if not stamp.exists():
                say(f"==> Making the city ({size}); the next runs use it again")
                manage("seed", "--size", size, env=env)
                execute("azotea", "VACUUM ANALYZE")
                stamp.touch()
            say("==> Copying it, so that what is measured changes nothing of it")
            drop_copy()
            execute("postgres", f'CREATE DATABASE "{COPY}" TEMPLATE "azotea" STRATEGY FILE_COPY')
            os.environ["AZOTEA_BENCH_DATABASE"] = COPY
            try:
                yield folder
            finally:
                _leave_database()
                drop_copy()


def _is_old(stamp: Path) -> bool:
    return stamp.exists() and time.time() - stamp.stat().st_mtime > KEPT.total_seconds()


def manage(*arguments: str, env: dict[str, str]) -> None:
    """Run a management command of the product. Raises BenchError with its last words."""
    # Standard output belongs to --json: what a command says goes to the reader.
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, stdout=sys.stderr.fileno(), check=False
    )
    if done.returncode:
        raise BenchError(f"manage.py {' '.join(arguments)} failed (exit {done.returncode}); what it said is above.")


def database_processes() -> list[int]:
    """Return the ids of the database's processes that serve what is measured, each a connection's."""
    import psycopg

    from config import embedded

    question = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with psycopg.connect(host=str(embedded.socket_folder()), user="postgres", dbname="postgres") as link:
        return [pid for (pid,) in link.execute(question, [os.environ.get("AZOTEA_BENCH_DATABASE", embedded.DATABASE)])]


def execute(database: str, statement: str) -> None:
    """Run a statement in a database of the bench's own server."""
    import psycopg

    from config import embedded

    with psycopg.connect(host=str(embedded.socket_folder()), user="postgres", dbname=database, autocommit=True) as link:
        link.execute(statement)


def drop_copy() -> None:
    """Delete the copy of the last run."""
    execute("postgres", f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)')


def _leave_database() -> None:
    if "django" in sys.modules and importlib.import_module("django.apps").apps.ready:
        from django.db import connections

        connections.close_all()


def open_product() -> None:
    """Load the product in this process, to choose what is asked and to profile."""
    import django

    django.setup()
