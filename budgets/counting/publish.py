"""The files of a counted election, as ``verify.py`` reads them: made from what was frozen, logged and counted.

Pure: whoever signs is passed in. Cells that a spreadsheet would take for a formula get an apostrophe before them.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from budgets.counting import pb
from budgets.counting.bundle import bundle
from budgets.counting.election import Election
from budgets.counting.frozen import MARKED
from budgets.counting.rows import row_hash, rows_of
from budgets.counting.rule import GREEDY, Rule
from participation.urn.canonical import canonical
from participation.urn.ledger import FORMAT, LEDGER, TOTALS
from participation.urn.merkle import leaf_hash

Sign = Callable[[str, str], str]  # kind and text to the signature, in hexadecimal
NAMED_ROWS = ("ballots.csv", "totals.csv", "log.jsonl", "projects.csv")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
README = """Files of a counted vote. Check them yourself:

    python3 -m venv check && check/bin/pip install numpy
    check/bin/python verify.py .

  definition.json  what was voted on, frozen before voting opened
  rule.json        the counting rule, with what was withdrawn or decided afterwards
  projects.csv     projects with cost, votes and result
  ballots.csv      the ballots, where they are published; totals.csv where they are not
  log.jsonl        the public record, one leaf in each row; heads.json: the heads that were signed
  result.json      winners and every step of the count
  election.pb      the same election in the format of pabulib.org
  manifest.json    the fingerprint of each file, signed
"""


@dataclass(slots=True)
class Published:
    """What the files are made from. ``opened`` are rows (leaf, salt, choices) where the whole ledger is published."""

    definition: Mapping[str, Any]
    rule: Rule
    election: Election
    level: str
    leaves: Sequence[str]
    heads: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]
    choices: Iterable[str] = ()
    opened: Sequence[tuple[int, str, str]] = ()
    meta: Mapping[str, str] = field(default_factory=dict)


def files_of(told: Published, *, public_key: str, sign: Sign) -> dict[str, bytes]:
    """Return every file by its name, the signed manifest among them."""
    files = {
        "README.txt": README, "definition.json": canonical(told.definition) + "\n",
        "rule.json": _pretty(told.rule.record()), "projects.csv": _projects(told),
        "log.jsonl": _log(told.leaves), "heads.json": _pretty(list(told.heads)),
        "result.json": _pretty(dict(told.facts)), "verify.py": bundle(),
    }  # fmt: skip
    if told.level == TOTALS:
        files["totals.csv"] = _totals(told.election)
    else:
        files["ballots.csv"] = _opened(told.opened) if told.level == LEDGER else _merged(told.choices)
        files["election.pb"] = as_pb(told)
    made = {name: text.encode() for name, text in files.items()}
    rows = {name: [row_hash(row) for row in rows_of(made[name])] for name in NAMED_ROWS if name in made}
    made["rows.json"] = json.dumps(rows, separators=(",", ":")).encode()
    signed = {
        "format": FORMAT, "contest": told.facts["contest"], "run": told.facts["run"], "vote": told.facts["vote"],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(made.items())},
    }  # fmt: skip
    manifest = {"signed": signed, "public_key": public_key, "signature": sign("manifest", canonical(signed))}
    made["manifest.json"] = _pretty(manifest).encode()
    return made


def as_pb(told: Published) -> str:
    """Return the election in the format of pabulib, in an order that follows from what is published."""
    definition, rule = told.definition, told.rule
    ballot = definition["ballot"]
    pointed = ballot["kind"] not in MARKED
    vote_type = {"one": "choose-1", "points": "cumulative"}.get(ballot["kind"], "scoring" if pointed else "approval")
    winners = set(told.facts["count"]["winners"])
    meta = {
        "description": told.meta.get("description", str(definition["title"])),
        "country": told.meta.get("country", "Mexico"), "unit": told.meta.get("unit", str(definition["title"])),
        "instance": told.meta.get("instance", ""), "num_projects": "", "num_votes": "", "budget": "",
        "vote_type": vote_type, "rule": _pb_rule(rule), "date_begin": told.meta.get("date_begin", ""),
        "date_end": told.meta.get("date_end", ""), "currency": str(definition["currency"]),
    }  # fmt: skip
    if vote_type == "cumulative":
        most = max((sum(points.values()) for points, _many in told.election.ballots()), default=0)
        meta["max_sum_points"] = str(ballot.get("points") or most)
    if rule.minimum:
        meta["min_project_score_threshold"] = str(rule.minimum)
    meta["comment"] = f"#1: rule record {rule.hash} count {told.facts['inputs_hash']}"
    return pb.write(meta, told.election, seed=0, vote_type=vote_type, selected=winners)


def _pb_rule(rule: Rule) -> str:
    """Return the name that the format has for a rule; one that it lacks is called custom and told in the comment."""
    if rule.kind == GREEDY:
        if rule.most or rule.overflow == "eighty" or rule.caps:
            return "greedy-custom"
        if rule.exclusive:
            return "greedy-exclusive"
        return "greedy-no-skip" if rule.overflow == "stop" else "greedy-threshold" if rule.minimum else "greedy"
    name = "equalshares/add1" if rule.completion.startswith("add1") else "equalshares"
    return name + ("-comparison" if rule.comparison else "")


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    written.writerow(header)
    written.writerows(rows)
    return out.getvalue()


def cell(text: Any) -> str:
    """Return a text that a spreadsheet takes for a text, on one line."""
    said = " ".join(str(text).split())
    return f"'{said}" if said.startswith(FORMULA) else said


def _projects(told: Published) -> str:
    winners = {name: place for place, name in enumerate(told.facts["count"]["winners"], start=1)}
    numbers = zip(told.definition["projects"], told.election.votes, told.election.points, strict=True)
    gone = set(told.rule.withdrawn)
    rows = [
        (
            each["id"],
            each.get("number", ""),
            cell(each["title"]),
            f"{int(each['cost']) // 100}.{int(each['cost']) % 100:02d}",
            votes,
            points,
            winners.get(each["id"], ""),
            "yes" if each["id"] in gone else "",
        )
        for each, votes, points in numbers
    ]
    return _csv(("id", "number", "title", "cost", "votes", "points", "won_as", "withdrawn"), rows)


def _totals(election: Election) -> str:
    rows = zip((each.id for each in election.projects), election.votes, election.points, strict=True)
    return _csv(("id", "votes", "points"), rows)


def _merged(choices: Iterable[str]) -> str:
    """Equal ballots in one row; rows in the order of their hashes, which says nothing of when they were cast."""
    found = Counter(choices)
    order = sorted(found, key=lambda text: hashlib.sha256(text.encode()).digest())
    return _csv(("many", "choices"), [(found[text], text) for text in order])


def _opened(opened: Sequence[tuple[int, str, str]]) -> str:
    return _csv(("leaf", "salt", "choices"), sorted(opened))


def _log(leaves: Sequence[str]) -> str:
    rows = (
        json.dumps({"index": place, "leaf": leaf, "hash": leaf_hash(leaf.encode()).hex()}, separators=(",", ":"))
        for place, leaf in enumerate(leaves)
    )
    return "".join(f"{row}\n" for row in rows)
