"""``python -m budgets.counting FILE.pb``: count an election by its declared rule, or by another."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from budgets.counting import pb
from budgets.counting.count import count
from budgets.counting.election import CountingError
from budgets.counting.rule import COMPLETIONS, NAMED, SHARES, STARTS, STOPS, UTILITIES, Rule, declared
from budgets.counting.ties import CRITERIA


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    made = argparse.ArgumentParser(prog="python -m budgets.counting", description=__doc__)
    made.add_argument("file", type=Path, metavar="FILE.pb")
    made.add_argument("--rule", choices=[*NAMED], help="in place of the rule that the file declares")
    made.add_argument("--completion", choices=COMPLETIONS, help="what spends the money that equal shares leaves")
    made.add_argument("--utility", choices=UTILITIES, help="what a project is worth to who supports it (equal shares)")
    made.add_argument("--start", choices=STARTS, help="of Add1: B/n, or its whole part")
    made.add_argument("--step", type=_positive, help="of Add1, in units of the currency (1)")
    made.add_argument(
        "--stop", choices=STOPS, help="of Add1: at the first result over the budget, or when nothing fits"
    )
    made.add_argument("--comparison", action="store_true", help="keep greedy's result where more voters prefer it")
    made.add_argument("--minimum", type=_positive, help="votes or points that a project needs")
    made.add_argument("--minimum-share", type=_positive, help="votes per voter, as a part of cost per budget (1/3)")
    made.add_argument("--most", type=int, help="of greedy: how many win at most")
    made.add_argument("--exclusive", action="append", default=[], metavar="A,B", help="of these at most one wins")
    made.add_argument(
        "--withdrawn", action="append", default=[], metavar="ID", help="a project that cannot win any more"
    )
    made.add_argument("--ties", help=f"criteria with commas, the lot last: {', '.join(CRITERIA)}")
    made.add_argument("--lot", type=Path, help="a file with one id per line, in the order that was drawn")
    made.add_argument("--json", action="store_true", help="the result for a program")
    return made


def _positive(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
    if value <= 0:
        raise argparse.ArgumentTypeError("more than nothing is needed")
    return value


def rule_of(options: argparse.Namespace, file: pb.PbFile) -> Rule:
    """Return the file's rule with what the options change. Raises CountingError, and OSError for a lot not found."""
    meta = {**file.meta, "rule": options.rule} if options.rule else file.meta
    rule = declared(meta)
    changes: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("completion", "utility", "start", "step", "stop", "minimum", "minimum_share", "most")
        if getattr(options, name) is not None
    }
    if options.completion and not options.rule:
        changes["kind"] = SHARES
    if options.comparison:
        changes["comparison"] = True
    if options.exclusive:
        changes["exclusive"] = tuple(tuple(group.split(",")) for group in options.exclusive)
    if options.withdrawn:
        changes["withdrawn"] = tuple(options.withdrawn)
    if options.ties:
        changes["ties"] = tuple(options.ties.split(","))
    if options.lot:
        changes["lot"] = tuple(options.lot.read_text(encoding="utf-8").split())
    return replace(rule, **changes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and print; return 2 where the file or the rule is wrong."""
    options = parser().parse_args(arguments)
    try:
        file = pb.read(options.file)
        rule = rule_of(options, file)
        told = count(file.election, rule).told(file.election, rule)
    except (CountingError, OSError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)  # noqa: T201 (a command)
        return 2
    print(json.dumps(told, ensure_ascii=False) if options.json else _words(told, file))  # noqa: T201
    return 0


def _words(told: dict[str, Any], file: pb.PbFile) -> str:
    names = {project.id: project.name for project in file.election.projects}
    costs = {project.id: project.cost for project in file.election.projects}
    lines = [f"rule        {told['rule']}", f"voters      {told['voters']}", f"budget      {told['budget']}"]
    lines += [f"total cost  {told['total_cost']}", f"winners     {len(told['winners'])}"]
    lines += [f"{name:<11} {told[name]}" for name in ("share", "runs", "kept") if name in told]
    lines += [
        f"{place:>4}. {name}  {float(costs[name]):,.2f}  {names[name]}" for place, name in enumerate(told["winners"], 1)
    ]
    if file.selected is not None:
        same = file.selected == set(told["winners"])
        lines.append("the same winners as the file says" if same else "other winners than the file says")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
