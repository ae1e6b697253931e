"""Acts of who is responsible: it is done, it is suspended, it is abandoned, it goes on again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import roles
from participation.access.verdict import Denied
from participation.followup import policies
from participation.followup.actions.common import count_again, line, locked, reason_of, tell_event
from participation.followup.models import Action, Declaration, DeclarationKind
from participation.followup.states import Declared, goes_on
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def declare_done(*, action: Action, by: "Person", at: datetime, source: str = "") -> Action:
    """Declare an action done. Refused without evidence that stands, and while an action below it goes on.

    ``source`` names the record of an archive from which an import takes it as it was declared there; only stewards of
    the whole platform import, and its page says "declared, without evidence". Again changes nothing.
    """
    action = locked(action)
    policies.may_declare(by, action).enforce()
    if action.declared == Declared.DONE:
        return action
    if action.declared == Declared.ABANDONED:
        Denied("abandoned", _("It was abandoned. Take it up again first.")).enforce()
    source = line(source)[:300]
    if source:
        roles.may_work_as(by, roles.STEWARDS, None).enforce()
    elif action.evidence_count == 0:
        Denied("no_evidence", _("Add evidence first: without it, nothing is done for those who read.")).enforce()
    below = action.children.filter(goes_on()).count()
    if below:
        words = ngettext("%(n)s action below it goes on.", "%(n)s actions below it go on.", below)
        Denied("not_finished", words % {"n": below}).enforce()
    return _declare(action, DeclarationKind.DONE, Declared.DONE, by=by, at=at, source=source)


@transaction.atomic
def suspend(*, action: Action, reason: str, by: "Person", at: datetime) -> Action:
    """Say that an action stands still, and why; an obstacle must be named. Its dates go on counting."""
    action = locked(action)
    policies.may_declare(by, action).enforce()
    if action.declared == Declared.SUSPENDED:
        return action
    if action.declared != Declared.NOTHING:
        Denied("not_going_on", _("It does not go on, so it cannot be suspended.")).enforce()
    if action.obstacle_count == 0:
        Denied("no_obstacle", _("Say first what stands in the way, and what is needed from whom.")).enforce()
    why = reason_of(reason, message=_("Say why: it is shown."), limit=1000)
    return _declare(action, DeclarationKind.SUSPENDED, Declared.SUSPENDED, by=by, at=at, reason=why)


@transaction.atomic
def abandon(*, action: Action, reason: str, by: "Person", at: datetime) -> Action:
    """Say that an action will not be done, and why: only whoever plans it can."""
    action = locked(action)
    policies.may_manage(by, action.followed).enforce()
    if action.declared == Declared.ABANDONED:
        return action
    why = reason_of(reason, message=_("Say why it will not be done: it is shown."), limit=1000)
    return _declare(action, DeclarationKind.ABANDONED, Declared.ABANDONED, by=by, at=at, reason=why)


@transaction.atomic
def reopen(*, action: Action, reason: str, by: "Person", at: datetime) -> Action:
    """Take up again what was declared done, suspended or abandoned: going back needs a reason."""
    action = locked(action)
    if action.declared == Declared.ABANDONED:
        policies.may_manage(by, action.followed).enforce()
    policies.may_declare(by, action).enforce()
    if action.declared == Declared.NOTHING:
        return action
    why = reason_of(reason, message=_("Say why it goes on again: it is shown."), limit=1000)
    return _declare(action, DeclarationKind.REOPENED, Declared.NOTHING, by=by, at=at, reason=why)


def _declare(
    action: Action, kind: str, declared: str, *, by: "Person", at: datetime, reason: str = "", source: str = ""
) -> Action:
    before = action.declared
    action.declared = declared
    action.declared_on = local_day(at) if declared else None
    declaration = Declaration.objects.create(action=action, kind=kind, reason=reason, source=source, by=by, at=at)
    count_again(action)
    more = {"reason": reason, "declaration": declaration.pk}
    tell_event(str(kind), action, by, at, before={"declared": before}, after={"declared": declared}, **more)
    return action
