"""Search over 1,000,000 public texts: the first page of results for a reader without an account, beside a bare view.

The texts are made once, with real and derived Spanish words as often as words occur (``bench/words.py``), in a database
of its own that ``--keep`` leaves for the next run (about 3 GB); without it, it is deleted at the end. Each kind of
search is measured made anew (cold: nothing of that page is kept) and asked for again (warm), as in ``bench/pages.py``.
"""

import argparse
import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import ground
from bench.errors import BenchError, say
from bench.limits import ANONYMOUS, COLD, WARM
from bench.measure import Figure
from bench.measure import measure as measure_page
from bench.pages import PORT, both
from bench.parts import Outcome
from bench.scenes import Scene, Visit, query

TITLE = "Search over 1,000,000 public texts, first page, anonymous"
TEXTS, RATIO, ROUNDS = 1_000_000, 12.0, 3


def measure(options: argparse.Namespace) -> Outcome:
    """Make the texts, then search in them in every way."""
    texts, rounds = max(2_000, int(TEXTS * options.scale)), max(2, int(ROUNDS * min(1, options.scale * 4)))
    found = Outcome()
    with _ready(texts, keep=options.keep) as folder, ExitStack() as stack:
        hello, product = both(stack, folder, PORT)
        for name, searches in json.loads((folder / "searches.json").read_text()).items():
            scene = Scene(name, ANONYMOUS, tuple(Visit(query("/buscar/", **each)) for each in searches))
            for state in (COLD, WARM):
                figure = measure_page(scene, state, product=product, hello=hello, rounds=rounds)
                say(f"    {name}, {state}: {figure.ratio:.1f} times hello, {figure.effort:.1f} of processor time")
                _add(found, figure)
    return found


def _add(found: Outcome, figure: Figure) -> None:
    cost = f"{figure.ratio:.1f} times hello (processor {figure.effort:.1f}), {figure.queries} queries"
    found.add(f"{figure.name}, {figure.state}", cost, f"{RATIO:g} times", well=figure.ratio <= RATIO)


@contextlib.contextmanager
def _ready(texts: int, *, keep: bool) -> Iterator[Path]:
    """Hold the database of the texts while the block runs; yield the folder of the measurement."""
    from config import demo, embedded

    folder = ground.enter("search")
    stamp = folder / "texts"
    try:
        with embedded.running():
            env = ground.environment()
            made = stamp.exists() and stamp.read_text() == str(texts)
            if not made:
                stamp.unlink(missing_ok=True)
                ground.execute("postgres", "DROP DATABASE IF EXISTS azotea WITH (FORCE)")
                ground.execute("postgres", "CREATE DATABASE azotea")
            ground.manage("migrate", "--noinput", "-v", "0", env=env)
            if not made:
                say(f"==> Writing {texts:,} texts")
                told = str(folder / "searches.json")
                ground.manage("shell", "-v", "0", "-c", _MAKING.format(texts=texts, told=told), env=env)
                stamp.write_text(str(texts))
            with contextlib.redirect_stdout(os.fdopen(os.dup(2), "w")):
                demo.collect_static(env)
            yield folder
    except OSError as error:
        raise BenchError(str(error)) from error
    finally:
        if not keep:
            embedded.remove()
            stamp.unlink(missing_ok=True)


_MAKING = "from bench.searching import make, tell; make({texts}); tell({told!r})"
