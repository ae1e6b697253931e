"""Settings: every variable is documented, none is stale, and production refuses to start without what it needs."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.mail import OPTIONAL, SERVICES

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = (
    "config",
    "participation",
    "processes",
    "proposals",
    "budgets",
    "commitments",
    "gunicorn.conf.py",
    "manage.py",
)
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DJANGO_SECRET_KEY": "kY3-q8Wz7RtLm2" * 5,
    "AZOTEA_IDENTITY_KEY": "Zp9_b4NcXv6HsD" * 5,
    "DATABASE_URL": "postgres://azotea:secret@database.invalid:5432/azotea",
    "REDIS_URL": "redis://redis.invalid:6379/0",
    "AZOTEA_HOSTS": "participa.example.org, www.participa.example.org",
    "AZOTEA_BASE_URL": "https://participa.example.org",
    "AZOTEA_FROM_EMAIL": "Participa <no-responder@example.org>",
    "EMAIL_HOST": "mail.invalid",
}
# Set by other programs, or inner workings of ours that nobody sets by hand.
NOT_SETTINGS = {"NO_COLOR", "PYTHONUNBUFFERED", "HOSTNAME"}


def documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M))


def python_files() -> list[Path]:
    return [
        p for name in SOURCES for p in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
    ]


def read_variables() -> set[str]:
    """The variables that code reads, through our readers or straight from the environment."""
    found = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                environ = isinstance(node.func, ast.Attribute) and "environ" in ast.unparse(node.func.value)
                if (name.startswith("env_") or environ) and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
            elif (
                isinstance(node, ast.Subscript)
                and "environ" in ast.unparse(node.value)
                and isinstance(node.slice, ast.Constant)
            ):
                found.add(node.slice.value)
    # What a mail service asks for is read by the names that its table has, one beside the other.
    found |= {f"AZOTEA_EMAIL_PROVIDER_{key}" for keys in (*SERVICES.values(), *OPTIONAL.values()) for key in keys}
    return {name for name in found if isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z_]+", name)} - NOT_SETTINGS


def script_variables() -> set[str]:
    texts = [
        (ROOT / name).read_text() for name in ("script/setup", "script/test", ".ci/run", "tests/browser/conftest.py")
    ]
    return {name for name in documented() if any(name in text for text in texts)}


def test_every_variable_is_documented_and_none_is_stale() -> None:
    assert read_variables() - documented() == set()
    assert documented() - read_variables() - script_variables() == set()


def run(*arguments: str, without: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in {**COMPLETE, **changes}.items() if k != without}
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "AZOTEA_VAR"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **variables},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.slow
def test_earlier_secret_keys_are_taken() -> None:
    code = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    done = run("shell", "-v", "0", "-c", code, DJANGO_SECRET_KEY_FALLBACKS="one-old-key, another")
    assert done.stdout.strip() == "['one-old-key', 'another']", done.stderr


@pytest.mark.slow
def test_check_deploy_is_clean() -> None:
    done = run("check", "--deploy", "--fail-level", "DEBUG")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(COMPLETE) - {"DJANGO_SETTINGS_MODULE"}))
def test_production_does_not_start_without(name: str) -> None:
    done = run("check", without=name)
    assert done.returncode != 0
    assert f"Set the environment variable {name} (or {name}_FILE)." in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("DJANGO_SECRET_KEY", "short", "DJANGO_SECRET_KEY needs at least 50 characters; it has 5."),
        ("AZOTEA_IDENTITY_KEY", "short", "AZOTEA_IDENTITY_KEY needs at least 50 characters; it has 5."),
        ("AZOTEA_HOSTS", "*", "AZOTEA_HOSTS must name each value, separated by commas; '*' is not accepted."),
        ("AZOTEA_HOSTS", " , ", "AZOTEA_HOSTS must name each value, separated by commas; '*' is not accepted."),
        ("EMAIL_HOST", " ", "Set the environment variable EMAIL_HOST (or EMAIL_HOST_FILE)."),
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL must start with postgres:// or postgresql://."),
        ("AZOTEA_SSL_REDIRECT", "maybe", "AZOTEA_SSL_REDIRECT='maybe' is neither true nor false."),
        ("AZOTEA_HSTS_SECONDS", "a year", "AZOTEA_HSTS_SECONDS='a year' is not a whole number."),
    ],
)
def test_production_does_not_start_with(name: str, value: str, complaint: str) -> None:
    done = run("check", **{name: value})
    assert done.returncode != 0
    assert complaint in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("k" * 60 + "\n")
    monkeypatch.setenv("SAMPLE_FILE", str(tmp_path / "key"))
    assert env.env_secret("SAMPLE") == "k" * 60
    monkeypatch.setenv("SAMPLE_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="SAMPLE_FILE: cannot read"):
        env.env_secret("SAMPLE")


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("YES", True), ("on", True), ("0", False), ("no", False), ("", False)]
)
def test_booleans(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE", text)
    assert env.env_bool("SAMPLE", default=not value) is value


def test_database_address_is_unquoted_and_keeps_its_options() -> None:
    assert env.database_from_url("postgres://ana:p%40ss@db.example:6432/azo%20tea?sslmode=require") == {
        "NAME": "azo tea", "USER": "ana", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }  # fmt: skip
    assert env.database_from_url("postgresql:///azotea?host=/run/postgresql")["HOST"] == "/run/postgresql"
