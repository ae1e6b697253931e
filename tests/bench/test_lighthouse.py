"""Reading what Lighthouse says, and saying what is missing where it is not there."""

from pathlib import Path

import pytest

from bench import lighthouse
from bench.errors import BenchError


def said(performance: float | None, accessibility: float) -> dict:
    return {
        "categories": {
            "performance": {"score": performance, "auditRefs": [{"id": "largest-contentful-paint", "weight": 25}]},
            "accessibility": {"score": accessibility, "auditRefs": [{"id": "label", "weight": 7}]},
        },
        "audits": {
            "first-contentful-paint": {"displayValue": "1.2 s", "score": 1, "title": "First paint"},
            "largest-contentful-paint": {"displayValue": "2.9 s", "score": 0.8, "title": "Largest paint"},
            "total-byte-weight": {"numericValue": 88123.4, "score": 1, "title": "Weight"},
            "label": {"score": 1 if accessibility == 1 else 0, "title": "Form elements do not have labels"},
        },
    }


def test_points_are_the_median_of_the_runs() -> None:
    scores = [lighthouse.read(said(points, 1)) for points in (0.94, 0.98, 0.96)]
    assert lighthouse.judged("home", scores) == (["home", "96", "100", "1.2 s", "2.9 s", "88", ""], [])


def test_what_misses_is_named_with_its_faults() -> None:
    row, missed = lighthouse.judged("list", [lighthouse.read(said(0.94, 0.99))])
    assert row[-1] == "MISSES"
    assert missed == [
        "list: performance 94, at least 95",
        "list: accessibility 99, at least 100",
        "    Largest paint",
        "    Form elements do not have labels",
    ]


def test_a_run_without_points_is_an_error_and_no_zero() -> None:
    with pytest.raises(BenchError, match="gave no points"):
        lighthouse.read(said(None, 1))


def test_without_the_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match="npm install"):
        lighthouse.program(None)
    with pytest.raises(BenchError, match="is not a program"):
        lighthouse.program(str(tmp_path / "lighthouse"))
    monkeypatch.delenv("CHROME_PATH", raising=False)
    with pytest.raises(BenchError, match="No Chromium"):
        lighthouse.browser()
