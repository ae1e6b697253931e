"""Who holds which role where. Roles are inherited down the tree of subjects."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from participation.access.models import Role, RoleKind
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject

EVERYWHERE = None
# What every page asks of its reader beside the roles, by name: an expression over the person's row.
_beside: dict[str, Any] = {}


def register_beside(name: str, expression: Any) -> None:
    """Fetch something more of a person in the query of the roles (in ``apps.ready()``); ``beside`` returns it."""
    _beside[name] = expression


def _fetch(person: "Person") -> None:
    """Fetch the roles in force and what was registered beside them, in one query."""
    mine = Role.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    held = ArraySubquery(mine.values(role=JSONObject(kind="kind", scope="scope_id")))
    row = get_user_model()._base_manager.filter(pk=person.pk).values(held=held, **_beside).first() or {"held": []}
    person._roles = frozenset((role["kind"], role["scope"]) for role in row.pop("held"))  # type: ignore[attr-defined]
    person._beside = row  # type: ignore[attr-defined]


def roles_of(person: "Person | None") -> frozenset[tuple[str, int | None]]:
    """Return the person's roles in force as (kind, scope's subject id or None); one query per person object."""
    if person is None or not person.is_authenticated or not person.is_active:
        return frozenset()
    if getattr(person, "_roles", None) is None:
        _fetch(person)
    held: frozenset[tuple[str, int | None]] = person._roles  # type: ignore[attr-defined]
    return held


def beside(person: "Person", name: str) -> Any:
    """Return what was registered under a name, as it was when the person's roles were fetched."""
    roles_of(person)
    return getattr(person, "_beside", {}).get(name)


def holds(person: "Person | None", kinds: set[str], subject: "Subject | None") -> bool:
    """Tell whether the person holds one of the roles over the subject, an ancestor of it, or the installation."""
    if person is not None and person.is_superuser and person.is_active:
        return True
    held = {scope for kind, scope in roles_of(person) if kind in kinds}
    if EVERYWHERE in held:
        return True
    return subject is not None and (subject.pk in held or any(pk in held for pk in subject.ancestors))


def scopes(person: "Person | None", kinds: set[str]) -> set[int] | None:
    """Return the subject ids over which the person holds one of the roles; None means everywhere."""
    if person is not None and person.is_superuser and person.is_active:
        return None
    held = {scope for kind, scope in roles_of(person) if kind in kinds}
    return None if EVERYWHERE in held else {pk for pk in held if pk is not None}


SIGN_IN = Remedy(_("Sign in or sign up"), "/cuenta/entrar/")


def may_be_signed_in(person: "Person | None") -> Verdict:
    """Tell whether somebody is signed in with an account that works."""
    if person is None or not person.is_authenticated:
        return Denied("not_signed_in", _("To do this, sign in or sign up. It takes a minute."), SIGN_IN)
    if not person.is_active or person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    return ALLOWED


def may_work_as(person: "Person | None", kinds: set[str], subject: "Subject | None") -> Verdict:
    """Tell whether the person may act as an official with one of these roles over the subject."""
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if holds(person, kinds, subject):
        return ALLOWED
    return Denied("role_missing", _("Your account does not have the role that this needs. Ask whoever manages roles."))


STEWARDS = {RoleKind.STEWARD.value}
MODERATORS = {RoleKind.STEWARD.value, RoleKind.MODERATOR.value}
EVALUATORS = {RoleKind.STEWARD.value, RoleKind.EVALUATOR.value}
OFFICIALS = {kind.value for kind in RoleKind}
