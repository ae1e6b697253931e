"""The supervisor: readable lines, one stop for all, last words of the dead; and the demo's command line and ports."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config import demo, demo_net
from config.supervisor import Part, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
SLEEPER = "import time; print('awake', flush=True); time.sleep(60)"


def part(name: str, code: str) -> Part:
    return Part(name, [sys.executable, "-c", code])


def supervisor(*parts: Part) -> tuple[Supervisor, io.StringIO]:
    out = io.StringIO()
    return Supervisor(list(parts), env=dict(os.environ), folder=ROOT, out=out), out


def wait_for(text: str, out: io.StringIO) -> None:
    deadline = time.monotonic() + 10
    while text not in out.getvalue():
        assert time.monotonic() < deadline, out.getvalue()
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_lines_carry_the_name_of_their_process_and_all_stop_together() -> None:
    running, out = supervisor(part("web", SLEEPER), part("worker", SLEEPER))
    with running:
        wait_for("web    | awake", out)
        wait_for("worker | awake", out)
        assert running.all_alive()
        pids = [child.process.pid for child in running.children]
    assert not any(is_alive(pid) for pid in pids)


def test_a_death_is_reported_with_its_last_words_and_takes_the_others_along() -> None:
    running, out = supervisor(part("web", SLEEPER), part("beat", "import sys; print('the disk is full'); sys.exit(3)"))
    with running:
        assert running.watch() == 1
    assert "beat ended by itself (exit 3). Its last lines:\n  the disk is full" in out.getvalue()
    assert not any(is_alive(child.process.pid) for child in running.children)


def test_what_had_run_well_is_started_again_and_what_ends_at_once_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.supervisor.SETTLED", 0.2)
    tended: list[int] = []
    worker = Part("worker", [sys.executable, "-c", SLEEPER], again=True)
    running, out = supervisor(part("web", SLEEPER), worker)
    with running:
        wait_for("worker | awake", out)
        first = running.children[1].process.pid
        time.sleep(0.3)
        watching = threading.Thread(target=running.watch, args=(lambda: tended.append(1),))
        watching.start()
        os.killpg(first, signal.SIGKILL)
        wait_for("worker | ended by itself (exit -9); starting it again", out)
        deadline = time.monotonic() + 10
        while out.getvalue().count("worker | awake") < 2:
            assert time.monotonic() < deadline, out.getvalue()
            time.sleep(0.02)
        assert running.all_alive()
        assert running.children[1].process.pid != first
        assert tended
        # Its successor ends at once: that is no accident any more.
        monkeypatch.setattr("config.supervisor.SETTLED", 1000)
        os.killpg(running.children[1].process.pid, signal.SIGKILL)
        watching.join(timeout=10)
        assert not watching.is_alive()
    assert "worker ended by itself (exit -9). Its last lines:" in out.getvalue()


def test_grandchildren_do_not_outlive_the_end() -> None:
    code = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); print('pid', p.pid, flush=True); p.wait()"
    running, out = supervisor(part("worker", code))
    with running:
        wait_for("pid ", out)
        wait_for("awake", out)
        pid = int(out.getvalue().split("pid ")[1].split()[0])
        assert is_alive(pid)
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        # A container's first process may be slow to collect orphans: a zombie is dead enough.
        if "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]:
            break
        time.sleep(0.05)
    else:
        assert not is_alive(pid)


def test_a_command_that_does_not_exist_leaves_nothing_running() -> None:
    running, _out = supervisor(part("web", SLEEPER), Part("worker", ["/no/such/program"]))
    with pytest.raises(FileNotFoundError), running:
        pass
    assert not any(is_alive(child.process.pid) for child in running.children)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80a", "", "８０００"])
def test_a_port_that_is_none_is_refused_with_words(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        demo.parse([f"--port={text}"])
    assert "is not a port: give a number from 1 to 65535" in capsys.readouterr().err


def test_an_unknown_size_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        demo.parse(["--size", "continent"])
    said = capsys.readouterr().err.replace("'", "")  # Pythons differ in the quotes
    assert "invalid choice: continent (choose from small, city)" in said


def test_a_busy_port_is_said_and_the_next_free_one_taken_only_where_none_was_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not demo_net.is_free(port)
        free = demo_net.free_port(port)
        assert free is not None
        assert free > port
        with pytest.raises(demo.DemoError, match=f"Port {port} is in use"):
            demo.choose_port(port)
    assert demo_net.is_free(port)


def test_waiting_ends_at_once_when_a_process_died() -> None:
    began = time.monotonic()
    assert not demo_net.wait_until_healthy(1, alive=lambda: False)
    assert time.monotonic() - began < 1


def test_two_demos_over_the_same_data_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZOTEA_VAR", str(tmp_path))
    with demo.only_one(), pytest.raises(demo.DemoError, match="already runs"), demo.only_one():
        pass
    with demo.only_one():
        pass


def test_reset_never_touches_a_server_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://server/db")
    with pytest.raises(demo.DemoError, match="empty that yourself"):
        demo.reset()


def test_reset_deletes_what_the_demo_wrote_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AZOTEA_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "letter.txt").write_text("x")
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "notes.txt").write_text("mine")
    demo.reset()
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["notes.txt"]
    said = capsys.readouterr().out
    assert str(tmp_path / "mail") in said
    assert str(tmp_path / "secret-key") in said


@pytest.mark.slow
def test_one_interrupt_ends_a_process_group_in_order() -> None:
    """A supervisor in a process of its own, ended as a terminal or an init system ends it."""
    code = (
        "import os, sys; from pathlib import Path; from config import demo; from config.supervisor import *\n"
        "import signal\n"
        "for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, demo._interrupt)\n"
        f"parts = [Part('web', [sys.executable, '-c', {SLEEPER!r}])]\n"
        "try:\n"
        "    with Supervisor(parts, env=dict(os.environ), folder=Path('.')) as s: s.watch()\n"
        "except KeyboardInterrupt: print('Stopped.', flush=True)\n"
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == "web | awake\n"
        process.send_signal(number)
        out, _err = process.communicate(timeout=20)
        assert out.endswith("Stopped.\n")
        assert process.returncode == 0
