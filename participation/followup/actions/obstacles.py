"""Acts on what stands in the way."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.followup import policies
from participation.followup.actions.common import checked, count_again, line, locked, reason_of, tell_event
from participation.followup.models import Action, Obstacle
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person

LIMITS = {"text": 1000, "needed": 300, "needed_from": 200}


@transaction.atomic
def raise_obstacle(
    *,
    action: Action,
    text: str,
    by: "Person",
    at: datetime,
    since: date | None = None,
    needed: str = "",
    needed_from: str = "",
) -> Obstacle:
    """Say what stands in the way, since when, what is needed and from whom. Raises ValidationError by field."""
    action = locked(action)
    policies.may_tell(by, action).enforce()
    speaker = policies.speaker_of(by, action)
    assert speaker is not None
    given = {"text": tidy(text).strip(), "needed": line(needed), "needed_from": line(needed_from)}
    checked(given, LIMITS, {"text": _("Say what stands in the way.")})
    today = local_day(at)
    if since is not None and not date(1990, 1, 1) <= since <= today:
        raise ValidationError({"since": _("Write a day that has come already.")})
    obstacle = Obstacle(action=action, since=since or today, author=by, at=at, **given)
    obstacle.voice, obstacle.organisation = speaker.voice, speaker.organisation
    obstacle.save()
    count_again(action)
    tell_event("obstacle_raised", action, by, at, obstacle=obstacle.pk, changes=[("obstacles", obstacle.pk)])
    return obstacle


@transaction.atomic
def clear_obstacle(*, obstacle: Obstacle, by: "Person", at: datetime) -> Obstacle:
    """Say that something stands in the way no more. Again changes nothing."""
    action, obstacle = _held(obstacle)
    policies.may_tell(by, action).enforce()
    if obstacle.until is not None or obstacle.withdrawn_at is not None:
        return obstacle
    obstacle.until = max(local_day(at), obstacle.since)
    obstacle.save()
    count_again(action)
    tell_event("obstacle_cleared", action, by, at, obstacle=obstacle.pk, changes=[("obstacles", obstacle.pk)])
    return obstacle


@transaction.atomic
def withdraw_obstacle(*, obstacle: Obstacle, reason: str, by: "Person", at: datetime) -> Obstacle:
    """Take back what was said of an obstacle, with a reason. Again changes nothing."""
    action, obstacle = _held(obstacle)
    policies.may_withdraw(by, obstacle).enforce()
    if obstacle.withdrawn_at is not None:
        return obstacle
    obstacle.withdraw_reason = reason_of(reason, message=_("Say why: it is shown."))
    obstacle.withdrawn_at, obstacle.withdrawn_by = at, by
    obstacle.save()
    count_again(action)
    more = {"obstacle": obstacle.pk, "reason": obstacle.withdraw_reason}
    tell_event("obstacle_withdrawn", action, by, at, changes=[("obstacles", obstacle.pk)], **more)
    return obstacle


def _held(obstacle: Obstacle) -> tuple[Action, Obstacle]:
    action = locked(obstacle.action)
    obstacle = Obstacle.objects.get(pk=obstacle.pk)
    obstacle.action = action
    return action, obstacle
