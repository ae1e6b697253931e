"""The collector of the parts of the people side: which there are, and what it says of what they measured."""

import argparse
import importlib
import json

import pytest

from bench import parts, people
from bench.errors import BenchError
from bench.people import Outcome


def options(**given: object) -> argparse.Namespace:
    return argparse.Namespace(**{"only": ["notices"], "scale": 1.0, "json": False, **given})


def test_each_part_can_be_named_and_has_what_the_collector_needs() -> None:
    assert "notices" in parts.names("people_")
    for name in parts.names("people_"):
        part = importlib.import_module(f"bench.people_{name}")
        assert isinstance(part.TITLE, str)
        assert callable(part.measure)


def test_what_misses_is_named_and_ends_with_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    outcome = Outcome()
    outcome.add("doubled", "2", "0", well=False)
    outcome.add("relayed in", "21.0 s", "60 s")
    monkeypatch.setattr("bench.people_notices.measure", lambda options: outcome)
    assert people.run(options()) == 1
    said = capsys.readouterr()
    assert "relayed in" in said.out
    assert "notices: doubled: 2, limit 0" in said.err
    assert people.run(options(json=True)) == 1
    assert json.loads(capsys.readouterr().out)["notices"]["missed"] == ["doubled: 2, limit 0"]


@pytest.mark.parametrize("scale", [0.0, -1.0, 11.0])
def test_a_strange_scale_is_refused(scale: float) -> None:
    with pytest.raises(BenchError):
        people.run(options(scale=scale))
