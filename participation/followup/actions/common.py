"""What the acts share: the lock, tidied texts, what is counted again."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.events.models import Event
from participation.events.record import prepare, record_many
from participation.followup.models import Action
from participation.followup.states import Declared
from participation.followup.words import months_later
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person


def locked(action: Action) -> Action:
    """Return an action as it is now, held until the commit: what is counted of it is counted one by one."""
    return Action.objects.for_page().select_for_update(no_key=True, of=("self",)).get(pk=action.pk)


def line(text: str) -> str:
    """Return a text of one line without control characters."""
    return " ".join(tidy(text).split())


def checked(given: dict[str, str], limits: dict[str, int], needed: dict[str, Any]) -> None:
    """Raise ValidationError, field by field, for what is missing or too long."""
    wrong: dict[str, Any] = {name: message for name, message in needed.items() if not given[name]}
    for name, limit in limits.items():
        if len(given[name]) > limit:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": limit}
    if wrong:
        raise ValidationError(wrong)


def reason_of(text: str, *, message: str, limit: int = 300, field: str = "reason") -> str:
    """Return a reason. Raises ValidationError where it is missing or too long."""
    reason = line(text)
    checked({field: reason}, {field: limit}, {field: message})
    return reason


def count_again(action: Action) -> None:
    """Count what stands of what was told, and what follows from it. The action's row is held."""
    standing = action.updates.filter(withdrawn_at__isnull=True)
    own = standing.filter(voice=action.owner_voice).order_by("-at", "-pk")
    last = own.first()
    action.update_count = standing.count()
    action.last_report_on = local_day(last.at) if last else None
    action.percent = own.filter(percent__isnull=False).values_list("percent", flat=True).first()
    action.unchanged_since = None
    if last is not None and last.repeats:
        changed = own.filter(repeats=False).first()
        action.unchanged_since = local_day(changed.at if changed else last.at)
    proofs = action.evidence.filter(withdrawn_at__isnull=True, broken_since__isnull=True)
    action.evidence_count = proofs.count()
    action.obstacle_count = action.obstacles.filter(withdrawn_at__isnull=True, until__isnull=True).count()
    action.report_due_on = None
    if action.report_every and action.declared in {Declared.NOTHING, Declared.SUSPENDED}:
        begun = local_day(action.created_at)
        start = max(begun, action.starts_on) if action.starts_on else begun
        action.report_due_on = months_later(action.last_report_on or start, action.report_every)
    action.save()  # writes: inside the act that calls it


def tell_event(name: str, action: Action, by: "Person | None", at: datetime, **more: Any) -> None:
    """Record an event on an action; ``changes`` names rows of datasets beside its own."""
    record_many([event_on(name, action, by, at, **more)])


def event_on(name: str, action: Action, by: "Person | None", at: datetime, **more: Any) -> Event:
    """Return an event on an action, not written yet."""
    changes = more.pop("changes", ())
    before, after = more.pop("before", None), more.pop("after", None)
    payload = {"action": action.pk, "followed": action.followed_id, "institution": action.institution_id, **more}
    return prepare(
        f"participation.action.{name}",
        subject=action.subject,
        by=by,
        at=at,
        payload=payload,
        before=before,
        after=after,
        changes=changes,
    )
