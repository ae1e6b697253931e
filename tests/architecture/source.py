"""The project's own files, read once for the tests of this folder."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "participation", "processes", "proposals", "budgets", "commitments")


@functools.cache
def modules() -> dict[str, str]:
    """Return path to text of every module of the product, migrations left out."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    return found


@functools.cache
def trees() -> dict[str, ast.Module]:
    """Return path to syntax tree of every module."""
    return {path: ast.parse(text) for path, text in modules().items()}


@functools.cache
def templates() -> dict[str, str]:
    """Return path to text of every template, of all packages."""
    folders = [ROOT / "templates", *(ROOT / package for package in PACKAGES)]
    paths = sorted({path for folder in folders for kind in ("*.html", "*.txt") for path in folder.rglob(kind)})
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in paths if "data" not in p.parts}


def has_reason(path: str, node: ast.AST, word: str) -> bool:
    """Tell whether a line of the node carries ``# <word>: reason``."""
    lines = modules()[path].splitlines()[node.lineno - 1 : node.end_lineno]  # type: ignore[attr-defined]
    return any(f"# {word}: " in line for line in lines)
