"""The bulk files: what memory they take, and how the pages fare while two readers download slowly."""

import http.client
import itertools
import socket
import statistics
import threading
import time
from pathlib import Path
from typing import NamedTuple

from bench.client import Ask, ask
from bench.errors import BenchError
from bench.limits import DOWNLOADS_KEEP, DOWNLOADS_SECONDS, EXPORT_BYTES
from bench.measure import open_client
from bench.report import table
from bench.scenes import Scene, scenes
from bench.server import Server, forget_peak, gunicorn, memory

FILES = ("/datos/supports.csv", "/datos/comments.csv")
SLOW = 50_000  # bytes a second: a line of 400 kbit/s
SECONDS = 3.0
PAGE = "anonymous/proposal"


class Pace(NamedTuple):
    """How a page fared for some seconds: answers a second, the middle wait and the longest ones."""

    rate: float
    median: float
    slowest: float

    def cells(self) -> list[str]:
        """Return the cells of a table."""
        return [f"{self.rate:,.0f}", f"{self.median * 1000:,.0f} ms", f"{self.slowest * 1000:,.0f} ms"]


def measured(product: Server, folder: Path) -> tuple[list[str], list[str]]:
    """Return the tables and what misses its limit."""
    lines, missed = _memory(folder, product.port + 1)
    more, missing = _beside_downloads(product)
    return [*lines, "", *more], [*missed, *missing]


def _memory(folder: Path, port: int) -> tuple[list[str], list[str]]:
    """Download each file from a server that has served nothing but pages, and see how much its processes grew."""
    rows, missed = [["file", "rows", "size", "seconds", "memory", "limit", ""]], []
    for path in FILES:
        with gunicorn("config.wsgi:application", probe="/salud/", port=port, log=folder / "exports.log") as server:
            with open_client(server) as client:
                client.visit([ask("/"), ask("/datos/")], seconds=10)
            before = {pid: memory(pid)[0] for pid in server.workers()}
            for pid in before:
                forget_peak(pid)
            began = time.perf_counter()
            size, lines = download(server.port, path)
            spent = time.perf_counter() - began
            growth = max((memory(pid)[1] - held for pid, held in before.items()), default=0)
        told = f"{growth / 1e6:.1f} MB" if before else "not told"
        over = growth > EXPORT_BYTES
        limit = f"{EXPORT_BYTES / 1e6:.0f} MB"
        rows.append([path, f"{lines:,}", f"{size / 1e6:.1f} MB", f"{spent:.1f}", told, limit, "MISSES" if over else ""])
        if over:
            missed.append(f"{path}: memory grew by {told}, at most {limit}")
    return table(rows), missed


def download(port: int, path: str) -> tuple[int, int]:
    """Download a whole file as fast as it comes; return its bytes and its rows without the header."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        link.request("GET", path, headers={"Host": "localhost"})
        answer = link.getresponse()
        if answer.status != 200:
            raise BenchError(f"{path} answered {answer.status} instead of 200.")
        size = rows = 0
        while piece := answer.read(65536):
            size += len(piece)
            rows += piece.count(b"\n")
        return size, rows - 1
    finally:
        link.close()


def _beside_downloads(product: Server) -> tuple[list[str], list[str]]:
    """Measure a page alone, then while two slow downloads run."""
    (scene,) = scenes([PAGE])
    pace(scene, product)
    alone = pace(scene, product)
    over = threading.Event()
    started = [threading.Event() for _file in FILES]
    slow = [
        threading.Thread(target=slowly, args=(product.port, path, begun, over), daemon=True)
        for path, begun in zip(FILES, started, strict=True)
    ]
    for thread in slow:
        thread.start()
    for begun in started:
        begun.wait(30)
    beside = pace(scene, product)
    still = sum(thread.is_alive() for thread in slow)
    over.set()
    for thread in slow:
        thread.join(30)
    missed = []
    if still < len(slow):
        missed.append(f"only {still} of {len(slow)} slow downloads lasted as long as the measurement")
    if beside.rate < alone.rate * DOWNLOADS_KEEP:
        missed.append(f"{scene.name}: {beside.rate / alone.rate:.2f} of its speed beside two slow downloads")
    if beside.slowest > max(DOWNLOADS_SECONDS, alone.slowest / DOWNLOADS_KEEP):
        missed.append(f"{scene.name}: {beside.slowest:.1f} s for a page beside two slow downloads")
    header = [f"{scene.name}, cold", "req/s", "median wait", "95 of 100 within"]
    return table([header, ["alone", *alone.cells()], ["beside two slow downloads", *beside.cells()]]), missed


def pace(scene: Scene, server: Server) -> Pace:
    """Ask for a page for some seconds over as many connections as half the threads."""
    with open_client(server, 4) as client:
        done = client.run(scene.cold(), seconds=SECONDS)
    waits = sorted(done.spent)
    return Pace(done.rate, statistics.median(waits), waits[int(len(waits) * 0.95)])


def slowly(port: int, path: str, begun: threading.Event, over: threading.Event) -> None:
    """Read a file like a reader on a slow line, until told to stop or the file ends; then from the beginning again."""
    asked: Ask = ask(path)
    for _again in itertools.count():
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            sock.settimeout(60)
            sock.connect(("127.0.0.1", port))
            sock.sendall(asked.wire.replace(b"Accept-Encoding: gzip\r\n", b""))
            while not over.is_set():
                data = sock.recv(SLOW // 10)
                begun.set()
                if data.endswith(b"0\r\n\r\n") or not data:
                    break
                over.wait(0.1)
        if over.is_set():
            return
