"""The level of participation that a process delivered, worked out from what happened: beside the level promised.

Each level needs the one before it. Nobody can type it. Whether a vote binds is written down nowhere, so the fifth level
is never worked out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.announcements.segments import takes_part
from participation.models import Person
from participation.responses.querysets import Coverage, coverage
from participation.web.templatetags.ui import num
from processes.models import Agreement, Encounter, Participation

if TYPE_CHECKING:
    from processes.models import Process

ANSWERED = 95  # per cent of what is owed an answer


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: whether it was reached, and the facts that say so."""

    level: Any
    reached: bool
    needs: str
    fact: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The level reached so far (0: none), and what speaks for and against each."""

    level: int
    rungs: tuple[Rung, ...]

    @property
    def label(self) -> str:
        """Return the name of the level."""
        return str(Participation(self.level).label) if self.level else ""


def delivered(process: "Process", at: datetime) -> Delivered:
    """Work it out, in five queries."""
    people = Person.objects.filter(takes_part(process.subject_id)).count()
    answers = coverage(process.subject, at)
    tables = mixed_tables(process)
    agreed = Agreement.objects.public().made_in(process.subject).exists() if tables else False
    facts = (
        (Participation.INFORM, True, _("What is decided, and how, is published."), _("The process is public.")),
        (Participation.CONSULT, people > 0, _("Somebody took part."), _people(people)),
        (
            Participation.INVOLVE,
            answers.owed > 0 and answers.answered * 100 >= ANSWERED * answers.owed,
            _("At least %(n)s %% of what is owed an answer has it, with reasons.") % {"n": ANSWERED},
            _answers(answers),
        ),
        (
            Participation.COLLABORATE,
            agreed,
            _("Co-creation tables met with government and another sector, and something was agreed in the process."),
            _tables(tables, agreed=agreed),
        ),
    )
    level, rungs = 0, []
    for kind, met, needs, fact in facts:
        reached = met and level == kind.value - 1
        level = kind.value if reached else level
        rungs.append(Rung(kind, reached, needs, fact))
    return Delivered(level, tuple(rungs))


def mixed_tables(process: "Process") -> int:
    """Return how many co-creation tables of a process met with people of government and of another sector."""
    rows = Encounter.objects.filter(
        component__process=process, kind="table", state="closed", subject__state="published", attendance__isnull=False
    )
    return sum(
        "government" in came and len(came) > 1
        for kept in rows.values_list("attendance", flat=True)
        if (came := {sector for sector, counts in (kept or {}).items() if counts["people"]})
    )


def _people(count: int) -> str:
    return ngettext("%(n)s person took part.", "%(n)s people took part.", count) % {"n": num(count)}


def _answers(found: Coverage) -> str:
    if not found.owed:
        return _("Nothing is owed an answer.")
    told = {"answered": num(found.answered), "owed": num(found.owed), "percent": found.percent}
    return _("%(answered)s of %(owed)s were answered: %(percent)s %%.") % told


def _tables(count: int, *, agreed: bool) -> str:
    if not count:
        return _("No such table has published its minutes.")
    words = ngettext("%(n)s such table met.", "%(n)s such tables met.", count) % {"n": num(count)}
    return words if agreed else f"{words} {_('Nothing agreed was registered.')}"
