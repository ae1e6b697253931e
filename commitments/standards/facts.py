"""What the standards of a plan are computed from: numbers, days and addresses that are public, read at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from commitments.models import Plan
from participation.contribution import CAPTURED
from participation.events.names import public_names
from participation.models import Action, Ask, Attachment, Evaluation, Event, Response, Reuse, Subject, Vote
from participation.opendata.registry import bulk_datasets
from participation.responses.querysets import coverage
from participation.subjects.querysets import shown
from participation.workdays import local_day
from processes.models import Contribution, Encounter, Forum, ForumSession, Mechanism, News, Process
from proposals.models import Proposal

HALF, YEAR = timedelta(days=183), timedelta(days=365)
SOURCES: dict[str, Any] = {"contributions": Contribution, "proposals": Proposal, "asks": Ask}
SOCIETY = ("organisations", "public", "academy", "business")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found; days are local, ``*_path`` are addresses of pages."""

    today: date
    plan_path: str
    process_path: str
    contact: bool
    changed_on: date | None  # the latest public event of the plan
    forum_path: str  # empty: no forum of this institution is at work
    installed_on: date | None
    longest_gap: int  # days without a session that ended within a year
    last_session_on: date | None
    last_session_path: str
    sessions: int  # with minutes, of the last year
    both_sectors: int  # of these, with government and society
    rules: int
    result_sessions: int  # of the last year, that showed results
    actions: int
    told_lately: int  # actions with a report within half a year
    evidence_lately: int
    process_published_on: date | None
    develops_on: date | None  # when the first phase opens
    input_days: int  # the longest time for which a phase was open
    outreach: int  # encounters and news of the process
    contributions: int
    channels: int
    without_internet: int
    owed: int
    answered: int
    mixed_tables: int  # co-creation tables with both sectors
    decided_votes: int
    datasets: int
    last_event_on: date | None
    mechanisms: int
    institution_contact: bool
    institution_path: str
    sent_lately: int
    evaluations: int
    reuses: int
    last_answer_on: date | None


def facts_of(plan: Plan, at: datetime) -> Facts:
    """Return the facts of a plan at a moment, in a fixed number of queries."""
    process = plan.component.process
    place, office = process.subject_id, process.institution
    told = _together(process.pk, place, at)
    came = [row for name in SOURCES for row in told[name] or ()]
    answers = coverage(Subject(pk=place), at)
    return Facts(
        today=local_day(at),
        plan_path=plan.component.subject.path,
        process_path=process.subject.path,
        contact=bool(plan.contact or plan.office),
        changed_on=_day(told["changed_at"]),
        **_forum(plan, at),
        **_actions(plan, at),
        **_development(plan, told["news"], at),
        decided_votes=told["votes"] or 0,
        contributions=sum(row["n"] for row in came),
        channels=len({row["channel"] for row in came}),
        without_internet=sum(row["n"] for row in came if row["channel"] in CAPTURED),
        sent_lately=sum(row["lately"] for row in came),
        owed=answers.owed,
        answered=answers.answered,
        last_answer_on=_day(told["answered_at"]),
        datasets=len(bulk_datasets()),
        last_event_on=_day(told["last_event_at"]),
        mechanisms=told["mechanisms"] or 0,
        institution_contact=bool(office and (office.phone or office.email)),
        institution_path=office.subject.path if office else "",
        evaluations=told["evaluations"] or 0,
        reuses=told["reuses"] or 0,
    )


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment is not None else None


def _together(process: int, place: int, at: datetime) -> dict[str, Any]:
    """Return the numbers and moments that depend on no other fact, in one query."""
    within = Q(subject=place) | Q(subject__ancestors__contains=[place])
    below = {"subject__ancestors__contains": [place]}
    events = Event.objects.filter(name__in=public_names()).order_by("-at")
    answers = shown(Response.objects.filter(published_at__isnull=False, **below)).order_by("-published_at")
    wanted: dict[str, Any] = {
        "changed_at": Subquery(events.filter(within).values("at")[:1]),
        "last_event_at": Subquery(events.values("at")[:1]),
        "answered_at": Subquery(answers.values("published_at")[:1]),
        "mechanisms": _number(Mechanism.objects.filter(subject__state="published")),
        "evaluations": _number(shown(Evaluation.objects.filter(published_at__isnull=False))),
        "reuses": _number(Reuse.objects.public()),
        "news": _number(News.objects.public().filter(process=process)),
        "votes": _number(Vote.objects.filter(state="closed", **below)),
    }
    for name, model in SOURCES.items():
        rows = shown(model.objects.filter(**below)).order_by().values("channel")
        lately = Count("pk", filter=Q(created_at__gt=at - YEAR))
        told = rows.annotate(n=Count("pk"), lately=lately).values(
            told=JSONObject(channel="channel", n="n", lately="lately")
        )
        wanted[name] = ArraySubquery(told)
    found: Any = (
        Process.objects.filter(pk=process).values(**{f"told_{name}": each for name, each in wanted.items()}).get()
    )
    return {name: found[f"told_{name}"] for name in wanted}


