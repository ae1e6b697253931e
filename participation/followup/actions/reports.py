"""Acts of whoever tells how an action goes."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.followup import policies
from participation.followup.actions.common import checked, count_again, line, locked, reason_of, tell_event
from participation.followup.actions.declarations import declare_done
from participation.followup.actions.evidence import add_evidence
from participation.followup.actions.obstacles import raise_obstacle
from participation.followup.models import Action, ProgressUpdate
from participation.search.text import fold
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.files.prepare import Prepared
    from participation.models import Person

MOST_STEPS = 10_000


@transaction.atomic
def report_progress(
    *,
    action: Action,
    text: str,
    by: "Person",
    at: datetime,
    period_from: date | None = None,
    period_to: date | None = None,
    percent: int | None = None,
    steps_done: int | None = None,
    steps_total: int | None = None,
    back_reason: str = "",
    same_again: bool = False,
    act_id: uuid.UUID | None = None,
) -> ProgressUpdate:
    """Tell how an action goes, in the voice of whoever tells; the same ``act_id`` again returns the first one.

    The same words as before are refused unless ``same_again`` says that nothing changed; going back in numbers needs
    ``back_reason``. Raises ActDenied and ValidationError by field.
    """
    action = locked(action)
    if act_id is not None and (same := ProgressUpdate.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_tell(by, action).enforce()
    speaker = policies.speaker_of(by, action)
    assert speaker is not None
    text = tidy(text).strip()
    checked({"text": text}, {"text": 4000}, {"text": _("Tell what was done.")})
    start, end = _period(period_from, period_to, local_day(at))
    _check_numbers(percent, steps_done, steps_total)
    standing = action.updates.filter(withdrawn_at__isnull=True, voice=speaker.voice, organisation=speaker.organisation)
    former = standing.order_by("-at", "-pk").first()
    repeats = former is not None and _bare(former.text) == _bare(text)
    if repeats and not same_again and former is not None:
        words = _("It says the same as on %(day)s. Tell what changed, or mark that nothing changed.")
        raise ValidationError({"text": words % {"day": date_format(local_day(former.at))}})
    update = ProgressUpdate(
        action=action,
        voice=speaker.voice,
        organisation=speaker.organisation,
        period_from=start,
        period_to=end,
        text=text,
        percent=percent,
        steps_done=steps_done,
        steps_total=steps_total,
        back_reason=_why_back(standing, percent, steps_done, back_reason),
        repeats=repeats,
        author=by,
        act_id=act_id,
        at=at,
    )
    update.save()
    count_again(action)
    changes = [("progress_updates", update.pk)]
    tell_event("reported", action, by, at, update=update.pk, voice=update.voice, changes=changes)
    return update


@transaction.atomic
def tell(
    *,
    action: Action,
    text: str,
    how: str,
    by: "Person",
    at: datetime,
    links: Sequence[tuple[str, str]] = (),
    files: "Sequence[Prepared]" = (),
    obstacle: str = "",
    needed: str = "",
    needed_from: str = "",
    act_id: uuid.UUID | None = None,
    **report: Any,
) -> ProgressUpdate:
    """Tell in one go how it goes: the report with its evidence, and what stands in the way or that it is done.

    ``how`` is going, stopped (then an obstacle is needed) or done (then evidence is). All of it is written, or none.
    """
    if how not in {"going", "stopped", "done"}:
        raise ValidationError({"how": _("Choose how it goes.")})
    if act_id is not None and (same := ProgressUpdate.objects.filter(author=by, act_id=act_id).first()):
        return same
    update = report_progress(action=action, text=text, by=by, at=at, act_id=act_id, **report)
    for title, url in links:
        add_evidence(action=action, update=update, kind="link", title=title, url=url, by=by, at=at)
    for ready in files:
        kind = "photo" if ready.kind == "image" else "file"
        add_evidence(action=action, update=update, kind=kind, title=ready.name, upload=ready, by=by, at=at)
    if how == "stopped" or line(obstacle):
        raise_obstacle(action=action, text=obstacle, needed=needed, needed_from=needed_from, by=by, at=at)
    if how == "done":
        declare_done(action=action, by=by, at=at)
    return update


@transaction.atomic
def withdraw_update(*, update: ProgressUpdate, reason: str, by: "Person", at: datetime) -> ProgressUpdate:
    """Take a report back with a reason: that it was there stays in view. Again changes nothing."""
    action = locked(update.action)
    update = ProgressUpdate.objects.get(pk=update.pk)
    update.action = action
    policies.may_withdraw(by, update).enforce()
    if update.withdrawn_at:
        return update
    update.withdraw_reason = reason_of(reason, message=_("Say why: it is shown."))
    update.withdrawn_at, update.withdrawn_by = at, by
    update.save()
    count_again(action)
    changes = [("progress_updates", update.pk)]
    tell_event("update_withdrawn", action, by, at, update=update.pk, reason=update.withdraw_reason, changes=changes)
    return update


def _bare(text: str) -> str:
    """Return a text as it is compared: without case, accents and spaces."""
    return " ".join(fold(text).split())


def _period(start: date | None, end: date | None, today: date) -> tuple[date | None, date]:
    last = end or today
    if last > today + timedelta(days=1):
        raise ValidationError({"period_to": _("A report tells what was done, so its last day cannot be to come.")})
    if start and start > last:
        raise ValidationError({"period_from": _("It must begin before it ends.")})
    if min(start or last, last).year < 1990:
        raise ValidationError({"period_from": _("Write a day between 1990 and 2100.")})
    return start, last


def _check_numbers(percent: int | None, done: int | None, total: int | None) -> None:
    if percent is not None and not 0 <= percent <= 100:
        raise ValidationError({"percent": _("A whole number from 0 to 100.")})
    if (done is None) != (total is None):
        raise ValidationError({"steps_done": _("Say how many steps are done, and of how many.")})
    if done is not None and total is not None and not (0 <= done <= total and 1 <= total <= MOST_STEPS):
        raise ValidationError({"steps_done": _("At most as many as there are steps.")})


def _why_back(standing: QuerySet, percent: int | None, done: int | None, reason: str) -> str:
    """Return why it went back, where it did. Raises ValidationError where that is not said."""

    def former(name: str) -> int | None:
        told = standing.filter(**{f"{name}__isnull": False}).order_by("-at", "-pk")
        return told.values_list(name, flat=True).first()

    pairs = ((percent, "percent"), (done, "steps_done"))
    if not any(now is not None and (before := former(name)) is not None and now < before for now, name in pairs):
        return ""
    return reason_of(reason, message=_("It is less than the report before said: say why."), field="back_reason")
