"""What the demo prints about its accounts."""

from pathlib import Path

import pytest

from config import demo_accounts
from proposals.demo import people


def test_the_accounts_are_those_of_the_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings) -> None:
    monkeypatch.setenv("AZOTEA_VAR", str(tmp_path))
    settings.VAR_DIR = tmp_path
    assert list(demo_accounts.ROLES) == list(people.ACCOUNTS)
    assert demo_accounts.accounts_file() == people.accounts_file()
    words = people.passwords()
    text = "\n".join(demo_accounts.lines(8123))
    assert "http://localhost:8123/cuenta/entrar/" in text
    assert all(word in text for word in words.values())


@pytest.mark.parametrize("content", [None, "", "[]", "{"])
def test_without_the_file_codes_remain(content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AZOTEA_VAR", str(tmp_path))
    monkeypatch.delenv("AZOTEA_DEMO_PASSWORD", raising=False)
    if content is not None:
        (tmp_path / "demo-accounts.json").write_text(content)
    assert "ciudadana@demo.azotea      (by code)" in "\n".join(demo_accounts.lines(8000))
