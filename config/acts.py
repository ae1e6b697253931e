"""Lists every act of the product with its first sentence: ``python -m config.acts`` writes docs/acts.md."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("participation", "processes", "proposals", "budgets", "commitments")
PAGE = ROOT / "docs" / "acts.md"
HELPERS = {"shared", "common"}  # modules of an actions package that serve the acts beside them
HEAD = """# Acts

Whatever changes state is one of these functions: keyword-only, atomic, guarded by its policy, recorded as one event.
Pages, API, admin, tasks, importers and the demo data call them and nothing else writes. This list is made from the code
by `./script/acts`; a test compares the two.
"""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: where it is, its name, what its docstring begins with."""

    module: str
    name: str
    sentence: str
    node: ast.FunctionDef


def modules() -> list[Path]:
    """Return the modules that may write: ``actions.py`` or a module of an ``actions`` package."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if path.name == "actions.py" or path.parent.name == "actions")


def is_atomic(node: ast.FunctionDef) -> bool:
    """Tell whether a function is one transaction."""
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def find() -> Iterator[Act]:
    """Yield every act, in the order of the page: the public atomic functions of these modules."""
    for path in modules():
        if path.stem in HELPERS:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and is_atomic(node):
                text = (ast.get_docstring(node) or "").split("\n\n")[0]
                yield Act(module, node.name, " ".join(text.split()), node)


def page() -> str:
    """Return docs/acts.md as it should be."""
    lines = [HEAD]
    module = ""
    for act in find():
        if act.module != module:
            module = act.module
            lines.append(f"\n## {module}\n")
        lines.append(f"- **{act.name}**: {act.sentence}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
