"""The state of an action, computed from what was told and from the day: nobody can type or clear it.

There is one definition, in SQL: pages read it as an annotation, lists filter by it, the sweep compares it.
"""

from datetime import date

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _


class Voice(models.TextChoices):
    """Who tells: what they say stands side by side and is never merged."""

    GOVERNMENT = "government", _("government")
    CIVIL_SOCIETY = "society", _("civil society")
    MONITOR = "monitor", _("independent monitor")


class Declared(models.TextChoices):
    """What whoever is responsible declared; nothing is declared of what goes on."""

    NOTHING = "", _("goes on")
    SUSPENDED = "suspended", _("suspended")
    DONE = "done", _("done")
    ABANDONED = "abandoned", _("abandoned")


class State(models.TextChoices):
    """The computed states, the gravest of what goes on first."""

    OVERDUE = "overdue", _("overdue")
    NO_REPORT = "no_report", _("no report")
    UNPROVEN = "unproven", _("declared, without evidence")
    SUSPENDED = "suspended", _("suspended")
    UPCOMING = "upcoming", _("has not begun")
    NOT_STARTED = "not_started", _("nothing told yet")
    UNDER_WAY = "under_way", _("on time")
    DONE = "done", _("done on time")
    DONE_LATE = "done_late", _("done late")
    ABANDONED = "abandoned", _("abandoned")


LATE = (State.OVERDUE, State.NO_REPORT, State.UNPROVEN)
FINISHED = (State.DONE, State.DONE_LATE)


def goes_on(prefix: str = "") -> Q:
    """Return the condition of what is neither done nor abandoned; suspending clears nothing."""
    return Q(**{f"{prefix}declared__in": [Declared.NOTHING, Declared.SUSPENDED]})


def conditions(today: date, prefix: str = "") -> dict[State, Q]:
    """Return what each state means on a day; the first that holds is the state."""

    def has(**lookups: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})

    done, going = has(declared=Declared.DONE), goes_on(prefix)
    late = has(declared_on__gt=F(f"{prefix}due_on"))
    return {
        State.ABANDONED: has(declared=Declared.ABANDONED),
        State.UNPROVEN: done & has(evidence_count=0),
        State.DONE_LATE: done & late,
        State.DONE: done,
        State.OVERDUE: going & has(due_on__lt=today),
        State.NO_REPORT: going & has(report_due_on__lt=today),
        State.SUSPENDED: has(declared=Declared.SUSPENDED),
        State.UPCOMING: has(starts_on__gt=today, last_report_on__isnull=True),
        State.UNDER_WAY: has(last_report_on__isnull=False),
    }


def state_on(today: date, prefix: str = "") -> Case:
    """Return the expression of the state on a day."""
    cases = [When(condition, then=Value(state.value)) for state, condition in conditions(today, prefix).items()]
    return Case(*cases, default=Value(State.NOT_STARTED.value), output_field=CharField())
