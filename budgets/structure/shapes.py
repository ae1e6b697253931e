"""Rules that a budget can begin with, as cities have them; every one of them can be changed until the first freeze."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from budgets.models import Leftovers, Reach


@dataclass(frozen=True, slots=True)
class Shape:
    """The rules of a kind of budget: who votes where, on what ballot, and how it is counted."""

    key: str
    title: Any
    explanation: Any
    reach: str
    ballot: dict[str, Any]
    rule: dict[str, Any]
    most_contests: int = 1
    leftovers: str = Leftovers.STAY.value
    clarification_days: int = 5
    who_may_vote: list[dict[str, Any]] = field(default_factory=list)

    def texts(self) -> dict[str, Any]:
        """Return the explanation in Spanish, and in English as its translation."""
        with override("es-mx"):
            own = str(self.explanation)
        with override("en"):
            english = str(self.explanation)
        return {"explanation": own, "translations": {"en": {"explanation": english}}}


VERIFIED: list[dict[str, Any]] = [{"kind": "verified", "methods": [], "document": ""}]

SHAPES = (
    Shape(
        key="unit",
        title=_("One work for each neighbourhood (Mexico City)"),
        explanation=_(
            "Each neighbourhood has its own money. You choose one project of the one where you live. The project with "
            "the most votes is carried out. If two tie for first place, the assembly of the neighbourhood decides."
        ),
        reach=Reach.OWN.value,
        ballot={"kind": "one", "minimum": 0},
        rule={"kind": "greedy", "most": 1, "ties": ["assembly"]},
        who_may_vote=VERIFIED,
    ),
    Shape(
        key="account",
        title=_("With your property tax: choose up to 4 works (Tlajomulco)"),
        explanation=_(
            "Each property-tax account has one ballot. You choose up to 4 works of the list. Those with the most votes "
            "are carried out, one after the other, as long as the money lasts; one that does not fit any more is "
            "skipped."
        ),
        reach=Reach.ACCOUNT.value,
        ballot={"kind": "approval", "minimum": 1, "maximum": 4},
        rule={"kind": "greedy", "ties": ["lowest-cost", "lot"]},
    ),
    Shape(
        key="districts",
        title=_("The whole city and one district, within the budget (Madrid)"),
        explanation=_(
            "You vote for projects of the whole city and for those of one district that you choose. Each time you "
            "choose projects as long as the money lasts. Those with the most votes are carried out; one that does not "
            "fit any more is skipped."
        ),
        reach=Reach.CHOICE.value,
        ballot={"kind": "knapsack", "minimum": 0},
        rule={"kind": "greedy", "ties": ["lowest-cost", "lot"]},
        who_may_vote=VERIFIED,
    ),
    Shape(
        key="spend",
        title=_("Fill at least 70 % of the budget (Decidim)"),
        explanation=_(
            "You choose projects until they use at least 70 % of the money. Those with the most votes are carried "
            "out, one after the other, as long as the money lasts; one that does not fit any more is skipped."
        ),
        reach=Reach.OWN.value,
        ballot={"kind": "knapsack", "minimum": 1, "spend": 70},
        rule={"kind": "greedy", "ties": ["lowest-cost", "lot"]},
    ),
    Shape(
        key="shares",
        title=_("Each person's share counts the same (Equal Shares)"),
        explanation=_(
            "The money is divided equally among those who vote. Each project is paid by those who chose it, each "
            "with the same part where they still have it. So groups of every size decide on their share, and nobody's "
            "ballot pays for everything."
        ),
        reach=Reach.OWN.value,
        ballot={"kind": "approval", "minimum": 0, "maximum": 0},
        rule={
            "kind": "equalshares",
            "utility": "cost",
            "completion": "add1",
            "step": "100",
            "ties": ["lowest-cost", "most-votes", "lot"],
        },
    ),
)


def shape_of(key: str) -> Shape | None:
    """Return a shape; None for a key that there is not."""
    return next((shape for shape in SHAPES if shape.key == key), None)
