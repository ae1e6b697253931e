"""The database that the processes of a run copy, so that its migrations run once: ``python -m tests.template``.

They take a quarter of a minute, and are done while the processes of the suite read its files. ``AZOTEA_TEST_TEMPLATE``
names the copy's origin in each process; where it is not set, a process migrates a database of its own.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

NAME = "AZOTEA_TEST_TEMPLATE"
MADE = "test_azotea_made"
SECONDS = 600  # on a machine that does much else, too

_making: subprocess.Popen[bytes] | None = None


def _failure() -> Path:
    return Path(os.environ["AZOTEA_VAR"]) / "test-template-failed.txt"


def begin() -> None:
    """Begin to make the template, in a process of its own, unless one is named already."""
    global _making
    if os.environ.get(NAME):
        return
    os.environ[NAME] = MADE
    _failure().unlink(missing_ok=True)
    _drop()  # that of a run which was killed
    _making = subprocess.Popen([sys.executable, "-m", "tests.template"], cwd=Path(__file__).resolve().parent.parent)


def end() -> None:
    """Drop the template that ``begin`` made."""
    if _making is not None:
        _making.wait(SECONDS)
        _drop()


def _drop() -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{MADE}"')


def copy() -> None:
    """Have the test database of this process be a copy of the template, once it is there. Raises RuntimeError."""
    from django.db import connection

    if name := os.environ.get(NAME):
        _wait(name)
        connection.settings_dict["TEST"].update(TEMPLATE=name, MIGRATE=False)


def dump(target: Path) -> Path | None:
    """Write the template into a file, for a server of another test's own; None where there is none to be had."""
    from config import embedded

    name = os.environ.get(NAME)
    if not name or os.environ.get("DATABASE_URL"):
        return None
    _wait(name)
    program, socket = embedded.program("pg_dump"), embedded.socket_folder()
    subprocess.run([program, "-h", socket, "-U", "postgres", "--no-owner", "-f", target, name], check=True)
    return target


def _wait(name: str) -> None:
    from django.db import connection

    last = time.monotonic() + SECONDS
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        while True:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone():
                break
            if _failure().exists():
                raise RuntimeError(f"The template of the test database was not made: {_failure().read_text()}")
            if time.monotonic() > last:
                raise RuntimeError("The template of the test database was not made in ten minutes.")
            time.sleep(0.2)


def make() -> None:
    """Migrate a new database and give it the template's name: whoever finds it, finds it whole."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = making = f"{MADE}_soon"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{MADE}"')


if __name__ == "__main__":
    try:
        make()
    except BaseException as error:
        _failure().write_text(repr(error))
        raise
