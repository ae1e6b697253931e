"""Small elections for tests, written by hand or drawn by hypothesis."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from budgets.counting.election import Ballot, Election, Project
from budgets.counting.rule import UTILITIES, Rule

COSTS = [Fraction(cost) for cost in (1, 2, 3, 4, 5, 6, 10, 12)] + [Fraction(1, 3), Fraction(5, 2)]


def election(costs: Mapping[str, int | str], budget: int | str, ballots: Sequence[Ballot | str]) -> Election:
    """Return an election; a ballot is a text of ids with commas, or points by id."""
    projects = [Project(name, Fraction(cost)) for name, cost in costs.items()]
    read = [dict.fromkeys(filter(None, each.split(",")), 1) if isinstance(each, str) else each for each in ballots]
    return Election.of_ballots(projects, Fraction(budget), read)


@st.composite
def elections(draw: st.DrawFn, most_points: int = 3) -> tuple[dict[str, Fraction], Fraction, list[Ballot]]:
    """Costs, a budget and ballots: few and round numbers, so that ties and exactly paid projects are the rule."""
    costs = draw(st.lists(st.sampled_from(COSTS), min_size=1, max_size=7))
    names = [f"p{number}" for number in range(len(costs))]
    points = st.integers(1, draw(st.sampled_from([1, most_points])))
    ballots = draw(st.lists(st.dictionaries(st.sampled_from(names), points), min_size=1, max_size=12))
    budget = draw(st.sampled_from([Fraction(n) for n in (1, 5, 7, 10, 12, 20)]))
    return dict(zip(names, costs, strict=True)), budget, list(ballots)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule of equal shares: any utility, now and then with a group of which one wins."""
    exclusive = draw(st.sampled_from([(), (), ("p0", "p1")]))
    return Rule(
        kind="equalshares", utility=draw(st.sampled_from(UTILITIES)), exclusive=(exclusive,) if exclusive else ()
    )
