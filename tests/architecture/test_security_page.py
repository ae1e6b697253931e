"""What docs/security.md promises: each test that it names exists, each published class of failure has one."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.source import PACKAGES, ROOT

PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"tests/[\w/]+\.py(?:::(\w+))?")
# Published weaknesses of other platforms; each is a row of the table.
PUBLISHED = (
    "CVE-2023-32693", "CVE-2023-34089", "CVE-2023-34090", "CVE-2023-36465", "CVE-2023-48220", "CVE-2023-47634",
    "CVE-2023-47635", "CVE-2023-51447", "CVE-2024-27090", "CVE-2024-27095", "CVE-2024-32034", "CVE-2024-32469",
    "CVE-2024-39910", "CVE-2024-41673", "CVE-2024-45594", "CVE-2024-43415", "CVE-2025-65017", "CVE-2026-23891",
    "CVE-2026-40869", "CVE-2026-40870", "CVE-2026-45086", "CVE-2026-45330", "CVE-2026-45376", "CVE-2026-45377",
    "CVE-2026-45378", "CVE-2026-45414", "CVE-2026-45415", "CVE-2026-45572", "CVE-2026-45573", "GHSA-9mvp-w4rr-5c6x",
)  # fmt: skip
# Requests of the server leave through one guarded module, or not at all.
WAYS_OUT = {"requests", "httpx", "urllib3", "aiohttp", "urllib.request", "http.client"}
GUARDED = "outgoing"
# The demo asks its own web process whether it is ready, and a container whether it lives: on this machine.
OWN = {"config/demo_net.py", "config/health.py"}


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_test_that_the_page_names_exists() -> None:
    missing = []
    for found in NAMED.finditer(PAGE.read_text(encoding="utf-8")):
        path = found.group(0).split("::")[0]
        if not (ROOT / path).is_file() or (found.group(1) and found.group(1) not in functions(path)):
            missing.append(found.group(0))
    assert missing == []


def rows() -> list[list[str]]:
    """Return the cells of each row of the two tables: of threats, and of published failures."""
    found, within = [], False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in {"who and what", "number"}:
            within = True
        elif not line.startswith("|"):
            within = False
        elif within and not cells[0].startswith("---"):
            found.append(cells)
    return found


def test_every_line_of_the_threat_model_names_a_test() -> None:
    assert [row for row in rows() if "::" not in row[-1]] == []
    assert len(rows()) > 50


@pytest.mark.parametrize("number", PUBLISHED)
def test_every_published_failure_has_a_line(number: str) -> None:
    assert [row[0] for row in rows()].count(number) == 1


def test_the_server_asks_no_address_but_through_the_guarded_way_out() -> None:
    """Server-side requests to addresses that somebody gave (CVE-2026-45573)."""
    wrong = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if GUARDED in name or name in OWN:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                given = []
                if isinstance(node, ast.Import):
                    given = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module:
                    given = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                wrong += [(name, one) for one in given if one in WAYS_OUT or one.split(".")[0] in WAYS_OUT - {"http"}]
    assert wrong == []
