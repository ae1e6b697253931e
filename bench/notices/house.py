"""The parts that notices need: database, queue, worker and beat, in a folder that is thrown away; no pages."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.faults.house import ROOT, FaultError, House, free_port, wait_until


class NoticeHouse(House):
    """A house without pages, whose mails go to a server of this machine; the worker is started when it is wanted."""

    def __init__(self, folder: Path, *, redis: bool, people: int, some: int, dump: Path | None = None) -> None:
        super().__init__(folder, redis=redis, dump=dump)
        self.people, self.some = people, some
        self.smtp_port = free_port()
        self.env |= {"DJANGO_SETTINGS_MODULE": "bench.notices.settings", "AZOTEA_BENCH_SMTP": str(self.smtp_port)}

    def __enter__(self) -> "NoticeHouse":
        """Start the database and make the people."""
        try:
            (self.folder / "staticfiles").mkdir(parents=True, exist_ok=True)
            self._start_database()
            if self.redis_port:
                self.start("redis")
            target = self.folder / "stage.json"
            self._run([sys.executable, "-m", "bench.notices.stage", str(target), str(self.people), str(self.some)])
            self.stage = json.loads(target.read_text())
            self.ask("VACUUM ANALYZE")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def script(self, module: str, *arguments: str) -> dict[str, Any]:
        """Run a module of the bench in the house; return what it printed last, as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], cwd=ROOT, env=self.env, text=True, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        if done.returncode:
            raise FaultError(f"{module} failed:\n{done.stderr[-4000:]}")
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def work(self) -> None:
        """Start beat and a worker."""
        for name in ("worker", "beat"):
            if name not in self.parts:
                self.start(name)

    def let_leases_pass(self) -> None:
        """Let the leases of the dead run out, in place of waiting five minutes for each."""
        for table in ("participation_delivery", "participation_digest"):
            self.ask(
                f"UPDATE {table} SET lease_until = now() - interval '1 second' WHERE state = 'sending'"
                " AND lease_until < now() + interval '4 minutes 40 seconds'"
            )
        self.ask(
            "UPDATE participation_relay SET lease_until = now() - interval '1 second' WHERE done_at IS NULL"
            " AND lease_until < now() + interval '4 minutes 40 seconds'"
        )

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in each state."""
        return dict(self.ask("SELECT state, count(*) FROM participation_delivery GROUP BY state"))

    def at_rest(self) -> bool:
        """Tell whether nothing waits any more."""
        self.let_leases_pass()
        waiting = set(self.states()) & {"queued", "sending", "held"}
        relayed = self.ask("SELECT count(*) FROM participation_relay WHERE done_at IS NULL")[0][0] == 0
        return not waiting and relayed

    def settle(self, seconds: float, *, hurry: bool = False) -> float:
        """Wait until nothing waits; return how long it took. With ``hurry`` later tries are due at once."""

        def rest() -> bool:
            time.sleep(1)
            if hurry:
                self.ask("UPDATE participation_delivery SET not_before = NULL WHERE state = 'queued'")
            return self.at_rest()

        return wait_until(rest, f"everything sent: {self.states()}", seconds)
