"""Acts on a ballot: freezing it, taking a project off it, moving its days, marking it, casting it, reminding of it.

Nothing here writes down who chose what: choices go to the urn, sealed while they are a selection, and nowhere else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from budgets.models import Amendment, Contest, Project, Reach, ReminderSent
from budgets.projects.actions import locked_project
from budgets.states import IN_STUDY, ProjectState
from budgets.structure.actions import locked_budget, locked_contest
from budgets.voting import events, policies
from budgets.voting.ballots import clean, shape
from budgets.voting.definition import definition_of, places_of, rules_of, seats_of, window_of
from budgets.voting.limits import limits_of
from participation.access.facts import GROUP
from participation.contribution import Channel
from participation.events.record import record
from participation.urn import actions as urn
from participation.urn.drafts import keep_selection
from participation.urn.log import log_amendment
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

LONGEST_REASON = 2_000
FEWEST = 2  # projects of a ballot
BEFORE = timedelta(hours=24)  # before the close whoever did not cast is reminded


@transaction.atomic
def freeze_contest(*, contest: Contest, by: "Person", at: datetime) -> Contest:
    """Freeze the ballot of a contest with its days, costs, rules and the order that decides ties, and publish its hash.

    Every project that can be done is on it, under a number of its own. From here on the database refuses any change.
    Raises ActDenied, and ValidationError where something is missing.
    """
    budget = locked_budget(contest.budget)
    contest = locked_contest(contest)
    contest.budget.component = budget.component
    policies.may_freeze(by, contest).enforce()
    projects, opens_at, closes_at, rules = check_contest(contest, at)
    same: dict[str, Any] = {
        "opens_at": opens_at, "closes_at": closes_at, "rules": rules, "revocable": True,
        "territories": places_of(contest), "seats": seats_of(contest), "by": by, "at": at,
    }  # fmt: skip
    vote = urn.update_vote(vote=contest.vote, **same) if contest.vote else urn.create_vote(
        subject=contest.subject, **same
    )  # fmt: skip
    contest.vote = urn.freeze_vote(vote=vote, definition=definition_of(contest, projects), by=by, at=at)
    contest.save(update_fields=["vote"])
    payload = {"contest": contest.pk, "projects": len(projects), "definition": contest.vote.definition_hash}
    changes = [("projects", each.pk) for each in projects]
    record(events.FROZEN, subject=contest.subject, by=by, at=at, payload=payload, changes=changes)
    return contest


def check_contest(contest: Contest, at: datetime) -> tuple[list[Project], datetime, datetime, list[dict[str, Any]]]:
    """Return what a ballot is frozen with: projects, days, who may vote; a step of freezing, within its transaction.

    Raises ValidationError for the first thing that is missing.
    """
    projects = _projects_for(contest)
    opens_at, closes_at = window_of(contest)
    if opens_at <= at:
        raise ValidationError(
            _("The vote opened already. Move its first day, so that people can read the ballot before.")
        )
    rules = rules_of(contest)
    _check_reach(contest, rules)
    return projects, opens_at, closes_at, rules


def _projects_for(contest: Contest) -> list[Project]:
    """Put every project that can be done on the ballot, and return them by number. Raises ValidationError."""
    rows = list(contest.projects.select_for_update(no_key=True, of=("self",)).order_by("number", "random_key", "pk"))
    waiting = sum(each.state in IN_STUDY for each in rows)
    if waiting:
        words = ngettext(
            "%(n)s project is still being studied. Finish its study before you freeze the ballot.",
            "%(n)s projects are still being studied. Finish their study before you freeze the ballot.",
            waiting,
        )
        raise ValidationError(words % {"n": waiting})
    if any(each.clarification.answered_at is None for each in _with_clarification(rows)):
        raise ValidationError(_("Somebody asked for a clarification. Answer it before you freeze the ballot."))
    found = [each for each in rows if each.state == ProjectState.FEASIBLE]
    if len(found) < FEWEST:
        raise ValidationError(_("A ballot needs at least %(n)s projects that can be done.") % {"n": FEWEST})
    for each in found:
        if each.cost is None:
            raise ValidationError(_("“%(title)s” has no cost yet.") % {"title": each.title})
        if each.cost > contest.amount:
            words = _("“%(title)s” costs more than there is to decide on, so it could never win.")
            raise ValidationError(words % {"title": each.title})
    last = max((each.number or 0 for each in rows), default=0)
    for each in found:
        if each.number is None:
            last += 1
            each.number = last
        each.state = ProjectState.ON_BALLOT
        each.save(update_fields=["number", "state"])
    return sorted(found, key=lambda each: each.number or 0)


def _with_clarification(rows: list[Project]) -> list[Project]:
    from budgets.models import Clarification

    asked = {row.project_id: row for row in Clarification.objects.filter(project__in=rows)}
    found = [each for each in rows if each.pk in asked]
    for each in found:
        each.clarification = asked[each.pk]
    return found


def _check_reach(contest: Contest, rules: list[dict[str, Any]]) -> None:
    """Raise ValidationError where who votes where cannot be held as it was declared."""
    reach = contest.budget.reach
    if reach == Reach.ACCOUNT and not any(rule.get(GROUP) for rule in rules):
        words = _("Each property-tax account votes once: say on which list the accounts stand, in who may vote.")
        raise ValidationError(words)
    if reach in {Reach.CHOICE, Reach.CHOICES} and contest.territory_id is not None and not contest.group:
        words = _("People choose where they vote: write the group of this contest, so that they vote in one of it.")
        raise ValidationError(words)


@transaction.atomic
def amend_ballot(*, project: Project, reason: str, by: "Person", at: datetime) -> Amendment:
    """Take a project off a frozen ballot, with a reason that everybody who may vote there is told in the same words.

    What was frozen stays as it was; ballots that name it count for their other projects. Again changes nothing.
    Raises ActDenied and ValidationError.
    """
    project = locked_project(project)
    known = Amendment.objects.filter(project=project).first()
    if known is not None:
        return known
    policies.may_amend(by, project, at=at).enforce()
    why = tidy(reason).strip()
    if not why:
        raise ValidationError({"reason": _("Say why: everybody who may vote here is told.")})
    if len(why) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(limit)s characters.") % {"limit": LONGEST_REASON}})
    amendment = Amendment.objects.create(contest=project.contest, project=project, reason=why, by=by, at=at)
    project.state, project.withdrawn_at, project.withdraw_reason = ProjectState.WITHDRAWN, at, why[:500]
    project.save(update_fields=["state", "withdrawn_at", "withdraw_reason"])
    assert project.contest.vote is not None
    facts = {"project": str(project.pk), "title": project.title, "reason": why}
    log_amendment(vote=project.contest.vote, facts=facts, at=at, by=by)
    payload = {"contest": project.contest_id, "project": project.pk, "reason": why}
    changes = [("projects", project.pk)]
    record(events.AMENDED, subject=project.contest.subject, by=by, at=at, payload=payload, changes=changes)
    return amendment


@transaction.atomic
def move_vote(*, contest: Contest, reason: str, by: "Person", at: datetime) -> Contest:
    """Take the days of the phase over to a frozen vote, with a reason. Raises ActDenied and ValidationError."""
    contest = locked_contest(contest)
    policies.may_prepare(by, contest.budget.component).enforce()
    if contest.vote is None or contest.vote.frozen_at is None:
        raise ValidationError(_("This ballot is not frozen yet."))
    opens_at, closes_at = window_of(contest)
    contest.vote = urn.change_vote_dates(
        vote=contest.vote, opens_at=opens_at, closes_at=closes_at, reason=reason, by=by, at=at
    )
    return contest


@sensitive_variables("data", "choices")
def mark_ballot(*, contest: Contest, data: Any, by: "Person", at: datetime) -> dict[str, Any]:
    """Keep what somebody marked so far, sealed in the urn: it counts once it is cast. Return it in canonical form.

    It may be too much or too little still. Raises ActDenied, and WrongBallotError for what is no ballot of this.
    """
    policies.may_vote(by, contest, at=at).enforce()
    assert contest.vote is not None
    definition = frozen(contest)
    choices = shape(limits_of(definition["ballot"]), definition, data)
    keep_selection(vote=contest.vote, by=by, selection=choices, at=at)
    return choices


@sensitive_variables("data", "choices")
@transaction.atomic
def cast(
    *,
    contest: Contest,
    data: Any,
    by: "Person",
    at: datetime,
    channel: str = Channel.WEB,
    captured_by: "Person | None" = None,
) -> dict[str, Any]:
    """Cast a ballot, or another one in the place of the one before; return it in canonical form.

    A project that was taken off the ballot cannot be chosen any more. Raises ActDenied and WrongBallotError.
    """
    policies.may_vote(by, contest, at=at).enforce()
    assert contest.vote is not None
    choices = clean(frozen(contest), data, withdrawn=withdrawn_from(contest))
    urn.cast_ballot(
        vote=contest.vote, by=by, choices=choices, at=at, channel=channel, captured_by=captured_by, selected=True
    )
    return choices


def frozen(contest: Contest) -> Mapping[str, Any]:
    """Return what was frozen of a contest."""
    assert contest.vote is not None
    definition: Mapping[str, Any] = contest.vote.definition or {}
    return definition


def withdrawn_from(contest: Contest) -> set[str]:
    """Return the projects that were taken off a ballot after it was frozen."""
    known = contest.__dict__.get("_withdrawn")
    if known is None:
        rows = Amendment.objects.filter(contest=contest).order_by().values_list("project", flat=True)
        known = contest.__dict__["_withdrawn"] = {str(pk) for pk in rows}
    return set(known)


@transaction.atomic
def remind(*, contest: Contest, at: datetime) -> bool:
    """Remind those who marked a ballot and did not cast it, once, on its last day; return whether it was done now."""
    contest = locked_contest(contest)
    vote = contest.vote
    if vote is None or not vote.is_open_at(at) or vote.closes_at - at > BEFORE:
        return False
    if ReminderSent.objects.filter(contest=contest).exists():
        return False
    ReminderSent.objects.create(contest=contest, at=at)
    record(events.REMINDED, subject=contest.subject, by=None, at=at, payload={"contest": contest.pk})
    return True
