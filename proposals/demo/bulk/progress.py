"""Says how far a long work is: a bar on a terminal, a line from time to time elsewhere."""

import sys
import time
from typing import Protocol

WIDTH = 28
QUIET_SECONDS = 5.0
BAR_SECONDS = 0.1


class Output(Protocol):
    """What is written to: a terminal, a file, or the output of a command."""

    def write(self, text: str, /) -> object:
        """Write a text."""

    def flush(self) -> None:
        """Send what was written."""

    def isatty(self) -> bool:
        """Tell whether somebody looks at it."""


class Progress:
    """Counts the steps of one stage after another: what, how many, how long remaining."""

    def __init__(self, out: Output | None = None) -> None:
        self.out = out or sys.stdout
        self.terminal = self.out.isatty()
        self.what, self.done, self.total = "", 0, 0
        self.began = self.shown = time.monotonic()

    def begin(self, what: str, total: int = 0) -> None:
        """Begin a stage; without a total there is nothing to count."""
        self.what, self.done, self.total = what, 0, total
        self.began = self.shown = time.monotonic()
        self._show()

    def step(self, count: int = 1) -> None:
        """Note that so many more are done."""
        self.done += count
        now = time.monotonic()
        if now - self.shown >= (BAR_SECONDS if self.terminal else QUIET_SECONDS):
            self.shown = now
            self._show()

    def end(self) -> None:
        """Finish the stage with what it took."""
        seconds = time.monotonic() - self.began
        count = f" {self.done:,}" if self.total else ""
        self._write(f"{self.what}:{count} ({seconds:.0f} s)", last=True)

    def _show(self) -> None:
        if not self.total:
            self._write(f"{self.what}…")
            return
        share = min(self.done / self.total, 1)
        bar = "█" * round(share * WIDTH) + "░" * (WIDTH - round(share * WIDTH))
        left = f", {self._left(share)} s left" if share > 0.02 else ""
        counts = f"{self.done:,} of {self.total:,} ({share:.0%}{left})"
        self._write(f"{self.what} {bar} {counts}" if self.terminal else f"{self.what}: {counts}")

    def _left(self, share: float) -> int:
        return round((time.monotonic() - self.began) * (1 - share) / share)

    def _write(self, text: str, *, last: bool = False) -> None:
        if self.terminal:
            self.out.write(f"\r\x1b[2K{text}" + ("\n" if last else ""))
        else:
            self.out.write(f"{text}\n")
        self.out.flush()
