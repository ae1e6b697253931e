"""Outside oracles in an environment of their own: pabulib-checker on our exports, pabutools on the winners.

Neither is a dependency (one is GPL and needs a proprietary solver). ``AZOTEA_ORACLES`` names the Python that has them.
"""

import os
import subprocess
from pathlib import Path

import pytest

from budgets.counting.count import count
from budgets.counting.frozen import election_of, rule_of
from tests.budgets.counting.published import MARKS, definition, published

ORACLES = os.environ.get("AZOTEA_ORACLES", "")
pytestmark = pytest.mark.skipif(not ORACLES, reason="AZOTEA_ORACLES names no Python with pabulib-checker and pabutools")

CHECK = """
import json, sys
from pabulib.checker import Checker
told = Checker().process_files([sys.argv[1]])
print(json.dumps(told, default=str))
"""
COUNT = """
import sys
from pabutools.election import parse_pabulib, Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
instance, profile = parse_pabulib(sys.argv[1])
rule = greedy_utilitarian_welfare if sys.argv[2] == "greedy" else method_of_equal_shares
print(",".join(sorted(p.name for p in rule(instance, profile, sat_class=Cost_Sat))))
"""


def asked(code: str, *arguments: str) -> str:
    ran = subprocess.run([ORACLES, "-c", code, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_our_export_is_valid_for_the_checker_of_pabulib(tmp_path: Path) -> None:
    file = tmp_path / "Mexico_Centro_2026.pb"
    file.write_bytes(
        published(frozen=definition({"kind": "greedy"}), marks=[each for each in MARKS if each])["election.pb"]
    )
    told = asked(CHECK, str(file))
    assert '"invalid": 0' in told, told


@pytest.mark.parametrize("kind", ["greedy", "equalshares"])
def test_the_library_of_the_field_finds_the_same_winners(tmp_path: Path, kind: str) -> None:
    frozen = definition({"kind": kind})
    file = tmp_path / "centro.pb"
    file.write_bytes(published(frozen=frozen)["election.pb"])
    election = election_of(frozen, [({"projects": each}, 1) for each in MARKS])
    outcome = count(election, rule_of(frozen))
    ours = ",".join(sorted(election.projects[each].id for each in outcome.winners))
    assert asked(COUNT, str(file), kind) == ours
