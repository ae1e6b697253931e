"""The demo: one command brings up database, web, worker and beat with a city's data, and stops them all together.

``script/demo`` runs this after the set-up. Nothing here is needed in production, where each process has its own
container (docker-compose.yml).
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from config import embedded
from config.demo_net import free_port, is_free, loopback_addresses, wait_until_healthy
from config.supervisor import Part, Supervisor

ROOT = embedded.ROOT
SIZES = ("small", "city")
SERVING = "azotea_app"  # the role of the embedded database that reads neither who voted nor what (participation/urn)
# What the running demo writes; --reset removes these and the database, nothing else.
OWN = (
    "mail", "sms", "files", "exports", "urn-keys", "signing-keys", "queue", "staticfiles", "static-stamp",
    "secret-key", "identity-key", "demo-accounts.json",
)  # fmt: skip


class DemoError(RuntimeError):
    """The demo cannot start; the message says what to do."""


def say(text: str = "") -> None:
    """Print a line at once, also where the output is a file."""
    print(text, flush=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; a mistake ends with what was expected."""
    parser = argparse.ArgumentParser(prog="script/demo", description="Brings up a city's platform with its data.")
    parser.add_argument("--port", type=_port, help="where to serve (default 8000, or the next free port)")
    parser.add_argument("--size", choices=SIZES, default="small", help="small (default), or city: 20,000 people")
    parser.add_argument("--reset", action="store_true", help="delete the demo's data first and begin anew")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def choose_port(wanted: int | None) -> int:
    """Return the port to serve at: the one asked for, else 8000 or the next free one. Raises DemoError where taken."""
    if wanted is not None:
        if not is_free(wanted):
            raise DemoError(f"Port {wanted} is in use, or this user may not use it. Choose another with --port.")
        return wanted
    port = free_port(8000)
    if port is None:
        raise DemoError("No free port from 8000 to 8099. Choose one: ./script/demo --port 9000")
    if port != 8000:
        say(f"Port 8000 is in use; taking {port}.")
    return port


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the demo's lock: two demos over the same data would fight."""
    folder = embedded.var_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / ".demo.lock", "w")  # noqa: SIM115 (closed by the block below)
    except PermissionError as error:
        raise DemoError(f"{folder} cannot be written by this user; set AZOTEA_VAR to a folder of your own.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoError(f"A demo already runs on {folder}. Stop it first (Ctrl-C in its terminal).") from error
        yield


def reset() -> None:
    """Say what goes, then delete the demo's data."""
    if os.environ.get("DATABASE_URL"):
        raise DemoError("--reset empties the embedded database only; DATABASE_URL names a server: empty that yourself.")
    folder = embedded.var_folder()
    gone = [folder / name for name in OWN if (folder / name).exists()] + sorted(folder.glob("celerybeat*"))
    say("Deleting the demo's data:")
    for path in [embedded.data_folder(), *gone]:
        say(f"  {path}")
    embedded.remove()
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def manage(*arguments: str, env: dict[str, str], quiet: bool = True) -> None:
    """Run one management command; a failure shows its output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        check=False,
    )
    if done.returncode:
        if quiet:
            say(done.stdout[-6000:])
        raise DemoError(f"manage.py {arguments[0]} failed (exit {done.returncode}); what it said is above.")


def static_stamp() -> str:
    """Return what the collected files depend on: our files, and the packages' versions."""
    import hashlib

    mark = hashlib.sha256((ROOT / "requirements/base.txt").read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            mark.update(f"{path.relative_to(ROOT)}:{path.stat().st_size}:{path.stat().st_mtime_ns}".encode())
    return mark.hexdigest()


def collect_static(env: dict[str, str]) -> None:
    """Collect and compress the static files, unless nothing changed since the last time."""
    stamp = embedded.var_folder() / "static-stamp"
    if stamp.exists() and stamp.read_text() == static_stamp() and (embedded.var_folder() / "staticfiles").exists():
        return
    say("==> Collecting static files")
    manage("collectstatic", "--noinput", "--clear", "-v", "0", env=env)
    stamp.write_text(static_stamp())


def parts(port: int, *, redis: bool) -> list[Part]:
    """Return the processes of the demo; with Redis the worker is the one of production."""
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "-A", "config.celery"]
    binds = [argument for address in loopback_addresses() for argument in ("--bind", f"{address}:{port}")]
    return [
        Part(
            "web", [python, "-m", "gunicorn", "-c", "gunicorn.conf.py", *binds, "config.wsgi:application"], again=True
        ),
        Part(
            "worker",
            [
                *celery,
                "worker",
                "--concurrency",
                "2",
                # Over files, processes share one pipe for their work, under a lock that dies with whoever holds it: one
                # that is killed would leave the others waiting for ever.
                *(() if redis else ("--pool", "threads")),
                "--loglevel",
                "INFO",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ],
            again=True,
        ),
        Part("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], again=True),
    ]


def environment(port: int) -> dict[str, str]:
    """Return the environment of every process of the demo."""
    return {
        "PYTHONUNBUFFERED": "1",
        "WEB_CONCURRENCY": "2",
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "AZOTEA_BASE_URL": f"http://localhost:{port}",
        "AZOTEA_VAR": str(embedded.var_folder()),
    }


def prepare(env: dict[str, str], size: str) -> None:
    """Bring the database and the files into the state that the processes need."""
    say("==> Bringing the database up to date")
    role = () if os.environ.get("DATABASE_URL") else ("--application", SERVING)
    manage("setup_roles", *role, env=env)
    manage("migrate", "--noinput", "-v", "0", env=env)
    collect_static(env)
    # The command itself knows from the database whether the city is there already.
    manage("seed", "--size", size, env=env, quiet=False)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the stopping
    raise KeyboardInterrupt


def serve(options: argparse.Namespace) -> int:
    """Prepare, start everything, wait for the end; return the exit code."""
    port = choose_port(options.port)
    env = environment(port)
    began = time.monotonic()
    with only_one():
        if options.reset:
            reset()
        with contextlib.ExitStack() as stack:
            if not os.environ.get("DATABASE_URL"):
                say(f"==> Starting the embedded PostgreSQL ({embedded.data_folder()})")
                stack.enter_context(embedded.running())
            prepare(env, options.size)
            say("==> Starting web, worker and beat")
            serving = {**env, "AZOTEA_DATABASE_ROLE": SERVING}
            supervisor = Supervisor(parts(port, redis=bool(env.get("REDIS_URL"))), env=serving, folder=ROOT)
            stack.enter_context(supervisor)
            if not wait_until_healthy(port, alive=supervisor.all_alive):
                return supervisor.report_dead() or 1
            announce(port, time.monotonic() - began)
            return supervisor.watch(tend=None if os.environ.get("DATABASE_URL") else revive_database)


def revive_database() -> None:
    """Start the embedded PostgreSQL again where it died, killed by the system for want of memory, say."""
    with contextlib.suppress(embedded.EmbeddedError):  # not yet: it is tried again in a second
        if embedded.revive():
            say("database | PostgreSQL had ended by itself; it was started again.")


def announce(port: int, seconds: float) -> None:
    """Print the address, the accounts and how to sign in."""
    from config.demo_accounts import lines

    say()
    say(f"  Azotea is ready after {seconds:.0f} s:   http://localhost:{port}")
    say()
    for line in lines(port):
        say(f"  {line}" if line else "")
    say()
    say("  Ctrl-C stops everything. ./script/demo --reset begins anew.")
    say()


def main(arguments: list[str]) -> int:
    """Run the demo; return the exit code."""
    options = parse(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return serve(options)
    except (DemoError, embedded.EmbeddedError) as error:
        print(f"script/demo: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 0


if __name__ == "__main__":
    os.chdir(Path(ROOT))
    sys.exit(main(sys.argv[1:]))
