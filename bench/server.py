"""The two servers that stand side by side: the product and the bare view, under the same gunicorn."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import ground
from bench.errors import BenchError
from bench.ground import ROOT, environment

WORKERS, THREADS = 2, 4
GRACE = 15.0


@dataclass(slots=True)
class Server:
    """A running gunicorn."""

    port: int
    probe: str  # a cheap address that names the process that answered
    process: subprocess.Popen[bytes]
    uses_database: bool = True

    def workers(self) -> list[int]:
        """Return the ids of its processes that answer; empty where the system does not tell."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                if int(path.read_text().rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    found.append(int(path.parent.name))
        return sorted(found)

    def all_processes(self) -> list[int]:
        """Return the ids of all that work for an answer: those of the server and its database's."""
        return [*self.workers(), *(ground.database_processes() if self.uses_database else [])]


@contextlib.contextmanager
def gunicorn(application: str, *, probe: str, port: int, log: Path, uses_database: bool = True) -> Iterator[Server]:
    """Run an application with the product's own gunicorn settings for the length of the block."""
    env = {**environment(), "WEB_CONCURRENCY": str(WORKERS), "AZOTEA_WEB_THREADS": str(THREADS)}
    env["AZOTEA_BASE_URL"] = f"http://localhost:{port}"
    # No process is renewed in the middle of a measurement.
    command = ["-c", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--max-requests", "0", application]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, probe, log)
        yield Server(port, probe, process, uses_database)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and end it where it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, probe: str, log: Path) -> None:
    from bench.client import Link, ask

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            link = Link(port)
            try:
                link.whole(ask(probe))
                return
            finally:
                link.sock.close()
        time.sleep(0.1)
    raise BenchError(f"A server did not start. Its log ends:\n{log.read_text(errors='replace')[-3000:]}")


def processor_seconds(pids: list[int]) -> dict[int, float]:
    """Return the processor time that each process has used since it began; those that are gone are left out."""
    used = {}
    for pid in pids:
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            used[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def memory(pid: int) -> tuple[int, int]:
    """Return what a process holds in memory now and the most that it held, in bytes; zeros where it is not told."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0, 0
    found = {name: int(size) * 1024 for name, size in re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", text, re.MULTILINE)}
    return found.get("VmRSS", 0), found.get("VmHWM", 0)


def forget_peak(pid: int) -> None:
    """Let the system count the most that a process holds from now on."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5")
