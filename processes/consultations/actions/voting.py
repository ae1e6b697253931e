"""Acts of a vote: freezing it, casting through the urn, moving its days, and publishing what came of it.

Nothing here writes down who chose what: choices go from the page to ``cast_ballot`` and are kept nowhere else.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from participation.contribution import Channel
from participation.events.record import record
from participation.models import Territory, Vote
from participation.urn.actions import cast_ballot, change_vote_dates, close_vote, create_vote, freeze_vote, update_vote
from processes.consultations import events, policies
from processes.consultations.actions.answering import answer_survey
from processes.consultations.answers import clean
from processes.consultations.settings import Nature
from processes.consultations.snapshot import snapshot
from processes.consultations.writing import definition
from processes.models import Answer, Component, Questionnaire
from processes.policies import opening_times

if TYPE_CHECKING:
    from participation.models import Person

MOST_PLACES = 500


@sensitive_variables("given", "choices")
@transaction.atomic
def hand_in(
    *,
    component: Component,
    given: Mapping[str, Any],
    by: "Person | None",
    at: datetime,
    channel: str = Channel.WEB,
    captured_by: "Person | None" = None,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Answer | None:
    """Answer a survey, or vote; a vote leaves nothing to return. Raises ActDenied, and WrongAnswers by question."""
    if component.config.nature == Nature.SURVEY:
        return answer_survey(
            component=component, given=given, by=by, at=at, channel=channel, captured_by=captured_by, act_id=act_id,
            is_sample=is_sample,
        )  # fmt: skip
    policies.may_answer(by, component, at=at).enforce()
    vote = policies.vote_of(component)
    assert by is not None
    assert vote is not None
    choices = clean([question.ask for question in component.questions.order_by("position", "pk")], given)
    if not choices:
        raise ValidationError(_("This ballot is empty: answer at least one question."))
    cast_ballot(vote=vote, by=by, choices=choices, at=at, channel=channel, captured_by=captured_by)
    return None


def freeze(component: Component, by: "Person", at: datetime) -> Vote:
    """Freeze a vote with the days of its phase: a step of making its questions ready. Raises ValidationError."""
    window = window_of(component)
    config = component.config
    places: Any = Territory.objects.filter(parent=component.process.territory_id, is_active=True)
    same: dict[str, Any] = {
        "opens_at": window[0],
        "closes_at": window[1],
        "rules": config.who_may_answer,
        "revocable": config.revocable,
        "territories": list(places.order_by("pk").values_list("pk", flat=True)[:MOST_PLACES])
        if component.process.territory_id
        else [],
        "by": by,
        "at": at,
    }
    vote = policies.vote_of(component)
    vote = update_vote(vote=vote, **same) if vote else create_vote(subject=component.subject, **same)
    told = definition(list(component.questions.order_by("position", "pk")))
    rules = ("entitled", "quorum", "threshold", "binding")
    told["rules"] = {name: str(getattr(config, name)) for name in rules}
    return freeze_vote(vote=vote, definition=told, by=by, at=at)


def window_of(component: Component) -> tuple[datetime, datetime]:
    """Return from when to when a vote is open: one stretch with an end. Raises ValidationError."""
    windows = opening_times(component, policies.ACT)
    if len(windows) != 1 or windows[0].closes_at is None:
        raise ValidationError(_("Open the vote in exactly one phase that has a first and a last day."))
    return windows[0].opens_at, windows[0].closes_at


@transaction.atomic
def move_vote(*, component: Component, reason: str, by: "Person", at: datetime) -> Vote:
    """Take the days of its phase over to a frozen vote, with a reason. Raises ActDenied and ValidationError."""
    policies.may_edit_process(by, component.process).enforce()
    vote = policies.vote_of(component)
    if vote is None:
        raise ValidationError(_("This vote is not frozen yet."))
    opens_at, closes_at = window_of(component)
    return change_vote_dates(vote=vote, opens_at=opens_at, closes_at=closes_at, reason=reason, by=by, at=at)


@transaction.atomic
def publish_results(*, component: Component, at: datetime, by: "Person | None" = None) -> Questionnaire | None:
    """Count what was answered once it is over, and publish it; again, only after it was opened anew.

    A vote is closed by this, where it was not: the sweep calls it, and so does the button of an official, who can do
    nothing that the clock would not. Returns None where there is nothing to publish.
    """
    row = Questionnaire.objects.select_for_update(of=("self",)).filter(component=component).first()
    if row is None or not policies.results_due(component, row, at):
        return None
    vote = policies.vote_of(component)
    if vote is not None:
        vote = close_vote(vote=vote, at=at, by=by)
    row.results, row.results_at = snapshot(component, vote), at
    row.save(update_fields=["results", "results_at"])
    payload = {"component": component.pk}
    record(
        events.RESULTS,
        subject=component.subject,
        by=by,
        at=at,
        payload=payload,
        changes=[("consultations", row.pk)],
    )
    return row
