"""Acts upon roles."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from participation.access import policies
from participation.access.models import Role, RoleKind
from participation.access.verdict import Denied
from participation.events.record import record

if TYPE_CHECKING:
    from participation.models import Person, Subject


@transaction.atomic
def grant_role(*, person: "Person", kind: str, scope: "Subject | None", by: "Person", at: datetime) -> Role:
    """Give a person a role over a subject and what lies below it; giving it twice changes nothing.

    The person becomes an official: the admin opens to them. Raises ActDenied.
    """
    policies.may_grant_role(by, kind, scope, at=at).enforce()
    if kind not in RoleKind.values:
        raise ValueError(f"unknown role {kind!r}")
    if not person.is_active or person.erased_at:
        Denied("account_closed", _("This account is closed.")).enforce()
    if person.is_field:
        Denied("field_account", _("This is a field account. Give the role to the person's own account.")).enforce()
    held = Role.objects.filter(person=person, kind=kind, scope=scope, ended_at__isnull=True)
    role = held.first()
    if role is not None:
        return role
    try:
        with transaction.atomic():
            role = Role.objects.create(person=person, kind=kind, scope=scope, granted_by=by, granted_at=at)
    except IntegrityError:  # somebody gave it at the same moment
        return held.get()
    if not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
    _forget_cached(person)
    record(
        "access.role.granted", subject=scope, by=by, at=at, payload={"role": role.pk, "person": person.pk, "kind": kind}
    )
    return role


@transaction.atomic
def end_role(*, role: Role, by: "Person", at: datetime) -> Role:
    """End a role; ending it twice changes nothing. Without any role left, the admin closes. Raises ActDenied."""
    list(
        Role.objects.filter(kind=role.kind, scope__isnull=True, ended_at__isnull=True)
        .select_for_update()
        .order_by("pk")
    )
    policies.may_end_role(by, role, at=at).enforce()
    return _end(role, by, at)


@transaction.atomic
def end_roles_of(*, person: "Person", at: datetime) -> None:
    """End every role of somebody who closes their account (whose policy was asked already)."""
    for role in (
        Role.objects.filter(person=person, ended_at__isnull=True).select_related("person", "scope").order_by("pk")
    ):
        _end(role, person, at)


def _end(role: Role, by: "Person", at: datetime) -> Role:
    if not Role.objects.filter(pk=role.pk, ended_at__isnull=True).update(ended_at=at):
        role.refresh_from_db(fields=["ended_at"])
        return role
    role.ended_at = at
    person = role.person
    left = Role.objects.filter(person=person, ended_at__isnull=True).exists()
    if person.is_staff and not person.is_superuser and not left:
        person.is_staff = False
        person.save(update_fields=["is_staff"])
    _forget_cached(person)
    record(
        "access.role.ended",
        subject=role.scope,
        by=by,
        at=at,
        payload={"role": role.pk, "person": person.pk, "kind": role.kind},
    )
    return role


def _forget_cached(person: "Person") -> None:
    person.__dict__.pop("_roles", None)
