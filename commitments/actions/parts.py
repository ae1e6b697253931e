"""Acts on what a commitment is made of: who left, what was measured, which actions serve it, what it goes on with."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments import policies
from commitments.actions.common import locked, own_event, reason_of, told
from commitments.content import clean
from commitments.models import Commitment, CommitmentActor, Indicator, IndicatorValue, Objective
from participation.versions.actions import add_version

if TYPE_CHECKING:
    from participation.models import Action, Person


@transaction.atomic
def leave_commitment(
    *,
    actor: CommitmentActor,
    on: date,
    reason: str,
    by: "Person",
    at: datetime,
    statement: str = "",
    url: str = "",
) -> CommitmentActor:
    """Put down that an actor left a commitment, when and why, with its own statement: it stays in view as gone."""
    row = locked(actor.commitment)
    policies.may_coordinate(by, row.plan).enforce()
    actor = CommitmentActor.objects.select_for_update(no_key=True, of=("self",)).get(pk=actor.pk)
    words = reason_of(reason, message=_("Say why it left."), limit=500)
    checked = clean({"actors": [{**_actor_facts(actor), "to_on": on, "exit_statement": statement, "exit_url": url}]})
    given = checked.parts["actors"][0]
    if actor.from_on and on < actor.from_on:
        raise ValidationError({"on": _("It must end after it begins.")})
    before = told(row)
    actor.to_on, actor.exit_reason = on, words
    actor.exit_statement, actor.exit_url = given["exit_statement"], given["exit_url"]
    actor.save()
    row = Commitment.objects.for_page().get(pk=row.pk)
    after = told(row)
    if after != before:
        add_version(subject=row.subject, data=after, by=by, at=at, reason=words[:300])
        own_event("actor_left", row, by, at, actor=actor.name, on=on.isoformat(), reason=words)
    return actor


@transaction.atomic
def measure(
    *,
    indicator: Indicator,
    on: date,
    value: Decimal,
    by: "Person",
    at: datetime,
    source_url: str = "",
    note: str = "",
) -> IndicatorValue:
    """Put down what an indicator measured on a day; another value of the same day takes its place, and both stay."""
    row = locked(indicator.commitment)
    policies.may_change(by, row.plan).enforce()
    if on > at.date() or on.year < 1990:
        raise ValidationError({"on": _("Write a day that has come already.")})
    standing = indicator.measured.filter(on=on, replaced_at__isnull=True).first()
    if standing is not None and standing.value == value and standing.source_url == source_url:
        return standing
    if standing is not None:
        standing.replaced_at = at
        standing.save()
    url = clean({"source_url": source_url}).columns["source_url"]
    measured = IndicatorValue.objects.create(
        indicator=indicator, on=on, value=value, source_url=url, note=note.strip()[:300], by=by, at=at
    )
    own_event("measured", row, by, at, indicator=indicator.pk, on=on.isoformat(), value=str(value))
    return measured


@transaction.atomic
def set_objective_actions(
    *, objective: Objective, actions: "Sequence[Action]", by: "Person", at: datetime
) -> Objective:
    """Say which actions of the commitment serve an objective; one without any is flagged on its page."""
    row = locked(objective.commitment)
    policies.may_change(by, row.plan).enforce()
    if any(action.followed_id != row.subject_id for action in actions):
        raise ValidationError({"actions": _("Choose among the actions of this commitment.")})
    before = sorted(objective.actions.values_list("pk", flat=True))
    objective.actions.set(actions)
    after = sorted(action.pk for action in actions)
    if before != after:
        own_event(
            "objective_served",
            row,
            by,
            at,
            objective=objective.pk,
            before={"actions": before},
            after={"actions": after},
        )
    return objective


@transaction.atomic
def set_predecessor(
    *, commitment: Commitment, predecessor: Commitment | None, by: "Person", at: datetime
) -> Commitment:
    """Say which earlier commitment this one goes on with."""
    row = locked(commitment)
    policies.may_coordinate(by, row.plan).enforce()
    if predecessor is not None and predecessor.pk == row.pk:
        raise ValidationError({"predecessor": _("A commitment cannot follow on itself.")})
    if row.predecessor_id == (predecessor.pk if predecessor else None):
        return row
    row.predecessor = predecessor
    row.save()
    own_event("predecessor_set", row, by, at, predecessor=predecessor.pk if predecessor else None)
    return row


def _actor_facts(actor: CommitmentActor) -> dict[str, Any]:
    names = ("name", "institution", "role", "sector", "from_on")
    return {name: getattr(actor, name) for name in names}