def _number(rows: Any) -> Subquery:
    """Return the count of rows as part of another query."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def _forum(plan: Plan, at: datetime) -> dict[str, Any]:
    """Return what is told of the forum of the institution: its STL, else the first that was installed."""
    found: dict[str, Any] = {
        "forum_path": "",
        "installed_on": None,
        "longest_gap": 0,
        "last_session_on": None,
        "last_session_path": "",
        "sessions": 0,
        "both_sectors": 0,
        "rules": 0,
        "result_sessions": 0,
    }
    office = plan.component.process.institution_id
    rules = Attachment.objects.filter(subject=OuterRef("subject"), part="rules", removed_at__isnull=True)
    rows: Any = Forum.objects.public().filter(institution=office, state="published").select_related("subject")
    rows = rows.annotate(told_rules=_number(rules))
    forums = sorted(rows.defer("subject__search")[:20], key=lambda row: (row.kind != "stl", row.installed_on, row.pk))
    if not forums:
        return found
    forum, today = forums[0], local_day(at)
    held = ForumSession.objects.filter(forum=forum, encounter__state="closed", encounter__starts_at__lte=at)
    sessions = list(
        shown(held, "encounter__subject")
        .order_by("encounter__starts_at")
        .values_list("encounter__starts_at", "encounter__attendance", "shows_results", "encounter__subject__path")
    )
    days = [forum.installed_on, *(local_day(row[0]) for row in sessions), today]
    gaps = [after - before for before, after in pairwise(sorted(days)) if after > today - YEAR]
    recent = [row for row in sessions if row[0] > at - YEAR]
    return found | {
        "forum_path": forum.subject.path,
        "installed_on": forum.installed_on,
        "longest_gap": max(gaps, default=timedelta(0)).days,
        "last_session_on": local_day(sessions[-1][0]) if sessions else None,
        "last_session_path": sessions[-1][3] if sessions else "",
        "sessions": len(recent),
        "both_sectors": sum(_has_both(row[1]) for row in recent),
        "rules": forum.told_rules or 0,
        "result_sessions": sum(1 for row in recent if row[2]),
    }


def _has_both(attendance: dict[str, Any] | None) -> bool:
    came = {sector for sector, counts in (attendance or {}).items() if counts.get("people")}
    return "government" in came and bool(came & set(SOCIETY))


def _actions(plan: Plan, at: datetime) -> dict[str, Any]:
    since = local_day(at) - HALF
    rows = shown(Action.objects.filter(followed__commitment__plan=plan))
    lately = Q(evidence__withdrawn_at__isnull=True, evidence__at__date__gte=since)
    return rows.aggregate(
        actions=Count("pk", distinct=True),
        told_lately=Count("pk", filter=Q(last_report_on__gte=since), distinct=True),
        evidence_lately=Count("evidence", filter=lately, distinct=True),
    )


def _development(plan: Plan, news: int | None, at: datetime) -> dict[str, Any]:
    process = plan.component.process
    phases = list(process.phases.values_list("opens_at", "closes_at"))
    lengths = [((ends or at) - begins).days for begins, ends in phases if begins <= at]
    encounters = Encounter.objects.public().filter(component__process=process).exclude(state="cancelled")
    told = list(encounters.values_list("kind", "state", "attendance"))
    mixed = sum(1 for kind, state, came in told if kind == "table" and state == "closed" and _has_both(came))
    return {
        "process_published_on": _day(process.published_at),
        "develops_on": _day(min((begins for begins, _ends in phases), default=None)),
        "input_days": max(lengths, default=0),
        "outreach": len(told) + (news or 0),
        "mixed_tables": mixed,
    }
