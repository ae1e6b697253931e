"""What pages, files and the API tell of the answers to a survey, with small groups withheld."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Count as Counted
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.contribution import Channel
from participation.models import Territory
from participation.opendata.cells import SMALLEST_CELL, tellable
from processes.consultations.drawing import option_text
from processes.consultations.outcome import Outcome, sentences
from processes.consultations.questions import WRITTEN
from processes.consultations.tally import COUNTED_BY_GROUP, Count, count, withhold
from processes.models import Answer, Component, Question

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

CHUNK = 1000
KEPT_SECONDS = 3600
GROUPINGS = {
    "territorio": ("territory", gettext_lazy("By territory")),
    "canal": ("channel", gettext_lazy("By channel")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart, and of the table that says the same. ``share`` is in per cent of who answered."""

    key: Any
    text: str
    count: int | None
    share: float | None
    more: str = ""

    @property
    def width(self) -> float:
        """Return how long its bar is, of 100."""
        return round(self.share or 0, 1)


@dataclass(frozen=True, slots=True)
class Split:
    """What each group answered; a cell is None where it must not be told."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The result of one question."""

    question: Question
    number: int
    answered: int
    few: bool  # too few answered this question to tell how
    lines: tuple[Line, ...] = ()
    table: tuple[tuple[str, tuple[int, ...]], ...] = ()
    columns: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()
    split: Split | None = None
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Tallied:
    """All counts of one survey; what pages tell is made from them."""

    total: int
    counts: dict[str, Count] = field(default_factory=dict)
    by_group: dict["Hashable", int] = field(default_factory=dict)


def answers_of(component: Component) -> Iterator[tuple["Mapping[str, Any]", "Sequence[Hashable]"]]:
    """Yield each answer with its groups, in chunks."""
    rows = Answer.objects.filter(component=component).order_by("pk").values_list("data", "territory_id", "channel")
    for data, territory, channel in rows.iterator(CHUNK):
        yield data, (("territory", territory or 0), ("channel", channel))


def tally_of(component: Component, questions: list[Question]) -> Tallied:
    """Return the counts as they are now; counted again only when an answer came, changed or went."""
    state = Answer.objects.filter(component=component).aggregate(n=Counted("pk"), last=Max("at"))
    key = f"consultation:{component.pk}:{state['n']}:{state['last']}".replace(" ", "T")
    found: Tallied | None = cache.get(key)
    if found is None:
        found = _tally(component, questions)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _tally(component: Component, questions: list[Question]) -> Tallied:
    groups: dict[Hashable, int] = {}

    def seen() -> Iterator[tuple["Mapping[str, Any]", "Sequence[Hashable]"]]:
        for data, own in answers_of(component):
            for group in own:
                groups[group] = groups.get(group, 0) + 1
            yield data, own

    total, counts = count([question.ask for question in questions], seen())
    return Tallied(total, counts, groups)


def told(
    questions: list[Question],
    tallied: Tallied,
    *,
    grouping: str = "",
    names: "Mapping[Any, str] | None" = None,
    everything: bool = False,
) -> list[Told]:
    """Return what may be told of each question, also by group where asked; of a vote everything is."""
    found, number = [], 0
    for question in questions:
        if question.kind == "section":
            continue
        number += 1
        one = tallied.counts[question.key]
        few = one.answered < SMALLEST_CELL and not everything and question.kind not in WRITTEN
        split = None if few or not grouping else _split(question, one, grouping, names or {})
        told_of = {} if few else _told_of(question, one)
        found.append(Told(question, number, one.answered, few, split=split, **told_of))
    return found


def _told_of(question: Question, one: Count) -> dict[str, Any]:
    if question.kind == "matrix":
        own = question.lang.split("-")[0]
        table = tuple(
            (option_text(row, own)[0], tuple(one.counts[(row["key"], option["key"])] for option in question.options))
            for row in question.rows
        )
        return {"table": table, "columns": tuple(option_text(row, own)[0] for row in question.options)}
    if question.kind == "number":
        lines = tuple(
            Line(place, _number_range(low, high), n, 100 * n / one.answered)
            for place, (low, high, n) in enumerate(one.bars())
        )
        both = ((_("Mean"), one.mean or 0), (_("Half answered up to"), one.middle or 0))
        return {"lines": _small_bars(lines), "figures": both}
    if question.kind in ("single", "multiple", "score", "ranking"):
        figures = ((_("Mean"), one.mean or 0),) if question.kind == "score" else ()
        return {"lines": _lines(question, one), "figures": figures}
    return {}


