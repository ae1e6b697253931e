"""The list of people of a large municipality: imported whole, in how long and in how much memory.

Each import is a process of its own (``manage.py import_census``) on a database made for the measurement; its largest
resident memory is what the system says of it when it ends. The second import takes the place of the first.
"""

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.people import Outcome

TITLE = "census: a list of 500,000 people"
PEOPLE = 500_000
SECONDS, MEGABYTES = 180.0, 300.0
ROOT = Path(__file__).resolve().parent.parent
LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"
ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
STEWARD = """
from django.utils import timezone
from participation.models import Person, Role
person = Person.objects.create_user(email="bench@example.org", name="Bench", is_staff=True)
Role.objects.create(person=person, kind="steward", scope=None, granted_at=timezone.now())
"""


def measure(options: argparse.Namespace) -> Outcome:
    """Import a list twice."""
    people = max(1000, int(PEOPLE * options.scale))
    found = Outcome()
    place = Path(tempfile.mkdtemp(prefix="azotea-census-"))
    try:
        make_file(place / "list.csv", people)
        size = (place / "list.csv").stat().st_size / 1e6
        manage(place, "migrate", "--verbosity", "0")
        manage(place, "shell", "-c", STEWARD)
        for word in ("first import", "in the place of the former"):
            say(f"{word}: {people:,} people, {size:.0f} MB")
            seconds, megabytes = manage(place, "import_census", str(place / "list.csv"), "--name", "x", "--source", "x")
            found.add(f"{word}, seconds", f"{seconds:.0f}", f"{SECONDS:.0f}", well=seconds < SECONDS)
            found.add(f"{word}, MB of memory", f"{megabytes:.0f}", f"{MEGABYTES:.0f}", well=megabytes < MEGABYTES)
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found


def manage(place: Path, *arguments: str) -> tuple[float, float]:
    """Run a command of the product; return its seconds and its largest memory in MB. Raises BenchError."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"AZOTEA_VAR": str(place / "var"), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    began = time.monotonic()
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchError(f"{arguments[0]} ended with {process.returncode}: {(place / 'log').read_text()[-500:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return time.monotonic() - began, usage.ru_maxrss / unit


def make_file(path: Path, people: int) -> None:
    """Write a list of made-up people with right CURPs; the same one each time."""
    chance, seen = random.Random(1), set()
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["CURP", "Fecha de nacimiento", "Colonia", "Correo", "Celular"])
        while len(seen) < people:
            born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
            curp = make_curp(chance, born)
            if curp in seen:
                continue
            seen.add(curp)
            mail = f"persona{len(seen)}@example.org" if chance.random() < 0.6 else ""
            phone = f"228{chance.randrange(10**7):07d}" if chance.random() < 0.7 else ""
            out.writerow([curp, f"{born:%d/%m/%Y}", "", mail, phone])


def make_curp(chance: random.Random, born: date) -> str:
    """Return a CURP of nobody with its right check digit."""
    a, b, c, d, e, f = (chance.choice(LETTERS) for _place in range(6))
    century = "0" if born.year < 2000 else "A"
    first = f"{a}{chance.choice('AEIOU')}{b}{c}{born:%y%m%d}{chance.choice('HM')}VZ{d}{e}{f}{century}"
    return first + str(-sum(ALPHABET.index(sign) * (18 - place) for place, sign in enumerate(first)) % 10)
