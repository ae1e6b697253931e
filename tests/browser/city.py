"""The product as its README starts it, with the demo city in it: one for all browser tests of a process."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600  # a minute and a half alone on two processors; other workers share them


@dataclass(frozen=True, slots=True)
class City:
    """A running demo: its address, its folder, and the passwords of its accounts by e-mail address."""

    url: str
    folder: Path
    passwords: dict[str, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def city() -> Iterator[City]:
    """Start the demo in a folder of its own and stop it afterwards; its output is shown when it does not come up."""
    folder = Path(tempfile.mkdtemp(prefix="azotea-city-"))
    port = _free_port()
    # Neither the suite's database nor its broker: the demo's own embedded default is what is tested here.
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}}
    # A browser that is driven fills a form in at once: without this each would be asked to send it once more.
    env |= {"AZOTEA_VAR": str(folder), "WEB_CONCURRENCY": "1", "AZOTEA_FORM_SECONDS": "0"}
    output = folder / "output.txt"
    with output.open("w") as sink:
        demo = subprocess.Popen(
            [sys.executable, "-m", "config.demo", "--port", str(port)], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
            stdout=sink, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + START_SECONDS
            while "Azotea is ready" not in output.read_text():
                assert demo.poll() is None, output.read_text()[-4000:]
                assert time.monotonic() < deadline, output.read_text()[-4000:]
                time.sleep(0.3)
            secrets = folder / "demo-accounts.json"
            yield City(
                url=f"http://localhost:{port}", folder=folder,
                passwords=json.loads(secrets.read_text()) if secrets.exists() else {},
            )  # fmt: skip
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(timeout=60)
    os.environ["AZOTEA_VAR"], before = str(folder), os.environ.get("AZOTEA_VAR")
    from config import embedded

    embedded.remove()
    if before is not None:
        os.environ["AZOTEA_VAR"] = before
    shutil.rmtree(folder, ignore_errors=True)


def answers(url: str) -> bool:
    """Tell whether an address answers."""
    try:
        with urlopen(url, timeout=5) as response:
            return response.status == 200
    except URLError:
        return False
