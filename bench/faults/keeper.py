"""Keeps the embedded PostgreSQL of a run in a process of its own, and does to it what it is told, line by line.

``stop MODE`` · ``start`` · ``revive`` · ``restart MODE`` · ``kill``; the end of the input stops the server for good.
Each line is answered with ``ok`` or with the error.
"""

import os
import signal
import sys
import time

from config import embedded


def stop(mode: str) -> None:
    """Stop the server: ``fast`` ends its sessions in order, ``immediate`` as a crash does (recovery at the start)."""
    program = str(embedded._engine() / "bin" / "pg_ctl")
    embedded._run([program, "-w", "-m", mode, "-D", str(embedded.data_folder()), "stop"], timeout=60)


def kill() -> None:
    """Kill the server's first process as the system does when memory runs out; wait until its children left too."""
    pid = int((embedded.data_folder() / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while not embedded.is_dead():
        time.sleep(0.05)


def revive() -> None:
    """Start what died as the demo does: again and again, since orphans of the dead hold its memory for a moment."""
    for _try in range(20):
        try:
            embedded.revive()
        except embedded.EmbeddedError:
            time.sleep(0.3)
        else:
            return
    embedded.start()


def obey(words: list[str]) -> None:
    """Do what one line says."""
    match words:
        case ["stop", mode]:
            stop(mode)
        case ["start"]:
            embedded.start()
        case ["restart", mode]:
            stop(mode)
            embedded.start()
        case ["kill"]:
            kill()
        case ["revive"]:
            revive()
        case _:
            raise ValueError(words)


def main() -> None:
    """Start, say where, obey."""
    with embedded.running():
        print(embedded.socket_folder(), flush=True)
        for line in sys.stdin:
            try:
                obey(line.split())
            except Exception as error:
                print(f"{type(error).__name__}: {error}".replace("\n", " "), flush=True)
            else:
                print("ok", flush=True)


if __name__ == "__main__":
    main()