def _small_bars(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Withhold stretches of numbers in which few are: an extreme number is like a name."""
    kept = tellable({str(line.key): line.count or 0 for line in lines})
    return tuple(line if kept[str(line.key)] is not None else Line(line.key, line.text, None, None) for line in lines)


def _number_range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else _("from %(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}


def labels(question: Question) -> dict[Any, str]:
    """Return the words of what can be chosen."""
    if question.kind == "score":
        low, high = question.rules.get("low", 1), question.rules.get("high", 5)
        words = {low: question.rules.get("low_text", ""), high: question.rules.get("high_text", "")}
        return {n: f"{n} · {words[n]}" if words.get(n) else str(n) for n in range(low, high + 1)}
    own = question.lang.split("-")[0]
    found = {row["key"]: option_text(row, own)[0] for row in question.options}
    return {**found, "other": _("Other")} if question.rules.get("other") else found


def _lines(question: Question, one: Count) -> tuple[Line, ...]:
    words = labels(question)
    if question.kind == "ranking":
        most = max(one.counts.values(), default=0) or 1
        rows = sorted(one.counts.items(), key=lambda row: -row[1])
        first = {key: _("%(n)s put it first") % {"n": n} for key, n in one.first.items()}
        return tuple(Line(key, words[key], n, 100 * n / most, first[key]) for key, n in rows)
    answered = one.answered or 1  # of a vote every question is told, also one that nobody answered
    return tuple(Line(key, words[key], one.counts[key], 100 * one.counts[key] / answered) for key in words)


def _split(question: Question, one: Count, grouping: str, names: "Mapping[Any, str]") -> Split | None:
    if question.kind not in COUNTED_BY_GROUP:
        return None
    words = labels(question)
    groups = [group for group in one.groups if isinstance(group, tuple) and group[0] == grouping]
    groups.sort(key=lambda group: (-one.group_answered[group], str(group[1])))
    cells = withhold([[one.groups[group][key] for key in words] for group in groups])
    rows = tuple((names.get(group[1], "?"), tuple(row)) for group, row in zip(groups, cells, strict=True))
    return Split(tuple(words.values()), rows)


def group_names(tallied: Tallied, grouping: str) -> dict[Any, str]:
    """Return the names of the groups of one kind."""
    keys = [group[1] for group in tallied.by_group if isinstance(group, tuple) and group[0] == grouping]
    if grouping == "channel":
        return {key: str(Channel(key).label).capitalize() for key in keys}
    found = dict(Territory.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
    return {**found, 0: _("Not known: without verification")}


def group_sizes(tallied: Tallied, grouping: str) -> list[tuple[str, str, int | None]]:
    """Return key and name of each group, and how many answered in it; None where it must not be told."""
    names = group_names(tallied, grouping)
    sizes = {str(group[1]): n for group, n in tallied.by_group.items() if group[0] == grouping}  # type: ignore[index]
    kept = tellable(sizes)
    rows = [(str(key), names.get(key, "?"), kept[str(key)]) for key in names if str(key) in kept]
    return sorted(rows, key=lambda row: (row[2] is None, -(row[2] or 0), row[1]))


def outcome_words(results: "Mapping[str, Any] | None", questions: list[Question]) -> list[str]:
    """Return in words what a vote decided; none before it is counted, and of a survey."""
    told = (results or {}).get("outcome")
    if not told:
        return []
    question = next((one for one in questions if one.key == told["question"]), None)
    names = {key: str(text) for key, text in labels(question).items()} if question is not None else {}
    known = {field.name for field in fields(Outcome)}
    return sentences(Outcome(**{name: value for name, value in told.items() if name in known}), names)


def csv_rows(results: list[Told]) -> Iterator[list[Any]]:
    """Yield the results as a table: question, option, how many, of how many."""
    yield ["question", "text", "kind", "option", "option_text", "count", "answered"]
    for one in results:
        head = [one.question.key, one.question.text, one.question.kind]
        if one.few or not (one.lines or one.table):
            yield [*head, "", "", "", one.answered]
        for line in one.lines:
            yield [*head, line.key, line.text, "" if line.count is None else line.count, one.answered]
        for row, cells in one.table:
            for column, n in zip(one.columns, cells, strict=True):
                yield [*head, row, column, n, one.answered]


def computed_at(component: Component) -> datetime | None:
    """Return when the last answer came."""
    last: datetime | None = Answer.objects.filter(component=component).aggregate(last=Max("at"))["last"]
    return last
