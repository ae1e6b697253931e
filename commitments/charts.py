"""The drawing of an indicator: its values in time between where it stood and where it should get to."""

from dataclasses import dataclass
from typing import Any

WIDE, HIGH, EDGE = 600, 180, 12


@dataclass(frozen=True, slots=True)
class Chart:
    """Points and lines of a drawing 600 by 180; the table below it says the same."""

    points: list[tuple[int, int]]
    line: str
    target: int | None
    baseline: int | None


def chart_of(indicator: dict[str, Any]) -> Chart | None:
    """Return the drawing of an indicator; None with fewer than two values to draw."""
    dated = [(row["on"], float(row["value"])) for row in indicator["measured"]]
    if indicator["baseline"] is not None and indicator["baseline_on"]:
        dated.append((indicator["baseline_on"], float(indicator["baseline"])))
    dated.sort()
    if len(dated) < 2:
        return None
    marks = [float(indicator[name]) for name in ("baseline", "target") if indicator[name] is not None]
    values = [value for _on, value in dated] + marks
    low, top = min(values), max(values)
    first, last = dated[0][0], max(dated[-1][0], indicator["target_on"] or dated[-1][0])
    days, span = max((last - first).days, 1), (top - low) or 1.0

    def across(on: Any) -> int:
        return EDGE + (on - first).days * (WIDE - 2 * EDGE) // days

    def up(value: float) -> int:
        return round(HIGH - EDGE - (value - low) * (HIGH - 2 * EDGE) / span)

    points = [(across(on), up(value)) for on, value in dated]
    target, baseline = indicator["target"], indicator["baseline"]
    return Chart(
        points,
        " ".join(f"{x},{y}" for x, y in points),
        up(float(target)) if target is not None else None,
        up(float(baseline)) if baseline is not None else None,
    )
