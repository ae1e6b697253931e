"""Who holds which role where. Roles are inherited down the tree of subjects."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.models import Role, RoleKind
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict
from participation.stored import StoredQuery

if TYPE_CHECKING:
    from participation.models import Person, Subject

EVERYWHERE = None
FIELD = {RoleKind.FIELD.value}
# What every page asks of its reader beside the roles, by name: an expression over the person's row.
_beside: dict[str, Any] = {}


def register_beside(name: str, expression: Any) -> None:
    """Fetch something more of a person in the query of the roles (in ``apps.ready()``); ``beside`` returns it."""
    _beside[name] = expression


def told_of_row(*, second: bool) -> JSONObject:
    """Return the expression, over a person's row, of their roles in force and what was registered beside them.

    ``second`` asks too whether they signed up a second step.
    """
    mine = Role.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    held = ArraySubquery(mine.values(role=JSONObject(kind="kind", scope="scope_id")))
    more = {**_beside, "second": second_step_of()} if second else _beside
    return JSONObject(held=held, **more)


@StoredQuery
def _told(pk: int, *, second: bool) -> QuerySet:  # the shape: a second step is asked for only where it is needed
    return get_user_model()._base_manager.filter(pk=pk).values_list(told_of_row(second=second), flat=True)


def keep(person: "Person", told: dict[str, Any] | None) -> None:
    """Note on a person what ``told_of_row`` says, so that their roles are not asked for once more.

    Where officials need a second step, the roles of who has none sleep: they count nowhere until it is set up.
    """
    row = dict(told or {"held": []})
    roles = frozenset((role["kind"], role["scope"]) for role in row.pop("held"))
    asleep = settings.AZOTEA_OFFICIALS_SECOND_STEP and not row.pop("second", False)
    # A card for the field has no second step to set up: its dates, its one task and its limits stand in for one.
    light = frozenset(role for role in roles if role[0] in FIELD)
    person._asleep = bool(asleep and (roles - light or person.is_superuser))  # type: ignore[attr-defined]
    person._roles = light if asleep else roles  # type: ignore[attr-defined]
    person._beside = row  # type: ignore[attr-defined]


def second_step_of(column: str = "pk") -> Exists:
    """Return whether the person whom a column of a row names signs in with an authenticator app or a passkey."""
    from allauth.mfa.models import Authenticator

    ways = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Exists(Authenticator.objects.filter(user=OuterRef(column), type__in=ways))


def lacks_second_step(person: "Person | None") -> bool:
    """Tell whether the person holds roles that sleep until they set up a second step."""
    if not settings.AZOTEA_OFFICIALS_SECOND_STEP or person is None or not person.is_authenticated:
        return False
    roles_of(person)
    return bool(getattr(person, "_asleep", False))


def runs_all(person: "Person | None") -> bool:
    """Tell whether the person is a technical administrator, who needs no role (but the second step, as all do)."""
    return bool(person is not None and person.is_superuser and person.is_active and not lacks_second_step(person))


def roles_of(person: "Person | None") -> frozenset[tuple[str, int | None]]:
    """Return the person's roles in force as (kind, scope's subject id or None); one query per person object."""
    if person is None or not person.is_authenticated or not person.is_active:
        return frozenset()
    if getattr(person, "_roles", None) is None:
        keep(person, next(iter(_told(person.pk, second=settings.AZOTEA_OFFICIALS_SECOND_STEP)), None))
    held: frozenset[tuple[str, int | None]] = person._roles  # type: ignore[attr-defined]
    return held


def beside(person: "Person", name: str) -> Any:
    """Return what was registered under a name, as it was when the person's roles were fetched."""
    roles_of(person)
    return getattr(person, "_beside", {}).get(name)


def holds(person: "Person | None", kinds: set[str], subject: "Subject | None") -> bool:
    """Tell whether the person holds one of the roles over the subject, an ancestor of it, or the installation."""
    if runs_all(person):
        return True
    held = {scope for kind, scope in roles_of(person) if kind in kinds}
    if EVERYWHERE in held:
        return True
    return subject is not None and (subject.pk in held or any(pk in held for pk in subject.ancestors))


