"""The tools: lint, format, types, floors, migrations."""

import subprocess
import sys

import pytest

from tests.architecture.source import PACKAGES, ROOT, modules

SCRIPTS = ROOT / ".venv" / "bin"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, text=True, capture_output=True, check=False)


def test_lint() -> None:
    done = run("ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout[-4000:]


def test_format() -> None:
    done = run("ruff", "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_floors() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.slow
def test_types_of_acts_policies_querysets_and_events() -> None:
    paths = [
        path for path in modules() if set(path.removesuffix(".py").split("/")) & {"actions", "policies", "querysets"}
    ]
    paths += [f"participation/events/{name}.py" for name in ("names", "record", "relay", "models")]
    paths += [f"participation/access/{name}.py" for name in ("verdict", "roles", "eligibility")]
    assert len(paths) > 20
    done = run("mypy", "--no-error-summary", "--cache-dir", str(ROOT / ".mypy_cache"), *paths)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", *PACKAGES[1:], verbosity=0)
