"""The level of public influence on a plan (IAP2 spectrum), computed, with its reasons and what lacks for the next."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commitments.standards.facts import Facts

ANSWERED_SHARE = 95  # per cent


@dataclass(frozen=True, slots=True)
class Influence:
    """A level, why it was reached, and what lacks for the next."""

    code: str
    label: str
    reasons: tuple[str, ...]
    lacking: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the API gives it."""
        return {"code": self.code, "label": self.label, "reasons": list(self.reasons), "lacking": self.lacking or None}


def influence_of(facts: Facts) -> Influence:
    """Return the highest level all of whose conditions hold, those of the levels below included."""
    percent = facts.answered * 100 // facts.owed if facts.owed else 0
    steps = (
        (
            "consult",
            _("Consult"),
            facts.contributions > 0,
            _("%(n)s contributions were taken.") % {"n": facts.contributions},
            _("No contribution was taken."),
        ),
        (
            "involve",
            _("Involve"),
            percent >= ANSWERED_SHARE,
            _("%(n)s %% of the contributions have a public answer with reasons.") % {"n": percent},
            _("%(n)s %% of the contributions have their answer; it takes 95 %%.") % {"n": percent},
        ),
        (
            "collaborate",
            _("Collaborate"),
            facts.mixed_tables > 0,
            _("%(n)s co-creation tables had government and society, with public minutes.") % {"n": facts.mixed_tables},
            _("No co-creation table with government and society has its minutes."),
        ),
        (
            "empower",
            _("Empower"),
            facts.decided_votes > 0,
            _("%(n)s votes of the process were counted.") % {"n": facts.decided_votes},
            _("No vote of the process decided anything."),
        ),
    )
    code, label = "inform", _("Inform")
    reasons = [_("The plan and what is done of it are published.")]
    for step, name, holds, why, why_not in steps:
        if not holds:
            return Influence(code, label, tuple(reasons), why_not)
        code, label = step, name
        reasons.append(why)
    return Influence(code, label, tuple(reasons))