def scopes(person: "Person | None", kinds: set[str]) -> set[int] | None:
    """Return the subject ids over which the person holds one of the roles; None means everywhere."""
    if runs_all(person):
        return None
    held = {scope for kind, scope in roles_of(person) if kind in kinds}
    return None if EVERYWHERE in held else {pk for pk in held if pk is not None}


SIGN_IN = Remedy(_("Sign in or sign up"), "/cuenta/entrar/")


NO_SECOND_STEP = Denied(
    "second_step_missing",
    _("Officials enter with a second step. Add an app or a passkey, and your role works again at once."),
    Remedy(_("Add a second step"), "/cuenta/seguridad/"),
)


def may_be_signed_in(person: "Person | None") -> Verdict:
    """Tell whether somebody is signed in with an account that works."""
    if person is None or not person.is_authenticated:
        return Denied("not_signed_in", _("To do this, sign in or sign up. It takes a minute."), SIGN_IN)
    if not person.is_active or person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    return ALLOWED


FOR_THE_FIELD = Denied(
    "field_account",
    _("This account is for field work alone. To take part or to read your notices, enter with your own account."),
    Remedy(_("Go to the counter"), "/mesa/verificacion/"),
)


SEE_WHY = Remedy(_("See why, and how to appeal"), "/cuenta/bloqueo/")


def may_take_part(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody is signed in with an account that moderation did not block; costs no query."""
    signed_in = may_be_signed_in(person)
    if signed_in and person is not None and person.is_field:
        return FOR_THE_FIELD
    if not signed_in or person is None or person.blocked_at is None:
        return signed_in
    if person.blocked_until is None:
        return Denied("blocked", _("Moderation blocked your account: you can read, but not take part."), SEE_WHY)
    if at >= person.blocked_until:
        return ALLOWED
    message = gettext("Moderation blocked your account until %(day)s: you can read, but not take part.")
    return Denied("blocked", message % {"day": date_format(localtime(person.blocked_until))}, SEE_WHY)


def may_work_as(person: "Person | None", kinds: set[str], subject: "Subject | None") -> Verdict:
    """Tell whether the person may act as an official with one of these roles over the subject."""
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if holds(person, kinds, subject):
        return ALLOWED
    if lacks_second_step(person):
        return NO_SECOND_STEP
    return Denied("role_missing", _("Your account does not have the role that this needs. Ask whoever manages roles."))


def may_decide_on(person: "Person | None", author_id: int | None) -> Verdict:
    """Tell whether somebody may decide on what somebody wrote: never on their own."""
    if person is not None and author_id == person.pk:
        return Denied("own_content", _("You wrote this yourself, so somebody else must decide on it."))
    return ALLOWED


STEWARDS = {RoleKind.STEWARD.value}
MODERATORS = {RoleKind.STEWARD.value, RoleKind.MODERATOR.value}
EVALUATORS = {RoleKind.STEWARD.value, RoleKind.EVALUATOR.value}
ROUTERS = {RoleKind.STEWARD.value, RoleKind.ROUTER.value}
# Who sees where an answer is on its way through the offices.
DESK = EVALUATORS | ROUTERS | {RoleKind.OBSERVER.value}
LOG_READERS = {RoleKind.STEWARD.value, RoleKind.AUDITOR.value}  # who takes the log of acts away as a file
TRANSPARENCY = {RoleKind.PRIVACY.value}  # of the whole installation; stewards do not answer for the unit
REPORTERS = {RoleKind.REPORTER.value}
# The transparency unit answers requests on personal data and has no say, and no sight, in processes; nor has who works
# in the field for some days, nor who only tells how the actions of an institution go.
OFFICIALS = {kind.value for kind in RoleKind} - TRANSPARENCY - FIELD - REPORTERS
