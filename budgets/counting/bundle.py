"""Puts ``verify.py`` together: one file with everything that checking an election needs, and only Python and NumPy.

``python -m budgets.counting.bundle > verify.py``. The modules are put one after the other as they stand, without what
they import from each other; the file is made whenever it is asked for, so that it can never be older than they are.
"""

import ast
import hashlib
import sys
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "participation/urn/canonical.py", "participation/urn/merkle.py", "participation/urn/ledger.py",
    "budgets/counting/election.py", "budgets/counting/ties.py", "budgets/counting/rule.py",
    "budgets/counting/outcome.py", "budgets/counting/greedy.py", "budgets/counting/shares.py",
    "budgets/counting/completion.py", "budgets/counting/count.py", "budgets/counting/frozen.py",
    "budgets/counting/ed25519.py", "budgets/counting/rows.py", "budgets/counting/checking.py",
)  # fmt: skip
OURS = ("participation.", "budgets.")
INTRODUCTION = '''"""Checks a published participatory budget from its files alone: signatures, log and count.

    python3 verify.py FOLDER_OR_ZIP [--key PUBLIC_KEY] [--receipt RECEIPT]

It needs Python 3.11 or later and NumPy, and no network. It is put together from the modules that the server counts
with; read it from the top: how things are written, the log, the counting rules, the checks.
"""
'''


class BundleError(RuntimeError):
    """Two modules use one name for different things: one file cannot hold both."""


@lru_cache(maxsize=1)
def bundle() -> str:
    """Return the text of ``verify.py``. Raises BundleError."""
    imports: set[str] = set()
    owners: dict[str, str] = {}
    bodies = []
    for part in PARTS:
        text = (ROOT / part).read_text(encoding="utf-8")
        bodies.append(f"\n\n# ---- {part} ----\n{_body(part, text, imports, owners)}")
    ending = '\n\nif __name__ == "__main__":\n    sys.exit(main())\n'
    return INTRODUCTION + "\n" + "\n".join(sorted(imports)) + "\n" + "".join(bodies) + ending


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the fingerprint of all the code that counts: that of ``verify.py``."""
    return hashlib.sha256(bundle().encode()).hexdigest()


def _body(part: str, text: str, imports: set[str], owners: dict[str, str]) -> str:
    """Return a module without its imports, which are gathered, and with its description as a remark."""
    lines, tree = text.splitlines(), ast.parse(text)
    gone: set[int] = set()
    for node in tree.body:
        where = range(node.lineno - 1, (node.end_lineno or node.lineno))
        if isinstance(node, ast.Import | ast.ImportFrom):
            gone.update(where)
            _gather(part, node, imports)
        elif node is tree.body[0] and ast.get_docstring(tree) is not None:
            gone.update(where)
        else:
            for name in _named(node):
                if owners.setdefault(name, part) != part:
                    raise BundleError(f"{part} and {owners[name]} both define {name}")
    remark = "\n".join(f"# {line}".rstrip() for line in (ast.get_docstring(tree) or "").splitlines())
    body = "\n".join(line for number, line in enumerate(lines) if number not in gone)
    return f"{remark}\n\n{body.strip()}"


def _gather(part: str, node: "ast.Import | ast.ImportFrom", imports: set[str]) -> None:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OURS):
        if any(each.asname for each in node.names):
            raise BundleError(f"{part} imports something of ours under another name")
        return
    imports.add(ast.unparse(node))


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        parts = [part for each in node.targets for part in (each.elts if isinstance(each, ast.Tuple) else [each])]
        return [each.id for each in parts if isinstance(each, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


if __name__ == "__main__":
    sys.stdout.write(bundle())
