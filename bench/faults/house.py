"""The product as it runs, each part a process that can be killed by itself, in a folder that is thrown away."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from config.demo_net import is_healthy

ROOT = Path(__file__).resolve().parents[2]
OWN = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "AZOTEA_VAR"}


class FaultError(RuntimeError):
    """The run cannot go on; the message says why."""


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], object], what: str, seconds: float = 40) -> float:
    """Wait for something; return the seconds that it took. Raises FaultError."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise FaultError(f"not reached within {seconds:.0f} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def throw_away(folder: Path) -> None:
    """Delete what a run wrote, the database included."""
    from config import embedded

    before = os.environ.get("AZOTEA_VAR")
    os.environ["AZOTEA_VAR"] = str(folder)
    try:
        embedded.remove()
    finally:
        if before is None:
            del os.environ["AZOTEA_VAR"]
        else:
            os.environ["AZOTEA_VAR"] = before
    shutil.rmtree(folder, ignore_errors=True)


class House:
    """Database, web, worker, beat and perhaps Redis; ``with House(...)`` starts and ends them."""

    def __init__(self, folder: Path, *, redis: bool, dump: Path | None = None) -> None:
        """With ``dump``, a file of a migrated database, the house begins with that and has nothing to migrate."""
        self.folder = folder
        self.dump = dump
        self.port = free_port()
        self.redis_port = free_port() if redis else 0
        self.parts: dict[str, subprocess.Popen[str]] = {}
        self.socket = ""
        self.stage: dict[str, Any] = {}
        kept = {k: v for k, v in os.environ.items() if k not in OWN and not k.startswith(("PYTEST", "COV"))}
        self.env = {
            **kept,
            "AZOTEA_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "bench.faults.settings",
            "AZOTEA_BASE_URL": f"http://127.0.0.1:{self.port}",
            "AZOTEA_BIND": f"127.0.0.1:{self.port}",
            "AZOTEA_API_RATE_ANONYMOUS": "100000/min",  # the feed is replayed from one address
            "WEB_CONCURRENCY": "2",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
        }
        if redis:
            self.env["REDIS_URL"] = f"redis://127.0.0.1:{self.redis_port}/0"

    # --- Starting and ending --------------------------------------------------------------------------------------

    def __enter__(self) -> "House":
        """Start everything and wait until it serves."""
        try:
            (self.folder / "staticfiles").mkdir(parents=True, exist_ok=True)
            self._start_database()
            # The tables are made while the processes load; beat alone would ask for work before there are any.
            for name in ("redis", "web", "worker") if self.redis_port else ("web", "worker"):
                self.start(name)
            target = self.folder / "stage.json"
            self._run([sys.executable, "-m", "bench.faults.stage", str(target)])
            self.stage = json.loads(target.read_text())
            self.start("beat")
            wait_until(lambda: is_healthy(self.port), f"the site answers\n{self.log('web')}", 60)
            wait_until(lambda: "ready." in self.log("worker"), "the worker is ready", 60)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in ("beat", "worker", "web", "redis"):
            if name in self.parts:
                self.kill(name)  # nothing of it is kept: no reason to wait
        keeper = self.parts.pop("database", None)
        if keeper is not None:
            with suppress(subprocess.TimeoutExpired):
                keeper.communicate(timeout=60)
            with suppress(ProcessLookupError):
                keeper.kill()

    def _start_database(self) -> None:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "bench.faults.keeper"], cwd=ROOT, env=self.env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.parts["database"] = keeper
        assert keeper.stdout is not None
        self.socket = keeper.stdout.readline().strip()
        if not self.socket:
            raise FaultError("the embedded PostgreSQL did not start")
        if self.dump:
            from config import embedded

            reads = [embedded.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(self.dump)]
            self._run([*reads, "-h", self.socket, "-U", "postgres", "-d", "azotea"])

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, text=True, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if done.returncode:
            raise FaultError(f"{command[-2:]} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")

    def start(self, name: str) -> None:
        """Start one part; its output goes to a file of its own."""
        with (self.folder / f"{name}.log").open("a") as log:
            self.parts[name] = subprocess.Popen(
                self._command(name), cwd=ROOT, env=self.env, text=True, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        if name == "redis":
            wait_until(self.redis_answers, "Redis answers", 10)

    def _command(self, name: str) -> list[str]:
        from config.demo import parts

        if name == "redis":
            program = shutil.which("redis-server")
            if program is None:
                raise FaultError("redis-server is not installed")
            options = {"port": self.redis_port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
            given = [str(word) for key, value in options.items() for word in (f"--{key}", value)]
            return [program, *given, "--dir", str(self.folder)]
        # The very commands of the demo.
        return next(part.command for part in parts(self.port, redis=bool(self.redis_port)) if part.name == name)

    # --- Faults ---------------------------------------------------------------------------------------------------

    def database(self, order: str) -> None:
        """Stop, start, restart, kill or revive the database (keeper.py)."""
        keeper = self.parts["database"]
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        keeper.stdin.write(f"{order}\n")
        keeper.stdin.flush()
        answer = keeper.stdout.readline().strip()
        if answer != "ok":
            raise FaultError(f"database: {order}: {answer}")

    def terminate_sessions(self) -> int:
        """End every session of the product inside the server; return how many there were."""
        others = "pid <> pg_backend_pid() AND datname IS NOT NULL"
        return len(self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """End a part with all its processes; SIGKILL as when the power of its machine is cut."""
        process = self.parts.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def freeze(self, name: str, *, on: bool) -> None:
        """Stop a part in its tracks, so that it takes connections and never answers; or let it go on."""
        os.killpg(self.parts[name].pid, signal.SIGSTOP if on else signal.SIGCONT)

    def children(self, name: str) -> list[int]:
        """Return the processes that a part started."""
        pid = self.parts[name].pid
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    # --- Questions ------------------------------------------------------------------------------------------------

    def ask(self, sql: str, given: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Ask the database directly, beside the product; a statement without rows gives none."""
        import psycopg

        with psycopg.connect(host=self.socket, user="postgres", dbname="azotea", autocommit=True) as link:
            answer = link.execute(sql, given)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def redis_answers(self) -> bool:
        """Tell whether Redis answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.redis_port), timeout=1) as link:
                link.settimeout(1)
                link.sendall(b"PING\r\n")
                return link.recv(7).startswith(b"+PONG")
        except OSError:
            return False

    def log(self, name: str) -> str:
        """Return what a part wrote so far."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def alive(self) -> dict[str, int]:
        """Return the process of each part that runs, to see that none was started again behind one's back."""
        return {name: process.pid for name, process in self.parts.items() if process.poll() is None}
