"""Vendored and locked: each foreign file has a version in its path and a licence beside it, each package a hash."""

import re

from tests.architecture.source import ROOT


def test_vendored_packages_are_pinned_and_licensed() -> None:
    folders = sorted((ROOT / "static/vendor").iterdir())
    assert len(folders) >= 5
    for folder in folders:
        assert re.search(r"-\d+\.\d+\.\d+$", folder.name), folder.name
        assert [path for path in folder.iterdir() if "LICEN" in path.name.upper()], folder.name


def test_the_script_fetches_the_versions_that_are_committed() -> None:
    script = (ROOT / "script/vendor").read_text()
    for folder in (ROOT / "static/vendor").iterdir():
        assert folder.name in script, folder.name
    for name, version in re.findall(r"([\w./-]+)@(\d+\.\d+\.\d+)", script):
        assert f"-{version}" in script, f"{name}@{version}"


def test_locks_pin_and_hash_everything_and_name_no_index() -> None:
    for name in ("base", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        packages = re.findall(r"^([a-z0-9][\w.\[\],-]*)(==\S+)?", text, re.M | re.I)
        assert len(packages) > 50
        assert [package for package, version in packages if not version] == []
        assert len(re.findall(r"^\S+==.*\\$\n\s+--hash=sha256:", text, re.M)) == len(packages)
        assert "://" not in text


def test_the_development_lock_holds_the_base_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", (ROOT / f"requirements/{name}.txt").read_text(), re.M))

    assert pins("base") - pins("dev") == set()


def test_each_requirement_is_locked() -> None:
    for name in ("base", "dev"):
        lock = (ROOT / f"requirements/{name}.txt").read_text().lower()
        for line in (ROOT / f"requirements/{name}.in").read_text().splitlines():
            package = re.match(r"[\w.-]+", line)
            if package and not line.startswith("-"):
                normal = re.sub(r"[-_.]+", "-", package[0].lower())
                assert re.search(rf"^{re.escape(normal)}(\[.*\])?==", lock, re.M), line
