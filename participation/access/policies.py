"""Who may give and end roles."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.models import Role, RoleKind
from participation.access.roles import (
    FIELD,
    NO_SECOND_STEP,
    STEWARDS,
    holds,
    lacks_second_step,
    may_be_signed_in,
    roles_of,
)
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject

# A steward of a process may staff it, but not make other stewards: that would hand the process to a third person
# without anybody above knowing.
BELOW_STEWARD = {
    RoleKind.MODERATOR.value,
    RoleKind.EVALUATOR.value,
    RoleKind.ROUTER.value,
    RoleKind.OBSERVER.value,
    RoleKind.REPORTER.value,
}

FIELD_DESK = Remedy(_("Go to the field accounts"), "/mesa/campo/")


def may_grant_role(by: "Person | None", kind: str, scope: "Subject | None", *, at: datetime) -> Verdict:
    """Tell whether somebody may give a role over a scope (None: the whole installation)."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if kind in FIELD:
        return Denied("field_by_list", _("Field accounts are made at their desk, with dates and PIN."), FIELD_DESK)
    if holds(by, STEWARDS, None):
        return ALLOWED
    if scope is not None and holds(by, STEWARDS, scope):
        if kind in BELOW_STEWARD:
            return ALLOWED
        return Denied("steward_needs_more", _("Only whoever manages the whole platform may name stewards."))
    if lacks_second_step(by):
        return NO_SECOND_STEP
    return Denied("role_missing", _("Your account may not manage roles here."))


def may_end_role(by: "Person | None", role: Role, *, at: datetime) -> Verdict:
    """Tell whether somebody may end a role: whoever may give it; the last steward of everything stays."""
    if role.kind in FIELD:
        return Denied("field_by_list", _("Field accounts are ended at their desk."), FIELD_DESK)
    may = may_grant_role(by, role.kind, role.scope, at=at)
    if not may:
        return may
    if role.kind == RoleKind.STEWARD and role.scope_id is None and not _another_runs_everything(role):
        return Denied(
            "last_steward", _("Nobody else manages the whole platform. Give that role to another person first.")
        )
    return ALLOWED


def may_see_people(by: "Person | None") -> Verdict:
    """Tell whether somebody may see personal data of accounts: only whoever manages the whole platform."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if holds(by, STEWARDS, None):
        return ALLOWED
    if lacks_second_step(by):
        return NO_SECOND_STEP
    return Denied("role_missing", _("Only whoever manages the whole platform sees people's data."))


def stewarded_scopes(by: "Person") -> set[int]:
    """Return the subjects over which somebody is steward by a role of theirs."""
    return {scope for kind, scope in roles_of(by) if kind in STEWARDS and scope is not None}


def _another_runs_everything(role: Role) -> bool:
    from participation.models import Person

    if Person.objects.filter(is_superuser=True, is_active=True).exists():
        return True
    return (
        Role.objects.filter(kind=RoleKind.STEWARD, scope__isnull=True, ended_at__isnull=True, person__is_active=True)
        .exclude(pk=role.pk)
        .exists()
    )
