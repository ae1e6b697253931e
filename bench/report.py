"""The figures as a table, with what misses its limit."""

from collections.abc import Sequence

from bench.limits import COLD, PAIRS
from bench.measure import Figure

HEADER = ("page", "audience", "state", "req/s", "cpu", "ratio", "limit", "queries", "limit", "")


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return lines whose columns stand below each other; figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column < 3 or column == len(row) - 1 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths if width))
    return lines


def row_of(figure: Figure) -> list[str]:
    """Return the cells of a figure."""
    limit = figure.limit
    return [
        figure.name,
        figure.audience,
        figure.state,
        f"{figure.requests_per_second:,.0f}",
        f"{figure.effort:.1f}",
        f"{figure.ratio:.1f}",
        f"{limit.ratio:g}" if limit.ratio is not None else "",
        str(figure.queries),
        str(limit.queries) if limit.queries is not None else "",
        f"MISSES {', '.join(figure.misses)}" if figure.misses else "",
    ]


def pages(figures: Sequence[Figure]) -> list[str]:
    """Return the table of pages."""
    return table([HEADER, *(row_of(figure) for figure in figures)])


def misses(figures: Sequence[Figure]) -> list[str]:
    """Return a line for each limit missed, those between two pages included."""
    found = [f"{f.name} ({f.audience}, {f.state}): {', '.join(f.misses)}" for f in figures if f.misses]
    ratios = {figure.name: figure.ratio for figure in figures if figure.state == COLD}
    for (one, other), most in PAIRS.items():
        if one in ratios and other in ratios:
            apart = max(ratios[one], ratios[other]) / min(ratios[one], ratios[other])
            if apart > most:
                found.append(f"{one} and {other}: {apart:.2f} times apart, at most {most:g}")
    return found
