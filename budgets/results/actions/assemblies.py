"""Acts on what assemblies decide: one official writes it down from the acta, another confirms it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import Assembly, Contest
from budgets.results import events, policies
from budgets.results.actions.counts import request_count
from budgets.results.actions.shared import held_contest
from budgets.states import ProjectState
from participation.events.record import record
from participation.files.actions import attach
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.files.prepare import Prepared
    from participation.models import Person

ACTA = "acta"  # the part of the contest's files
LIMITS = {"place": 200, "convened_by": 200, "signatures": 2000}
MOST_HANDS = 100_000


@transaction.atomic
def record_assembly(
    *,
    contest: Contest,
    held_at: datetime,
    place: str,
    convened_by: str,
    quorum: int,
    present: int,
    hands: Mapping[str, int],
    signatures: str,
    acta: "Prepared | Any",
    by: "Person",
    at: datetime,
    notes: str = "",
    act_id: uuid.UUID | None = None,
) -> Assembly:
    """Write down what an assembly decided, with its acta: hands for each tied project, or for all without a vote.

    The most hands come first; where these are equal, it did not decide. Raises ActDenied and ValidationError.
    """
    key = act_id or uuid.uuid4()
    contest = held_contest(contest)
    known = Assembly.objects.filter(recorded_by=by, act_id=key).first()
    if known is not None:
        return known
    policies.may_record_assembly(by, contest).enforce()
    tie = policies.open_tie(contest)
    words = {"place": place, "convened_by": convened_by, "signatures": signatures}
    wrong: dict[str, Any] = {}
    for name, limit in LIMITS.items():
        words[name] = tidy(words[name]).strip()
        if not words[name]:
            wrong[name] = _("Write what the acta says.")
        elif len(words[name]) > limit:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": limit}
    if not 0 < quorum <= MOST_HANDS:
        wrong["quorum"] = _("Write how many people it needed, 1 or more.")
    elif not quorum <= present <= MOST_HANDS:
        wrong["present"] = _("Fewer people came than were needed: this assembly could not decide.")
    if held_at > at:
        wrong["held_at"] = _("This moment has not come yet.")
    if wrong:
        raise ValidationError(wrong)
    order = _order(contest, tie.ties if tie is not None else None, hands, present)
    attachment = attach(subject=contest.subject, upload=acta, by=by, at=at, part=ACTA)
    assembly = Assembly.objects.create(
        contest=contest, own_rules=tie is None, act_id=key, held_at=held_at, quorum=quorum, present=present,
        hands={name: int(n) for name, n in hands.items()}, order=order, notes=tidy(notes).strip()[:4000],
        acta=attachment, recorded_by=by, recorded_at=at, **words,
    )  # fmt: skip
    payload = {"contest": contest.pk, "assembly": assembly.pk}
    record(events.ASSEMBLY_RECORDED, subject=contest.subject, by=by, at=at, payload=payload)
    return assembly


def _order(contest: Contest, tied: "list[str] | None", hands: Mapping[str, int], present: int) -> list[str]:
    """Return the projects in the order of hands: all tied ones, or those that the money lasts for."""
    rows = {str(row.pk): row for row in contest.projects.all()}
    allowed = tied if tied is not None else [
        name for name, row in rows.items() if row.state == ProjectState.FEASIBLE and row.cost is not None
    ]  # fmt: skip
    if set(hands) - set(allowed):
        raise ValidationError(_("The assembly decides between the projects of this list alone."))
    if any(n < 0 or n > present for n in hands.values()):
        raise ValidationError(_("A project cannot have more hands than people who came."))
    counted = {name: int(hands.get(name, 0)) for name in allowed}
    order = sorted(counted, key=lambda name: -counted[name])
    if not any(counted.values()):
        raise ValidationError(_("Write how many hands were raised for each project."))
    if tied is None:
        left, chosen = contest.amount, []
        for name in order:
            cost = rows[name].cost or 0
            if counted[name] and cost <= left:
                chosen.append(name)
                left -= cost
        _no_tie([counted[name] for name in order], len(chosen))
        return chosen
    _no_tie([counted[name] for name in order], 1)
    return order


def _no_tie(hands: list[int], decided: int) -> None:
    if decided < len(hands) and decided and hands[decided - 1] == hands[decided]:
        raise ValidationError(_("The same number of hands were raised for two projects: the assembly did not decide."))


@transaction.atomic
def confirm_assembly(*, assembly: Assembly, by: "Person", at: datetime) -> Assembly:
    """Confirm what another official wrote down, and count with it. Raises ActDenied."""
    contest = held_contest(assembly.contest)
    assembly = Assembly.objects.select_for_update(of=("self",)).get(pk=assembly.pk)
    assembly.contest = contest
    policies.may_confirm_assembly(by, assembly).enforce()
    assembly.confirmed_by, assembly.confirmed_at = by, at
    assembly.save(update_fields=["confirmed_by", "confirmed_at"])
    payload = {"contest": contest.pk, "assembly": assembly.pk}
    record(events.ASSEMBLY_CONFIRMED, subject=contest.subject, by=by, at=at, payload=payload)
    request_count(contest=contest, by=by, at=at, reason=_("The assembly decided."))
    return assembly


@transaction.atomic
def withdraw_assembly(*, assembly: Assembly, by: "Person", at: datetime) -> Assembly:
    """Take back what was written down and not confirmed, to write it down again. Raises ActDenied."""
    contest = held_contest(assembly.contest)
    assembly = Assembly.objects.select_for_update(of=("self",)).get(pk=assembly.pk)
    assembly.contest = contest
    policies.may_withdraw_assembly(by, assembly).enforce()
    assembly.withdrawn_at = at
    assembly.save(update_fields=["withdrawn_at"])
    payload = {"contest": contest.pk, "assembly": assembly.pk}
    record(events.ASSEMBLY_WITHDRAWN, subject=contest.subject, by=by, at=at, payload=payload)
    return assembly
