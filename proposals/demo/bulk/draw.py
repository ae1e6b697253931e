"""Draws with dice what the people of the large city do; the same dice draw the same city.

Supports and comments have a long tail: a few proposals move thousands of people, most a handful. The rules of each
call hold: its phases, its limits per person and who may take part in it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from shapely.geometry import Point, shape
from shapely.prepared import prep

from participation.models import Person, Territory
from processes.models import Component
from proposals.demo.bulk.phrases import Phrases
from proposals.demo.bulk.plan import Account, Backing, Check, Idea, Interest, Plan, Remark
from proposals.demo.people import FIRST, LAST

CHANNELS = (("web", 88), ("api", 3), ("counter", 6), ("paper", 3))
REPLIES = 0.27
VERIFIED = 0.35


@dataclass(frozen=True, slots=True)
class Call:
    """A call to fill: between which moments, how much, and how many at most by person (0: no limit)."""

    component: Component
    opens: datetime
    closes: datetime
    proposals: int
    supports: int
    comments: int
    verified_only: bool = False
    guests: tuple[int, ...] = ()  # people who are sure to propose


class Artist:
    """Draws a plan; the phrases know their own dice, which are the same."""

    def __init__(self, plan: Plan, homes: list[Territory], dice: Random) -> None:
        self.plan, self.homes, self.dice = plan, homes, dice
        self.phrases = Phrases(dice)
        self.home: list[Territory] = []
        self.ideas: dict[int, list[int]] = {}  # of each component, by popularity
        self.verified_at: dict[int, datetime] = {}
        self.topics: dict[int, int] = {}
        self._grounds = {home.pk: _Ground(home, dice) for home in homes}

    # --- People --------------------------------------------------------------------------------------------------------

    def people(self, count: int, opens: datetime, closes: datetime) -> None:
        """Let so many people sign up between two moments; a third of them are verified some days later."""
        dice, weights = self.dice, [1 + 3 * self.dice.random() for _home in self.homes]
        for number in range(count):
            at = _moment(opens, closes, dice.random())
            name = f"{dice.choice(FIRST)} {dice.choice(LAST)} {dice.choice(LAST)}"
            self.plan.accounts.append(Account(at, f"habitante{number + 1:05d}@muestra.azotea", name))
            (home,) = dice.choices(self.homes, weights)
            self.home.append(home)
            if dice.random() < VERIFIED:
                self._verify(number, home, at + timedelta(days=dice.uniform(0.5, 12)))

    def welcome(self, person: Person, home: Territory) -> int:
        """Count in somebody who was here before; return their number."""
        self.plan.known.append(person)
        self.home.append(home)
        return len(self.home) - 1

    def _verify(self, who: int, home: Territory, at: datetime) -> None:
        born = date(self.dice.randint(1944, 2006), self.dice.randint(1, 12), self.dice.randint(1, 28))
        self.plan.checks.append(Check(at, who, f"CIUDADMUESTRA{who:06d}", born, home))
        self.verified_at[who] = at

    def _crowd(self, call: Call) -> list[int]:
        """Return who may take part from the first day of a call, shuffled: the first ones are the most active."""
        crowd = [
            who
            for who, account in enumerate(self.plan.accounts)
            if account.at < call.opens
            and (not call.verified_only or self.verified_at.get(who, call.closes) < call.opens)
        ]
        self.dice.shuffle(crowd)
        return crowd

    # --- What they do ---------------------------------------------------------------------------------------------------

    def fill(self, call: Call) -> None:
        """Draw the proposals, supports and comments of a call."""
        crowd = self._crowd(call)
        ideas = self._propose(call, crowd)
        self.dice.shuffle(ideas)  # from here on by popularity
        self.ideas[call.component.pk] = ideas
        self._support(call, crowd, ideas)
        # What is much supported is much talked of, though not in the very same order.
        ranks = {idea: rank * self.dice.uniform(0.4, 2.5) for rank, idea in enumerate(ideas)}
        talked = sorted(ideas, key=ranks.__getitem__)
        self._discuss(call, crowd, talked)

    def _propose(self, call: Call, crowd: list[int]) -> list[int]:
        limit, made = call.component.config.proposals_per_person, Counter[int]()
        ideas: list[int] = []
        while len(ideas) < call.proposals:
            who = call.guests[len(ideas)] if len(ideas) < len(call.guests) else self._somebody(crowd, 1.4)
            if limit and made[who] >= limit:
                continue
            made[who] += 1
            ideas.append(len(self.plan.ideas))
            self.plan.ideas.append(self._idea(call, who))
        return ideas

    def _idea(self, call: Call, who: int) -> Idea:
        place = self.home[who] if self.dice.random() < 0.8 else self.dice.choice(self.homes)
        words = self.phrases.proposal(place.name)
        longitude, latitude = self._grounds[place.pk].point()
        self.topics[len(self.plan.ideas)] = words.topic
        return Idea(
            at=_moment(call.opens, call.closes, 0.97 * self.dice.random()),
            who=who,
            component=call.component,
            title=words.title,
            body=words.body,
            tags=words.tags,
            place=place,
            longitude=longitude,
            latitude=latitude,
            address=f"{words.corner}, {place.name}",
            channel=self._channel(),
        )

    def _support(self, call: Call, crowd: list[int], ideas: list[int]) -> None:
        limit, given = call.component.config.supports_per_person, Counter[int]()
        for idea, wanted in zip(ideas, _long_tail(call.supports, len(ideas), 1.05, 5, self.dice), strict=True):
            begun = self.plan.ideas[idea]
            # Some more than are wanted, since those who gave all that they may are passed over.
            asked = self.dice.sample(crowd, min(len(crowd), wanted + wanted // 10 + 3))
            willing = [who for who in asked if who != begun.who and not (limit and given[who] >= limit)][:wanted]
            given.update(willing)
            for who in willing:
                at = _moment(begun.at, call.closes, self.dice.random() ** 1.7)
                self.plan.backings.append(Backing(at, who, idea, self._channel()))

    def _discuss(self, call: Call, crowd: list[int], ideas: list[int]) -> None:
        for idea, wanted in zip(ideas, _long_tail(call.comments, len(ideas), 1.0, 6, self.dice), strict=True):
            begun = self.plan.ideas[idea]
            moments = sorted(_moment(begun.at, call.closes, self.dice.random() ** 1.5) for _n in range(wanted))
            thread: list[tuple[int, int]] = []  # place in the plan and depth of what can be replied to
            for at in moments:
                place, who = len(self.plan.remarks), self._somebody(crowd, 1.8)
                if thread and self.dice.random() < REPLIES:
                    parent, depth = thread[int(len(thread) * self.dice.random())]
                    words = self.phrases.reply(self.home[who].name)
                    self.plan.remarks.append(Remark(at, who, idea, words, parent=parent))
                    depth += 1
                else:
                    stance, words = self.phrases.comment(self.topics[idea], self.home[who].name)
                    self.plan.remarks.append(Remark(at, who, idea, words, stance, channel=self._channel()))
                    depth = 0
                if depth < 2:
                    thread.append((place, depth))

    def visit(self, who: int, call: Call, *, supports: int, comments: int, follows: int) -> None:
        """Let somebody who was here before take part in a call: they choose among what is popular."""
        popular = [idea for idea in self.ideas[call.component.pk][: 12 * supports] if self.plan.ideas[idea].who != who]
        for idea in self.dice.sample(popular, supports):
            at = _moment(self.plan.ideas[idea].at, call.closes, self.dice.random())
            self.plan.backings.append(Backing(at, who, idea))
        for idea in self.dice.sample(popular, comments):
            at = _moment(self.plan.ideas[idea].at, call.closes, self.dice.random())
            stance, words = self.phrases.comment(self.topics[idea], self.home[who].name)
            self.plan.remarks.append(Remark(at, who, idea, words, stance))
        for idea in self.dice.sample(popular, follows):
            at = _moment(self.plan.ideas[idea].at, call.closes, self.dice.random())
            self.plan.interests.append(Interest(at, who, idea))

    def follow_process(self, call: Call, count: int) -> None:
        """Let some people follow a whole process: they hear of each new proposal."""
        for who in self.dice.sample(range(len(self.plan.accounts)), count):
            at = _moment(max(call.opens, self.plan.accounts[who].at), call.closes, self.dice.random())
            self.plan.interests.append(Interest(at, who, subject=call.component.process.subject))

    def follow(self, count: int, closes: datetime) -> None:
        """Let people follow proposals, most of all those that came first in the plan."""
        seen: set[tuple[int, int]] = set()
        for _n in range(count):
            who, idea = (
                self._somebody(range(len(self.plan.accounts)), 1.5),
                self._somebody(range(len(self.plan.ideas)), 2.0),
            )
            begun = max(self.plan.ideas[idea].at, self.plan.accounts[who].at)
            if (who, idea) not in seen and begun < closes:
                seen.add((who, idea))
                self.plan.interests.append(Interest(_moment(begun, closes, self.dice.random()), who, idea))

    def _somebody(self, crowd: "list[int] | range", skew: float) -> int:
        return crowd[int(len(crowd) * self.dice.random() ** skew)]

    def _channel(self) -> str:
        ((channel, _weight),) = self.dice.choices(CHANNELS, [weight for _name, weight in CHANNELS])
        return channel


class _Ground:
    """A place, and a few centres in it around which people live."""

    def __init__(self, place: Territory, dice: Random) -> None:
        self.dice, outline = dice, shape(place.outline)
        self.bounds, self.inside = outline.bounds, prep(outline)
        self.centres = [self._anywhere() for _n in range(4)]

    def _anywhere(self) -> Point:
        west, south, east, north = self.bounds
        while True:
            point = Point(self.dice.uniform(west, east), self.dice.uniform(south, north))
            if self.inside.contains(point):
                return point

    def point(self) -> tuple[Decimal, Decimal]:
        """Return longitude and latitude of a point inside, mostly near one of the centres."""
        west, south, east, north = self.bounds
        for _try in range(20):
            centre = self.dice.choice(self.centres)
            point = Point(self.dice.gauss(centre.x, (east - west) / 7), self.dice.gauss(centre.y, (north - south) / 7))
            if self.inside.contains(point):
                break
        else:
            point = self._anywhere()
        return Decimal(f"{point.x:.6f}"), Decimal(f"{point.y:.6f}")


def _moment(start: datetime, end: datetime, share: float) -> datetime:
    """Return a moment between two, a second away from either."""
    return start + timedelta(seconds=1) + (end - start - timedelta(seconds=2)) * share


def _long_tail(total: int, count: int, steep: float, head: int, dice: Random) -> list[int]:
    """Return how many of ``total`` each of ``count`` gets, the most popular first."""
    weights = [dice.uniform(0.5, 1.5) * (rank + head) ** -steep for rank in range(count)]
    each = total / (sum(weights) or 1)
    shares, carried = [], 0.0
    for weight in weights:
        carried += weight * each
        shares.append(int(carried))
        carried -= shares[-1]
    return shares
