"""The embedded database: started by the first, stopped by the last, never in a folder of somebody else."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import embedded

ROOT = Path(__file__).resolve().parent.parent.parent
USE = """
import sys
from config import embedded
with embedded.running(fsync=False):
    import psycopg
    settings = embedded.database_settings()
    with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"]) as link:
        print(link.execute("select lower('Á'), version()").fetchone(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AZOTEA_VAR", str(tmp_path / "var with spaces"))
    monkeypatch.setattr(embedded, "_users_lock", None)
    yield tmp_path / "var with spaces"
    embedded.stop()
    embedded.remove()


def use() -> subprocess.Popen[str]:
    """Start a process that uses the database until a line arrives."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert "'á'" in process.stdout.readline()
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


@pytest.mark.slow
def test_the_last_one_out_stops_the_server_whoever_started_it(var: Path) -> None:
    first = use()
    second = use()
    end(first)
    assert embedded.is_running()
    with pytest.raises(embedded.EmbeddedError, match="in use by another process"):
        embedded.remove()
    end(second)
    assert not embedded.is_running()


@pytest.mark.slow
def test_a_killed_user_is_forgotten(var: Path) -> None:
    killed = use()
    killed.kill()
    killed.communicate()
    assert embedded.is_running()
    end(use())
    assert not embedded.is_running()


@pytest.mark.slow
def test_a_server_that_was_killed_is_started_again_and_one_that_runs_is_left_alone(var: Path) -> None:
    user = use()
    embedded.start(fsync=False)
    assert not embedded.revive()
    os.kill(int((embedded.data_folder() / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while True:  # its orphans hold the memory for a moment: the demo tries again each second
        try:
            if embedded.revive():
                break
        except embedded.EmbeddedError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert embedded.is_running()
    end(user)
    embedded.leave()
    assert not embedded.is_running()


def test_the_socket_folder_is_closed_to_others_and_short(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.start(fsync=False)
    assert embedded.socket_folder().stat().st_mode & 0o777 == 0o700
    embedded.leave()
    monkeypatch.setenv("AZOTEA_VAR", "/tmp/" + "long/" * 30)
    monkeypatch.setattr(embedded, "is_root", lambda: False)
    assert len(str(embedded.socket_folder())) < embedded.SOCKET_LIMIT


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZOTEA_VAR", "/proc/azotea")
    with pytest.raises(embedded.EmbeddedError, match="AZOTEA_VAR"):
        embedded.start()


def test_an_engine_that_cannot_start_says_its_last_words(var: Path) -> None:
    embedded.start(fsync=False)
    embedded.leave()
    time.sleep(0.1)
    (embedded.data_folder() / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(embedded.EmbeddedError, match="no_such_setting"):
        embedded.start(fsync=False)
    embedded.leave()
