"""Strikes the running product again and again and prints what was lost: ``./script/faults`` (--help)."""

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from bench.faults.house import FaultError, House, throw_away
from bench.faults.run import Round, settle, strike
from bench.faults.scenarios import FAULTS, Fault

HEADS = ("fault", "rounds", "acts", "acknowledged", "not taken", "lost", "doubled", "recovery s", "slowest page s")


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="script/faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often each fault strikes (default 2)")
    parser.add_argument("--actors", type=int, default=6, help="how many people act at once (default 6)")
    parser.add_argument("--seconds", type=float, default=4, help="how long people act before and after each fault")
    parser.add_argument("--down", type=float, default=3, help="for how many seconds something stays away")
    parser.add_argument("--only", action="append", choices=[fault.name for fault in FAULTS], help="these faults alone")
    parser.add_argument(
        "--no-redis", action="store_true", help="the queue over files and the cache in memory, as in the demo"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args(arguments)


def chosen(options: argparse.Namespace) -> list[Fault]:
    """Return the faults that were asked for and can be done."""
    redis = not options.no_redis and shutil.which("redis-server") is not None
    wanted = [fault for fault in FAULTS if not options.only or fault.name in options.only]
    return [fault for fault in wanted if redis or not fault.redis]


def table(rounds: list[Round]) -> str:
    """Return one line for each fault: sums over its rounds, and the worst times."""
    lines: list[tuple[str, ...]] = [HEADS]
    for name in dict.fromkeys(done.fault for done in rounds):
        mine = [done for done in rounds if done.fault == name]
        sums = [
            sum(getattr(done, what) for done in mine) for what in ("acts", "acknowledged", "refused", "lost", "doubled")
        ]
        worst = [f"{max(getattr(done, what) for done in mine):.1f}" for what in ("recovery", "slowest")]
        lines.append((name, str(len(mine)), *map(str, sums), *worst))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    return "\n".join("  ".join(_aligned(line, widths)) for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> list[str]:
    return [f"{line[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))]


def run(options: argparse.Namespace) -> int:
    """Run every round; return 0 where nothing is wrong."""
    faults = chosen(options)
    redis = not options.no_redis and shutil.which("redis-server") is not None
    print(f"Queue and cache: {'Redis' if redis else 'files, and the memory of each process'}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="azotea-faults-"))
    rounds: list[Round] = []
    try:
        with House(folder, redis=redis) as house:
            for number in range(options.rounds):
                for fault in faults:
                    done, load = strike(
                        house,
                        fault,
                        actors=options.actors,
                        before=options.seconds,
                        down=options.down,
                        after=options.seconds,
                    )
                    done.wrong += settle(house, [done], [load.acts], seconds=90)
                    rounds.append(done)
                    print(f"{number + 1}. {fault.words}: {'well' if done.well else 'WRONG'}", flush=True)
                    for text in done.wrong:
                        print(f"     {text}", flush=True)
    finally:
        if options.keep:
            print(f"Logs: {folder}", flush=True)
        else:
            throw_away(folder)
    print(f"\n{table(rounds)}", flush=True)
    return 0 if rounds and all(done.well for done in rounds) else 1


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run; return the exit code: 0 nothing lost, 1 something wrong, 2 it could not be run."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return run(parse(arguments))
    except FaultError as error:
        print(f"script/faults: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("script/faults: stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
