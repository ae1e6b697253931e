"""What the result of a vote means under its rules: pure, from counts and percentages to words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vote decided: how many voted of how many, whether that is enough, and which option won.

    ``turnout`` and ``share`` are in per cent, with two decimals. ``winner`` is empty where none has enough, or two tie.
    """

    people: int
    entitled: int
    turnout: float | None
    quorum: float
    quorate: bool
    valid: int
    winner: str
    tie: bool
    share: float | None
    threshold: float
    binding: bool

    @property
    def decided(self) -> bool:
        """Tell whether the vote decided something under its own rules."""
        return self.quorate and bool(self.winner)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {**asdict(self), "decided": self.decided}


def decide(
    counts: Mapping[str, int], people: int, *, entitled: int, quorum: float, threshold: float, binding: bool
) -> Outcome:
    """Return the outcome of the first question: the option with most votes, where it has more than the threshold.

    The quorum is reached with that turnout or more; the threshold must be passed: 50 is an absolute majority of the
    votes for any option. Percentages are compared as whole numbers of people, so that no rounding decides.
    """
    valid = sum(counts.values())
    most = max(counts.values(), default=0)
    first = [key for key, n in counts.items() if n == most and most]
    tie = len(first) > 1
    enough = Decimal(most) * 100 > Decimal(str(threshold)) * valid if threshold else most > 0
    quorate = not quorum or (bool(entitled) and Decimal(people) * 100 >= Decimal(str(quorum)) * entitled)
    return Outcome(
        people=people,
        entitled=entitled,
        turnout=round(100 * people / entitled, 2) if entitled else None,
        quorum=quorum,
        quorate=quorate,
        valid=valid,
        winner=first[0] if len(first) == 1 and enough else "",
        tie=tie,
        share=round(100 * most / valid, 2) if valid else None,
        threshold=threshold,
        binding=binding,
    )


def sentences(outcome: Outcome, names: Mapping[str, str]) -> list[str]:
    """Return the outcome in words, the conclusion first."""
    found = [_conclusion(outcome, names)]
    if outcome.entitled:
        told: dict[str, Any] = {"people": outcome.people, "entitled": outcome.entitled, "turnout": outcome.turnout}
        found.append(_("%(people)s of %(entitled)s people who may vote did: %(turnout)s %%.") % told)
    if outcome.quorum:
        told = {"quorum": f"{outcome.quorum:g}"}
        found.append(
            _("The least turnout of %(quorum)s %% was reached.") % told
            if outcome.quorate
            else _("The least turnout of %(quorum)s %% was not reached.") % told
        )
    if outcome.threshold and outcome.share is not None:
        told = {"threshold": f"{outcome.threshold:g}", "share": outcome.share}
        found.append(
            _("More than %(threshold)s %% of the votes were needed; the first option has %(share)s %%.") % told
        )
    if outcome.decided:
        found.append(
            _("This result binds the authority.")
            if outcome.binding
            else _("This result does not bind the authority, which says with reasons what it does about it.")
        )
    return found


def _conclusion(outcome: Outcome, names: Mapping[str, str]) -> str:
    if not outcome.valid:
        return _("Nobody voted.")
    if not outcome.quorate:
        return _("The vote decides nothing: too few people took part.")
    if outcome.tie:
        return _("The vote decides nothing: the first options have the same number of votes.")
    if not outcome.winner:
        return _("The vote decides nothing: no option has enough votes.")
    return _("“%(option)s” won.") % {"option": names.get(outcome.winner, outcome.winner)}
