"""Runs several processes as one: one stream of lines, one stop for all, and the last words of whichever dies."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

COLOURS = ("36", "35", "33", "32", "34")
GRACE = 15  # seconds between asking a process to stop and killing it
SETTLED = 10  # seconds after which a process has shown that it can run: its end is then an accident


@dataclass(frozen=True, slots=True)
class Part:
    """A process to run: its short name in the log and its command.

    ``again``: start it once more when it ends by itself after it had run well; one that ends at once never does.
    """

    name: str
    command: list[str]
    again: bool = False


class Child:
    """One running part."""

    def __init__(self, part: Part, process: subprocess.Popen[str]) -> None:
        self.part = part
        self.process = process
        self.tail: deque[str] = deque(maxlen=20)
        self.reader: threading.Thread | None = None
        self.began = time.monotonic()


def _load_prctl() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        return ctypes.CDLL(None).prctl  # type: ignore[no-any-return]
    return None


# Loaded here: between fork and exec, while other threads may hold any lock, nothing can be imported safely.
_prctl = _load_prctl()


def _die_with_parent() -> None:
    """Ask Linux to end the process when the supervisor is killed without a chance to clean up."""
    if _prctl:
        _prctl(1, signal.SIGTERM, 0, 0, 0)


class Supervisor:
    """Starts the parts on entering the block and stops them on leaving it."""

    def __init__(self, parts: list[Part], *, env: dict[str, str], folder: Path, out: IO[str] | None = None) -> None:
        self.parts = parts
        self.env = env
        self.folder = folder
        self.out = out or sys.stdout
        self.children: list[Child] = []
        self.width = max(len(part.name) for part in parts)
        self.colour = self.out.isatty() and "NO_COLOR" not in os.environ
        self._line = threading.Lock()

    def __enter__(self) -> "Supervisor":
        """Start every part; all or none."""
        try:
            for part in self.parts:
                self.children.append(self._launch(part))
        except BaseException:
            self.stop()
            raise
        for number in range(len(self.children)):
            self._listen(number)
        return self

    def _launch(self, part: Part) -> Child:
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops the parts in order.
        process = subprocess.Popen(
            part.command,
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (takes no lock; readers hold none that it needs)
        )
        return Child(part, process)

    def _listen(self, number: int) -> None:
        child = self.children[number]
        colour = COLOURS[number % len(COLOURS)]
        child.reader = threading.Thread(target=self._read, args=(child, colour), daemon=True)
        child.reader.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self, child: Child, colour: str) -> None:
        assert child.process.stdout is not None
        for line in child.process.stdout:
            text = line.rstrip()
            if text:
                child.tail.append(text)
                self._write(child.part.name, text, colour)

    def _write(self, name: str, text: str, colour: str) -> None:
        label = f"{name:<{self.width}} |"
        if self.colour:
            label = f"\x1b[{colour}m{label}\x1b[0m"
        with self._line, contextlib.suppress(BrokenPipeError, ValueError):
            print(f"{label} {text}", file=self.out, flush=True)

    def all_alive(self) -> bool:
        """Tell whether every part still runs."""
        return all(child.process.poll() is None for child in self.children)

    def watch(self, tend: Callable[[], object] | None = None) -> int:
        """Wait until a part ends by itself for good (which is a failure) and return the exit code.

        ``tend`` is called about once a second, to look after what is not a part.
        """
        for turn in itertools.count():
            if not all(self._keep_alive(number) for number in range(len(self.children))):
                return self.report_dead()
            if tend and turn % 3 == 0:
                tend()
            time.sleep(0.3)
        return 1

    def _keep_alive(self, number: int) -> bool:
        """Tell whether a part runs, after starting it again where it may be."""
        child = self.children[number]
        if child.process.poll() is None:
            return True
        if not child.part.again or time.monotonic() - child.began < SETTLED:
            return False
        self._write(child.part.name, f"ended by itself (exit {child.process.returncode}); starting it again", "31")
        # What it had started must not go on beside its successor.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self.children[number] = self._launch(child.part)
        self._listen(number)
        return True

    def report_dead(self) -> int:
        """Say which part ended and its last lines; return 1, or 0 where all still run."""
        dead = [child for child in self.children if child.process.poll() is not None]
        for child in dead:
            if child.reader:
                child.reader.join(timeout=2)
            code = child.process.returncode
            print(f"\n{child.part.name} ended by itself (exit {code}). Its last lines:", file=self.out)
            for line in list(child.tail)[-10:]:
                print(f"  {line}", file=self.out)
        self.out.flush()
        return 1 if dead else 0

    def stop(self) -> None:
        """Ask every part to stop, wait, kill what does not."""
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._write(child.part.name, f"does not stop after {GRACE} s; killing it", "31")
            # The group may hold workers that outlived their parent.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
            if child.reader:
                child.reader.join(timeout=2)
