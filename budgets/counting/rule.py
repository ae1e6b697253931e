"""The rule record: everything that decides a result beside the ballots, fixed and published before voting opens."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from budgets.counting.election import CountingError
from budgets.counting.ties import CRITERIA, USUAL

GREEDY, SHARES = "greedy", "equalshares"
UTILITIES = ("cost", "cardinality", "points", "points-cost")
COMPLETIONS = ("none", "add1", "add1-utilitarian", "utilitarian", "epsilon")
OVERFLOWS = ("skip", "stop", "eighty")
MEASURES = ("votes", "points")
STARTS = ("exact", "integer")
STOPS = ("infeasible", "exhaustive")
ENOUGH = Fraction(4, 5)  # of the cost of the one project that the 80 % rule funds from a reserve


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule.

    *greedy* takes projects by votes or points, the most first. ``overflow`` says what happens at one that does not
    fit: it is skipped, nothing more is taken, or it is the last taken where at least 80 % of it fits (the rest comes
    from a reserve). ``most`` ends after so many winners (1: one winner). *equalshares* is the Method of Equal Shares
    (Peters, Pierczyński and Skowron, 2021) with its ``utility`` and ``completion``; *Add1* gives every voter one
    ``step`` more from B/n (``start``: exactly, or its whole part) and keeps the last result within the budget: until
    the first that is not (``stop`` infeasible, as the cities publish it) or until nothing more fits (exhaustive).

    ``minimum`` excludes projects with fewer votes or points, ``minimum_share`` those with fewer votes per voter than
    this part of their share of the budget (Świecie: 1/3). Of each group in ``exclusive`` at most one project wins;
    ``caps`` is the most that a category may spend, in units of the currency. What was ``withdrawn`` after the ballot
    was frozen keeps its votes and cannot win.
    """

    kind: str = GREEDY
    measure: str = "votes"
    overflow: str = "skip"
    most: int = 0
    utility: str = "cost"
    completion: str = "none"
    start: str = "exact"
    step: Fraction = Fraction(1)
    stop: str = "infeasible"
    comparison: bool = False
    minimum: Fraction = Fraction(0)
    minimum_share: Fraction = Fraction(0)
    exclusive: tuple[tuple[str, ...], ...] = ()
    caps: tuple[tuple[str, Fraction], ...] = ()
    withdrawn: tuple[str, ...] = ()
    ties: tuple[str, ...] = USUAL
    lot: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {
            "kind": (GREEDY, SHARES), "measure": MEASURES, "overflow": OVERFLOWS, "utility": UTILITIES,
            "completion": COMPLETIONS, "start": STARTS, "stop": STOPS,
        }  # fmt: skip
        for name, values in known.items():
            if getattr(self, name) not in values:
                raise CountingError(f"{name}: {getattr(self, name)!r} is none of {', '.join(values)}")
        if self.most < 0 or self.step <= 0 or self.minimum < 0 or self.minimum_share < 0:
            raise CountingError("numbers of a rule are not negative, and a step is more than nothing")
        if any(name not in CRITERIA for name in self.ties) or not self.ties or self.ties[-1] != "lot":
            raise CountingError(f"ties: a chain is made of {', '.join(CRITERIA)} and ends with the lot")

    @property
    def name(self) -> str:
        """Return its name as the command says it."""
        if self.kind == SHARES:
            parts = [SHARES, *([self.completion] if self.completion != "none" else [])]
            return "/".join(parts) + ("-comparison" if self.comparison else "")
        if self.most:
            return "one-winner" if self.most == 1 else f"top-{self.most}"
        ending = {"skip": "", "stop": "-no-skip", "eighty": "-eighty"}[self.overflow]
        return GREEDY + (ending or ("-threshold" if self.minimum else ""))

    def record(self) -> dict[str, Any]:
        """Return it for JSON: every field, fractions as text."""
        return {name: str(value) if isinstance(value, Fraction) else value for name, value in asdict(self).items()} | {
            "caps": [[name, str(most)] for name, most in self.caps],
        }

    @property
    def hash(self) -> str:
        """Return SHA-256 over the record."""
        return hashlib.sha256(json.dumps(self.record(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "Rule":
        """Return the rule of a record. Raises CountingError for what no rule has."""
        wrong = set(record) - set(cls.__dataclass_fields__)
        if wrong:
            raise CountingError(f"a rule has no {sorted(wrong)[0]}")
        try:
            values: dict[str, Any] = dict(record)
            for name in ("step", "minimum", "minimum_share"):
                if name in values:
                    values[name] = Fraction(values[name])
            values["exclusive"] = tuple(tuple(group) for group in values.get("exclusive", ()))
            values["caps"] = tuple((name, Fraction(most)) for name, most in values.get("caps", ()))
            values["withdrawn"] = tuple(values.get("withdrawn", ()))
            values["ties"] = tuple(values.get("ties", USUAL))
            values["lot"] = tuple(values.get("lot", ()))
            return cls(**values)
        except (TypeError, ValueError, ZeroDivisionError) as error:
            raise CountingError(f"the rule cannot be read ({error})") from error


NAMED: dict[str, dict[str, Any]] = {
    "greedy": {}, "greedy-no-skip": {"overflow": "stop"}, "greedy-threshold": {}, "greedy-exclusive": {},
    "greedy-eighty": {"overflow": "eighty"}, "one-winner": {"most": 1}, "top-k": {},
    "equalshares": {"kind": SHARES}, "equalshares-comparison": {"kind": SHARES, "comparison": True},
    "equalshares/add1": {"kind": SHARES, "completion": "add1"},
    "equalshares/add1-comparison": {"kind": SHARES, "completion": "add1", "comparison": True},
}  # fmt: skip


def declared(meta: Mapping[str, str], categories: bool = True) -> Rule:
    """Return the rule that a file's META declares; *unknown* and *greedy-custom* are counted as plain greedy.

    Raises CountingError for a name that the format does not know.
    """
    name = meta.get("rule", "greedy")
    given = NAMED.get("greedy" if name in {"unknown", "greedy-custom"} else name)
    if given is None:
        raise CountingError(f"the file declares the rule {name!r}, which the format does not know")
    pointed = meta.get("vote_type") in {"cumulative", "scoring", "ordinal"}
    rule = Rule(**given, measure="points" if pointed else "votes", utility="points-cost" if pointed else "cost")
    if text := meta.get("min_project_score_threshold"):
        rule = replace(rule, minimum=_fraction("min_project_score_threshold", text))
    if categories and (names := meta.get("categories")) and (most := meta.get("budget_per_category")):
        pairs = zip(names.split(","), most.split(","), strict=False)
        if len(names.split(",")) != len(most.split(",")):
            raise CountingError("budget_per_category has not as many amounts as there are categories")
        rule = replace(rule, caps=tuple((each.strip(), _fraction("budget_per_category", m)) for each, m in pairs))
    return rule


def _fraction(key: str, text: str) -> Fraction:
    try:
        value = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise CountingError(f"{key}: {text!r} is no number") from None
    if value < 0 or len(text) > 30:
        raise CountingError(f"{key}: {text!r} is no amount")
    return value
