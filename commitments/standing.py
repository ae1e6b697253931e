"""How plans and commitments stand, in words and in numbers: computed, never typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from commitments.models import (
    Alignment,
    AssessmentValue,
    Commitment,
    CommitmentActor,
    Framework,
    Plan,
    PlanState,
    ReportingPeriod,
)
from participation.administrations.models import first_moment
from participation.followup.states import FINISHED, LATE, Voice
from participation.models import Action, ProgressUpdate
from participation.workdays import local_day

DRAFT, COMING, IN_FORCE, EXTENDED, ENDED, CLOSED = "draft", "coming", "in_force", "extended", "ended", "closed"
STANDING = {
    DRAFT: (_("Draft, open to comments"), "none"),
    COMING: (_("It has not begun"), "none"),
    IN_FORCE: (_("In force"), "open"),
    EXTENDED: (_("In force, extended"), "soon"),
    ENDED: (_("Its time is over"), "part"),
    CLOSED: (_("Closed"), "plain"),
}


def plan_standing(plan: Plan, at: datetime) -> tuple[str, Any, str]:
    """Return how a plan stands on its dates: a name, the words, and the style of the sign before them."""
    today = local_day(at)
    if plan.state == PlanState.ARCHIVED:
        name = CLOSED
    elif plan.state == PlanState.DRAFT:
        name = DRAFT
    elif today < plan.starts_on:
        name = COMING
    elif today > plan.last_day:
        name = ENDED
    else:
        name = EXTENDED if plan.extended_to and today > plan.ends_on else IN_FORCE
    words, css = STANDING[name]
    return name, words, css


@dataclass(slots=True)
class Cell:
    """What was told of one commitment in one period: a sign and words, never colour alone."""

    css: str
    words: Any
    reports: int = 0


@dataclass(slots=True)
class Line:
    """One line of the tablero."""

    commitment: Any
    cells: list[Cell] = field(default_factory=list)
    actions: int = 0
    done: int = 0
    late: int = 0
    leads: list[str] = field(default_factory=list)
    verdict: Any = None


def overview(plan: Plan, at: datetime) -> dict[str, Any]:
    """Return how many commitments of a plan stand in each computed state, and by what they can be told apart."""
    actors = CommitmentActor.objects.filter(commitment=OuterRef("pk"), institution__isnull=False).order_by()
    codes = Alignment.objects.filter(commitment=OuterRef("pk"), framework=Framework.SDG).order_by()
    rows = Commitment.objects.public().filter(plan=plan, withdrawn_at__isnull=True).with_state(at).order_by()
    told = rows.values_list(
        "state",
        "theme_id",
        "theme__title",
        ArraySubquery(actors.values(told=JSONObject(pk="institution_id", name="institution__name"))),
        ArraySubquery(codes.values("code")),
    )
    states: dict[str, int] = {}
    offices: dict[int, str] = {}
    themes: dict[int, str] = {}
    goals: set[str] = set()
    for state, theme, title, led, served in told:
        states[state] = states.get(state, 0) + 1
        offices |= {each["pk"]: each["name"] for each in led}
        if theme is not None:
            themes[theme] = title
        goals |= {code.partition(".")[0] for code in served}
    return {
        "states": states,
        "institucion": sorted(offices.items(), key=lambda each: each[1]),
        "tema": sorted(themes.items()),
        "ods": [(goal, goal) for goal in sorted(goals, key=int)],
    }


def lines(commitments: Iterable[Any], periods: list[ReportingPeriod], at: datetime) -> list[Line]:
    """Return the lines of several commitments, in three queries however many they are."""
    found = [Line(commitment) for commitment in commitments]
    subjects = [line.commitment.subject_id for line in found]
    counts = _action_counts(subjects, at)
    told = _told_in(subjects, periods)
    verdicts = verdicts_on([line.commitment.pk for line in found])
    for line in found:
        pk = line.commitment.subject_id
        line.actions, line.done, line.late = counts.get(pk, (0, 0, 0))
        line.verdict = verdicts.get(line.commitment.pk)
        line.cells = [_cell(period, told.get((pk, period.pk), {}), local_day(at)) for period in periods]
    return found


def verdicts_on(keys: list[int]) -> dict[int, AssessmentValue]:
    """Return the last independent verdict on how far each commitment got, in one query."""
    rows = AssessmentValue.objects.filter(
        commitment__in=keys,
        variable__concept="completion",
        value__isnull=False,
        assessment__independent=True,
        assessment__published_at__isnull=False,
        assessment__subject__state="published",
        assessment__corrected_by__published_at__isnull=True,
    )
    rows = rows.select_related("assessment", "value", "variable").order_by("assessment__document_year", "assessment_id")
    return {row.commitment_id: row for row in rows if row.commitment_id is not None}


def _action_counts(subjects: list[int], at: datetime) -> dict[int, tuple[int, int, int]]:
    rows = Action.objects.public().with_state(at).filter(followed__in=subjects, parent__isnull=False)
    counted = (
        rows.order_by()
        .values("followed")
        .annotate(
            n=Count("pk"), done=Count("pk", filter=Q(state__in=FINISHED)), late=Count("pk", filter=Q(state__in=LATE))
        )
    )
    return {row["followed"]: (row["n"], row["done"], row["late"]) for row in counted}


def _told_in(subjects: list[int], periods: list[ReportingPeriod]) -> dict[tuple[int, int], dict[str, int]]:
    """Return how many reports each voice gave of each commitment in each period."""
    if not periods or not subjects:
        return {}
    spans = [(period.pk, period.opens_on, period.closes_on) for period in periods]
    cases = [When(at__gte=_start(a), at__lt=_start(b, after=True), then=Value(pk)) for pk, a, b in spans]
    rows = ProgressUpdate.objects.filter(action__followed__in=subjects, withdrawn_at__isnull=True)
    rows = rows.annotate(period=Case(*cases, default=Value(0), output_field=IntegerField())).order_by()
    found: dict[tuple[int, int], dict[str, int]] = {}
    for followed, period, voice, n in rows.values_list("action__followed", "period", "voice").annotate(n=Count("pk")):
        found.setdefault((followed, period), {})[voice] = n
    return found


def _start(day: date, *, after: bool = False) -> datetime:
    return first_moment(day + timedelta(days=1) if after else day)


def _cell(period: ReportingPeriod, told: dict[str, int], today: date) -> Cell:
    total = sum(told.values())
    if told.get(Voice.GOVERNMENT):
        return Cell("done", _("reported"), total)
    if total:
        return Cell("part", _("only others tell of it"), total)
    if today < period.opens_on:
        return Cell("plain", _("not yet"))
    if today <= period.closes_on:
        return Cell("soon", _("to be reported"))
    return Cell("late", _("no report"))
