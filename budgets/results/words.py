"""Results in sentences, for somebody who never counted anything: why a project won or not, and what a rule does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import CountRun
from participation.web.templatetags.ui import num, pesos

MXN = "MXN"


def money(amount: float, currency: str) -> str:
    """Return an amount in units of a currency."""
    if currency == MXN:
        return pesos(round(amount * 100))
    return f"{num(round(amount))} {currency}".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A project in a result, as the page says it."""

    id: str
    number: str
    title: str
    cost: str
    votes: int
    width: float  # of its bar: per cent of the most
    won_as: int | None
    sentences: list[str]
    parts: list[tuple[str, str, int]] = field(default_factory=list)  # who paid: words, amount, per cent
    support: int | None = None  # per cent that its supporters would have covered
    instead: list[tuple[str, str]] = field(default_factory=list)
    beside: bool = False  # the other rule lets it win
    withdrawn: bool = False
    is_ours: bool = True


def rows_of(run: CountRun) -> list[Row]:
    """Return the projects of a count: the winners in their order, then the others by what they got."""
    told, currency = run.told, run.told.get("currency", MXN)
    points = _by_points(run)
    measure = "points" if points else "votes"
    most = max((row[measure] for row in told["projects"].values()), default=0) or 1
    names = {each["id"]: each for each in told["projects_of"]}
    other = set(told.get("beside", {}).get("winners", ()))
    found = []
    for name, each in names.items():
        row = told["projects"][name]
        found.append(
            Row(
                id=name,
                number=str(each["number"] or ""),
                title=each["title"],
                cost=money(row["cost"], currency),
                votes=row[measure],
                width=100 * row[measure] / most,
                won_as=row["won_as"],
                sentences=list(_why(row, run, names, currency)),
                parts=_paid(row, currency),
                support=min(int(100 * row["support"]), 99) if row.get("support") is not None else None,
                instead=[(names[winner]["title"], money(paid, currency)) for winner, paid in row.get("instead", ())],
                beside=name in other,
                withdrawn=row.get("why") == "withdrawn",
                is_ours=run.contest_id is not None,
            )
        )
    return sorted(found, key=lambda row: (row.won_as is None, row.won_as or 0, -row.votes, row.title))


def _by_points(run: CountRun) -> bool:
    return bool(run.rule.get("measure") == "points" or run.rule.get("utility") in {"points", "points-cost"})


def votes_in_words(n: int, run: CountRun) -> str:
    """Return what a project got."""
    if _by_points(run):
        return ngettext("%(n)s point", "%(n)s points", n) % {"n": num(n)}
    if run.told.get("rule") == "assembly":
        return ngettext("%(n)s hand", "%(n)s hands", n) % {"n": num(n)}
    return ngettext("%(n)s vote", "%(n)s votes", n) % {"n": num(n)}


def _why(row: Mapping[str, Any], run: CountRun, names: Mapping[str, Any], currency: str) -> Any:
    got = votes_in_words(row["points"] if _by_points(run) else row["votes"], run)
    if row["won_as"]:
        yield _("It won, in place %(place)s, with %(votes)s.") % {"place": row["won_as"], "votes": got}
        if "payment" in row:
            yield from _how_paid(row, currency)
        elif run.told.get("rule") == "assembly":
            yield _("The assembly chose it.")
        else:
            yield _("When its turn came, the money that was left was enough.")
    else:
        yield _("It did not win. It got %(votes)s.") % {"votes": got}
        yield _why_not(row, currency)
    if row.get("tied_with"):
        titles = ", ".join(f"“{names[name]['title']}”" for name in row["tied_with"][:3] if name in names)
        yield _("It was tied with %(titles)s. The order that was fixed before the vote decided.") % {"titles": titles}


def _how_paid(row: Mapping[str, Any], currency: str) -> Any:
    words = {"n": num(row["paid_in_full"]), "amount": money(row["payment"], currency)}
    yield (
        ngettext(
            "%(n)s person who chose it paid %(amount)s of their share.",
            "%(n)s people who chose it paid %(amount)s each of their share.",
            row["paid_in_full"],
        )
        % words
    )
    if row["paid_all"]:
        yield ngettext(
            "%(n)s more had less than that left and gave all of it.",
            "%(n)s more had less than that left and gave all of it.",
            row["paid_all"],
        ) % {"n": num(row["paid_all"])}


