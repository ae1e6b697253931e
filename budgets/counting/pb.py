"""The Pabulib format (pabulib.org/format, April 2026): ``META``, ``PROJECTS`` and ``VOTES``, read and written.

Whatever contradicts the format or itself is refused with row and column; nothing is guessed. Files that exist were read
as they are: CRLF, a mark of the byte order, fractional budgets, a project twice in a ballot (once counts).
"""

import csv
import io
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from budgets.counting.election import Ballot, CountingError, Election, Project

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "cumulative", "ordinal", "scoring")
NEEDED = ("budget", "vote_type", "num_projects", "num_votes")
MOST_BYTES = 500_000_000
LONGEST_CELL = 200_000
MOST_POINTS = 1_000_000
MOST_MONEY = 10**15
PLACES = 6  # of an amount, after the point
OWN_COLUMNS = ("project_id", "cost", "name", "category")


class PbError(CountingError):
    """A file that is not as the format says: the message names the row, and the column where there is one."""

    def __init__(self, row: int, column: str, text: str) -> None:
        self.row, self.column, self.text = row, column, text
        where = f"row {row}" if row else "the file"
        super().__init__(f"{where}, {column}: {text}" if column else f"{where}: {text}")


@dataclass(frozen=True, slots=True)
class PbFile:
    """A file as it was read: its meta lines, and the election."""

    meta: Mapping[str, str]
    election: Election

    @property
    def selected(self) -> set[str] | None:
        """Return the ids that the file says were funded within the budget (1); None where it does not say."""
        said = {each.id: each.facts.get("selected") for each in self.election.projects}
        return {name for name, value in said.items() if value == "1"} if any(said.values()) else None


Row = tuple[int, list[str]]


