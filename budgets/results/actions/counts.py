"""Acts of counting: ask, claim, finish, propose, publish. A run is a row with a lease that a sweep finds again."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from budgets.models import Contest, CountRun, Leftovers, Project
from budgets.models.counting import RunState
from budgets.results import events, policies
from budgets.results.actions.shared import held_contest
from budgets.states import ProjectState
from participation.events.record import record
from participation.urn import signing
from participation.urn.canonical import canonical
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

logger = logging.getLogger("azotea.budgets")
LEASE = timedelta(minutes=5)
ATTEMPTS = 3
LONGEST_REASON = 500
STAMPED = ("rule", "rule_hash", "definition_hash", "inputs_hash", "code", "level", "count", "told", "ties")


@transaction.atomic
def request_count(*, contest: Contest, by: "Person", at: datetime, reason: str = "") -> CountRun:
    """Ask for a count; beside one that there is, for a reason that is published. Raises ActDenied, ValidationError."""
    contest = held_contest(contest)
    policies.may_count(by, contest, at=at).enforce()
    why = tidy(reason).strip()
    before = contest.runs.aggregate(n=Max("number"))["n"] or 0
    if contest.runs.filter(published_at__isnull=False).exists() and not why:
        raise ValidationError({"reason": _("Say why it is counted again: the reason is published with the result.")})
    if len(why) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(limit)s characters.") % {"limit": LONGEST_REASON}})
    run = CountRun.objects.create(
        contest=contest, number=before + 1, reason=why, asked_by=by, asked_at=at, extra=_left_over(contest),
        assembly=contest.assemblies.filter(confirmed_at__isnull=False, withdrawn_at__isnull=True).first(),
    )  # fmt: skip
    record(events.REQUESTED, subject=contest.subject, by=by, at=at, payload={"contest": contest.pk, "run": run.number})
    transaction.on_commit(_nudge, robust=True)
    return run


def _left_over(contest: Contest) -> int:
    """Return the centavos that the results of the other contests left, where this one takes them."""
    if contest.budget.leftovers != Leftovers.PASS or not contest.takes_leftovers:
        return 0
    left = 0
    for other in contest.budget.contests.exclude(pk=contest.pk):
        run = published_run(other)
        if run is not None:
            costs = {str(pk): cost for pk, cost in other.projects.values_list("pk", "cost")}
            left += other.amount - sum(costs.get(name) or 0 for name in run.winners)
    return max(left, 0)


def published_run(contest: Contest) -> CountRun | None:
    """Return the result in force: the newest count that was published."""
    return contest.runs.filter(published_at__isnull=False).order_by("-number").first()


def _nudge() -> None:
    from budgets.results.tasks import count_waiting

    count_waiting.delay()


@transaction.atomic
def claim_count(*, at: datetime) -> CountRun | None:
    """Take the next run for a while; one whose worker died is taken again, three times in all."""
    run = (
        CountRun.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, lease_until__lt=at))
        .order_by("pk")
        .first()
    )
    if run is None:
        return None
    if run.attempts >= ATTEMPTS:
        _fail(run, at)
        return None
    run.state, run.lease_until, run.attempts, run.progress = RunState.RUNNING, at + LEASE, run.attempts + 1, 0
    run.save(update_fields=["state", "lease_until", "attempts", "progress"])
    return run


@transaction.atomic
def note_progress(*, run: CountRun, progress: int, at: datetime) -> None:
    """Say how far a run is, and keep it for longer; nothing where another worker has it."""
    mine = CountRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
    mine.update(progress=progress, lease_until=at + LEASE)


@transaction.atomic
def finish_count(*, run: CountRun, found: Mapping[str, Any], at: datetime) -> bool:
    """Keep and sign what was found; False where the run was taken over meanwhile."""
    fresh = CountRun.objects.select_for_update(of=("self",)).select_related("contest__subject").get(pk=run.pk)
    if fresh.state != RunState.RUNNING or fresh.attempts != run.attempts:
        return False
    for name in STAMPED:
        if name in found:
            setattr(fresh, name, found[name])
    fresh.state, fresh.finished_at, fresh.lease_until = RunState.DONE, at, None
    fresh.signature, fresh.public_key = signing.sign("count", canonical(fresh.signed())), signing.public_key()
    if fresh.imported_id is not None:
        fresh.published_at = at
    fresh.save()
    if fresh.contest is not None:
        payload = {"contest": fresh.contest_id, "run": fresh.number, "ties": len(fresh.ties)}
        record(events.COUNTED, subject=fresh.contest.subject, by=None, at=at, payload=payload)
    return True


@transaction.atomic
def fail_count(*, run: CountRun, at: datetime, final: bool = False) -> None:
    """Give a run back after an error, or end it after the third."""
    fresh = CountRun.objects.select_for_update(of=("self",)).select_related("contest__subject").get(pk=run.pk)
    if fresh.state != RunState.RUNNING or fresh.attempts != run.attempts:
        return
    if final or fresh.attempts >= ATTEMPTS:
        _fail(fresh, at)
    else:
        fresh.lease_until = at + timedelta(minutes=fresh.attempts)
        fresh.save(update_fields=["lease_until"])


def _fail(run: CountRun, at: datetime) -> None:
    run.state, run.lease_until, run.finished_at = RunState.FAILED, None, at
    run.save(update_fields=["state", "lease_until", "finished_at"])
    if run.contest is not None:
        payload = {"contest": run.contest_id, "run": run.number}
        record(events.FAILED, subject=run.contest.subject, by=None, at=at, payload=payload)


@transaction.atomic
def propose_result(*, run: CountRun, by: "Person", at: datetime) -> CountRun:
    """Propose to publish a count, as the first of two officials. Raises ActDenied."""
    run = _held_run(run)
    policies.may_propose(by, run).enforce()
    run.proposed_by, run.proposed_at = by, at
    run.save(update_fields=["proposed_by", "proposed_at"])
    assert run.contest is not None
    payload = {"contest": run.contest_id, "run": run.number}
    record(events.PROPOSED, subject=run.contest.subject, by=by, at=at, payload=payload)
    return run


@transaction.atomic
def publish_result(*, run: CountRun, by: "Person", at: datetime) -> CountRun:
    """Publish a count that another official proposed: its winners are the projects that are carried out.

    A correction puts the projects as it says; works that were begun stay, and officials see which. Raises ActDenied.
    """
    run = _held_run(run)
    policies.may_publish(by, run).enforce()
    run.published_by, run.published_at = by, at
    run.save(update_fields=["published_by", "published_at"])
    contest = run.contest
    assert contest is not None
    if contest.decided_at is None:
        contest.decided_at = at
        contest.save(update_fields=["decided_at"])
    winners = set(run.winners)
    changed = []
    rows = Project.objects.select_for_update(no_key=True, of=("self",)).filter(contest=contest).order_by("pk")
    for project in rows:
        if project.state not in COUNTED_STATES and str(project.pk) not in winners:
            continue
        state = ProjectState.WINNER if str(project.pk) in winners else ProjectState.NOT_CHOSEN
        if project.state != state:
            project.state = state
            project.save(update_fields=["state"])
            changed.append(("projects", project.pk))
    payload = {"contest": contest.pk, "run": run.number, "winners": len(winners)}
    record(events.PUBLISHED, subject=contest.subject, by=by, at=at, payload=payload, changes=changed)
    _begin_works(contest, by, at)
    return run


COUNTED_STATES = (ProjectState.ON_BALLOT, ProjectState.WINNER, ProjectState.NOT_CHOSEN)


def _begin_works(contest: Contest, by: "Person", at: datetime) -> None:
    from budgets.works.actions import begin_works

    begin_works(contest=contest, by=by, at=at)


def _held_run(run: CountRun) -> CountRun:
    if run.contest is not None:
        held_contest(run.contest)
    rows = CountRun.objects.select_for_update(of=("self",))
    return rows.select_related("contest__subject", "contest__budget__component__process__subject").get(pk=run.pk)