def _why_not(row: Mapping[str, Any], currency: str) -> str:
    short = money(row.get("short", 0), currency)
    why = row.get("why")
    if why == "money":
        words = _("When its turn came, %(left)s was left: it was short of %(short)s.")
        return words % {"left": money(row["left"], currency), "short": short}
    if why == "supporters":
        words = _("Those who chose it had %(have)s left of their shares together: they were short of %(short)s.")
        return words % {"have": money(row.get("have", 0), currency), "short": short}
    if why == "minimum":
        return _("The rules ask for a minimum, and it did not reach it.")
    return {
        "withdrawn": _("It was withdrawn after voting opened. Its votes are shown and it could not win."),
        "nobody": _("Nobody chose it."),
        "excluded": _("Another project of its group won, and only one of them could."),
        "category": _("The money for projects of its kind was spent."),
        "rank": _("There are as many winners as the rules allow, and others got more."),
        "after": _("Its turn did not come: the rules stop at the first project that the money is not enough for."),
    }.get(str(why), _("Others were chosen."))


def _paid(row: Mapping[str, Any], currency: str) -> list[tuple[str, str, int]]:
    """Return who paid a winner, as parts of a bar."""
    if "from_full" not in row or not row["cost"]:
        return []
    whole = min(max(round(100 * row["from_full"] / row["cost"]), 0), 100)
    parts = [(_("paid the whole part"), money(row["from_full"], currency), whole)]
    if row["paid_all"]:
        rest = row["cost"] - row["from_full"]
        parts.append((_("gave all that they had left"), money(max(rest, 0), currency), 100 - whole))
    return parts


def rule_words(run: CountRun) -> list[str]:
    """Return how it was counted, in a few sentences."""
    rule = run.rule
    if rule.get("kind") == "assembly":
        return [_("Here an assembly decides, by the community's own rules.")]
    if rule.get("kind") == "equalshares":
        share = money(float(run.told.get("share", 0)), run.told.get("currency", MXN))
        words = [
            _("The money is divided equally among those who voted."),
            _("A project wins when those who chose it can pay it together with their shares."),
            _("Projects that cost each of their supporters the least for what they are worth go first."),
        ]
        if str(rule.get("completion", "")).startswith("add1"):
            words.append(
                _("So that little is left over, the share is raised step by step, up to %(share)s for each person.")
                % {"share": share}
            )
        return words
    measure = _("points") if rule.get("measure") == "points" else _("votes")
    if rule.get("most") == 1:
        return [_("The project with the most %(measure)s wins.") % {"measure": measure}]
    words = [_("Projects are taken by %(measure)s, the one with the most first.") % {"measure": measure}]
    ending = {
        "skip": _("One that the money is not enough for is skipped, and the next one is tried."),
        "stop": _("It ends at the first project that the money is not enough for."),
        "eighty": _("The first that does not fit still wins where at least 80 % of its cost is left."),
    }
    words.append(ending[rule.get("overflow", "skip")])
    minimum = Fraction(rule.get("minimum") or 0)
    if minimum:
        words.append(_("A project needs at least %(n)s.") % {"n": f"{num(int(minimum))} {measure}"})
    return words


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of the comparison of two rules."""

    label: str
    own: str
    other: str


def kind_words(kind: str) -> str:
    """Return what a rule is called on pages."""
    return {
        "equalshares": _("Equal shares"), "greedy": _("The most votes first"), "assembly": _("Assembly")
    }.get(kind, kind)  # fmt: skip


def beside_words(run: CountRun) -> list[Beside]:
    """Return this result and that of the other rule, figure by figure."""
    told = run.told
    if "beside" not in told:
        return []
    own, other, currency = told["figures"], told["beside"]["figures"], told.get("currency", MXN)

    def share(figures: Mapping[str, Any]) -> str:
        if not figures.get("marked"):
            return "0"
        percent = 100 * figures["excluded"] / figures["marked"]
        return f"{num(figures['excluded'])} ({percent:.0f} %)"

    def both(label: str, name: str, how: Any) -> Beside:
        return Beside(label, how(own.get(name, 0)), how(other.get(name, 0)))

    return [
        both(_("Projects that win"), "winners", num),
        both(_("Money spent"), "spent", lambda value: money(value, currency)),
        Beside(_("People none of whose projects wins"), share(own), share(other)),
        both(_("Projects of each person's ballot that win, on average"), "average_projects", lambda v: f"{v:.2f}"),
        both(
            _("Cost of each person's projects that win, on average"), "average_money",
            lambda value: money(value, currency),
        ),
    ]  # fmt: skip


def share_words(run: CountRun, marked: Sequence[str], paid: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Return what a ballot with these marks would have paid for: rows, the share, what is left."""
    names = {each["id"]: each["title"] for each in run.told["projects_of"]}
    currency = run.told.get("currency", MXN)
    share = float(run.told.get("share", 0))
    given = sum(due for _name, due in paid)
    return {
        "rows": [(names[name], money(due, currency), round(100 * due / share) if share else 0) for name, due in paid],
        "share": money(share, currency), "left": money(max(share - given, 0), currency),
        "left_part": max(100 - round(100 * given / share), 0) if share else 0,
        "won": [names[name] for name in run.winners if name in marked],
        "lost": [names[name] for name in marked if name in names and name not in run.winners],
    }  # fmt: skip