def read(path: Path) -> PbFile:
    """Read a file. Raises PbError, and OSError where it cannot be opened."""
    if path.stat().st_size > MOST_BYTES:
        raise PbError(0, "", f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PbError(0, "", f"it is not UTF-8 (byte {error.start})") from error


def parse(text: str) -> PbFile:
    """Read the text of a file. Raises PbError."""
    if "\0" in text:
        raise PbError(text.count("\n", 0, text.index("\0")) + 1, "", "it holds a NUL")
    sections = _sections(text)
    meta = _meta(sections["META"])
    projects = _projects(sections["PROJECTS"])
    ballots = list(_ballots(sections["VOTES"], meta, {project.id for project in projects}))
    _counted(meta, "num_projects", len(projects))
    _counted(meta, "num_votes", len(ballots))
    budget = _money(meta["budget"], 0, "budget")
    return PbFile(meta, Election.of_ballots(projects, budget, ballots))


def _sections(text: str) -> dict[str, list[Row]]:
    csv.field_size_limit(LONGEST_CELL)
    found: dict[str, list[Row]] = {}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    current: list[Row] | None = None
    try:
        for cells in rows:
            title = cells[0].strip().upper() if len(cells) == 1 else ""
            # A row of one cell is a title only in its turn: a ballot may name a project "votes".
            if title in SECTIONS and title == SECTIONS[min(len(found), 2)] and title not in found:
                current = found[title] = []
            elif current is None:
                raise PbError(rows.line_num, "", "the file begins with META")
            elif cells:
                current.append((rows.line_num, cells))
    except csv.Error as error:
        raise PbError(rows.line_num, "", f"it cannot be read as semicolon-separated cells ({error})") from error
    for title in SECTIONS:
        if not found.get(title):
            raise PbError(0, "", f"the section {title} is missing or has no header")
    return found


def _meta(rows: list[Row]) -> dict[str, str]:
    meta: dict[str, str] = {}
    for line, cells in rows[1:]:
        if len(cells) != 2:
            raise PbError(line, "", "a line of META holds a key and a value")
        key = cells[0].strip()
        if key in meta:
            raise PbError(line, key, "the key is there twice")
        meta[key] = cells[1].strip()
    for key in NEEDED:
        if not meta.get(key):
            raise PbError(0, key, "META does not say it")
    if meta["vote_type"] not in VOTE_TYPES:
        raise PbError(0, "vote_type", f"{meta['vote_type']!r} is none of {', '.join(VOTE_TYPES)}")
    return meta


def _table(rows: list[Row], *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Return each row of a section by its header's names."""
    line, header = rows[0][0], [cell.strip() for cell in rows[0][1]]
    for name in needed:
        if name not in header:
            raise PbError(line, name, "the column is missing")
    if len(set(header)) < len(header):
        raise PbError(line, "", "a column is there twice")
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            raise PbError(line, "", f"it has {len(cells)} cells, the header has {len(header)}")
        yield line, dict(zip(header, cells, strict=True))


def _projects(rows: list[Row]) -> list[Project]:
    found: dict[str, Project] = {}
    for line, cells in _table(rows, "project_id", "cost"):
        name = cells["project_id"].strip()
        if not name or "," in name:
            raise PbError(line, "project_id", "an id is not empty and holds no comma")
        if name in found:
            raise PbError(line, "project_id", f"{name} is there twice")
        facts = {key: value for key, value in cells.items() if key not in OWN_COLUMNS}
        categories = tuple(each.strip() for each in cells.get("category", "").split(",") if each.strip())
        found[name] = Project(name, _money(cells["cost"], line, "cost"), cells.get("name", ""), categories, facts)
    if not found:
        raise PbError(rows[0][0], "", "there are no projects")
    return list(found.values())


def _ballots(rows: list[Row], meta: Mapping[str, str], known: set[str]) -> Iterator[Ballot]:
    kind = meta["vote_type"]
    pointed = kind in {"cumulative", "scoring"}
    longest = _longest(rows, meta) if kind == "ordinal" else 0
    seen: set[str] = set()
    for line, cells in _table(rows, "voter_id", "vote", *(["points"] if pointed else [])):
        voter = cells["voter_id"]
        if voter in seen:
            raise PbError(line, "voter_id", f"{voter} voted twice")
        seen.add(voter)
        names = [name.strip() for name in cells["vote"].split(",") if name.strip()]
        for name in names:
            if name not in known:
                raise PbError(line, "vote", f"there is no project {name}")
        if kind == "choose-1" and len(set(names)) > 1:
            raise PbError(line, "vote", "one project is chosen")
        if pointed:
            yield _pointed(line, names, cells["points"])
        elif kind == "ordinal":
            ranked = list(dict.fromkeys(names))
            yield {name: max(longest - place, 0) for place, name in enumerate(ranked)}
        else:
            yield dict.fromkeys(names, 1)


def _longest(rows: list[Row], meta: Mapping[str, str]) -> int:
    """Return how many points the first of a ranking has: as many as a ballot may name, or as the longest one names."""
    if meta.get("max_length"):
        return _whole(meta["max_length"], 0, "max_length")
    return max((cells["vote"].count(",") + 1 for _line, cells in _table(rows, "vote")), default=0)


def _pointed(line: int, names: list[str], text: str) -> Ballot:
    points = [_whole(each, line, "points") for each in text.split(",") if each.strip()]
    if len(points) != len(names):
        raise PbError(line, "points", f"{len(points)} points for {len(names)} projects")
    return dict(zip(names, points, strict=True))


def _counted(meta: Mapping[str, str], key: str, found: int) -> None:
    if _whole(meta[key], 0, key) != found:
        raise PbError(0, key, f"META says {meta[key]}, the file holds {found}")


def _whole(text: str, row: int, column: str) -> int:
    value = text.strip()
    value = value.removesuffix(".0")
    if not value.isascii() or not value.isdigit() or int(value[:9]) > MOST_POINTS or len(value) > 9:
        raise PbError(row, column, f"{text[:40]!r} is not a whole number from 0 to {MOST_POINTS}")
    return int(value)


def _money(text: str, row: int, column: str) -> Fraction:
    whole, _point, decimals = text.strip().partition(".")
    digits = whole + decimals
    if not whole or not digits.isascii() or not digits.isdigit() or len(decimals.rstrip("0")) > PLACES:
        raise PbError(row, column, f"{text[:40]!r} is not an amount: digits, with a point before decimals")
    if len(whole.lstrip("0")) > len(str(MOST_MONEY)):
        raise PbError(row, column, "the amount is too large")
    return Fraction(int(digits), 10 ** len(decimals))


def write(
    meta: Mapping[str, str],
    election: Election,
    *,
    seed: int | None = None,
    vote_type: str = "approval",
    selected: Collection[str] | None = None,
) -> str:
    """Return the text of a file: shuffled ballots under numbers that say nothing, and no column about voters.

    ``seed`` fixes the order, for a file that is to come out the same again; ``selected`` are the winners.
    A blank ballot is a row with an empty vote: it counts among the voters.
    """
    mixed = random.Random(seed) if seed is not None else random.SystemRandom()  # noqa: S311 (the order hides, it guards nothing)
    ballots = [points for points, many in election.ballots() for _one in range(many)]
    ballots.sort(key=lambda points: sorted(points.items()))  # so that a seed gives the same order whatever came first
    mixed.shuffle(ballots)
    pointed = vote_type in {"cumulative", "scoring"}
    said = {
        **meta, "num_projects": str(len(election.projects)), "num_votes": str(len(ballots)),
        "budget": _amount(election.budget), "vote_type": vote_type,
    }  # fmt: skip
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    out.write("META\n")
    rows.writerows([("key", "value"), *said.items()])
    own_facts = {"votes", "score", *(() if selected is None else ("selected",))}
    facts = [name for name in election.projects[0].facts if name not in own_facts] if election.projects else []
    out.write("PROJECTS\n")
    marked = [] if selected is None else ["selected"]
    rows.writerow(["project_id", "cost", "votes", *(["score"] if pointed else []), "name", "category", *marked, *facts])
    for each, votes, points in zip(election.projects, election.votes, election.points, strict=True):
        own = [each.id, _amount(each.cost), votes, *([points] if pointed else []), each.name, ",".join(each.categories)]
        own += [] if selected is None else [int(each.id in selected)]
        rows.writerow([*own, *(each.facts.get(name, "") for name in facts)])
    out.write("VOTES\n")
    rows.writerow(["voter_id", "vote", *(["points"] if pointed else [])])
    for voter, points_of in enumerate(ballots, start=1):
        order = sorted(points_of, key=lambda place: (-points_of[place], place))
        names = ",".join(election.projects[place].id for place in order)
        rows.writerow([voter, names, *([",".join(str(points_of[place]) for place in order)] if pointed else [])])
    return out.getvalue()


def _amount(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    whole, rest = divmod(value, 1)
    return f"{whole}.{int(rest * 10**PLACES):0{PLACES}d}".rstrip("0")
