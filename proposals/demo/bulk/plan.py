"""What the people of a large sample city do, each with its moment; nothing here touches the database.

People, proposals and comments are named by their place in the plan's lists. The same plan can be done through the acts
or written in bulk, and must leave the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Person, Subject, Territory
    from processes.models import Component


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody opens an account."""

    at: datetime
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody is verified at a counter; the document is a made-up number."""

    at: datetime
    who: int
    document: str
    born: date
    home: "Territory"


@dataclass(frozen=True, slots=True)
class Idea:
    """Somebody hands in a proposal."""

    at: datetime
    who: int
    component: "Component"
    title: str
    body: str
    tags: tuple[str, ...]
    place: "Territory"
    longitude: Decimal
    latitude: Decimal
    address: str
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Backing:
    """Somebody supports a proposal."""

    at: datetime
    who: int
    idea: int
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody comments on a proposal, or replies to a comment."""

    at: datetime
    who: int
    idea: int
    text: str
    stance: str = "neutral"
    parent: int | None = None
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Interest:
    """Somebody follows a proposal (by its place in the plan) or something that was there before."""

    at: datetime
    who: int
    idea: int | None = None
    subject: "Subject | None" = None


Step = Account | Check | Idea | Backing | Remark | Interest


@dataclass(slots=True)
class Plan:
    """Everything that happens; ``officer`` captures what comes in person or on paper, ``counter`` verifies people.

    ``known`` are people who were there before: the plan counts them after those who open accounts.
    """

    officer: "Person"
    counter: "Person"
    known: "list[Person]" = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    ideas: list[Idea] = field(default_factory=list)
    backings: list[Backing] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts())

    def _parts(self) -> tuple[list[Step], ...]:
        return (self.accounts, self.checks, self.ideas, self.backings, self.remarks, self.interests)  # type: ignore[return-value]

    def steps(self) -> Iterator[tuple[int, Step]]:
        """Return every step with its place in its list, in the order in which it happens."""
        parts = self._parts()
        order = sorted((step.at, kind, place) for kind, part in enumerate(parts) for place, step in enumerate(part))
        for _at, kind, place in order:
            yield place, parts[kind][place]
