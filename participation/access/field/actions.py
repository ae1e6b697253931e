"""Acts on field accounts: made with their card, a new PIN, signed in, ended."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.field import policies
from participation.access.field.pins import clean_username, digest_of_pin, new_pin, new_username
from participation.access.models import FieldAccount, Role, RoleKind
from participation.access.verdict import Denied
from participation.events.record import record
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Subject

NAME_LENGTH, PLACE_LENGTH = 80, 120
WRONG = Denied(
    "wrong_pin",
    gettext_lazy("The user name or the PIN is not right. Read your card again, or ask who gave it to you."),
)
ENDED = Denied("field_ended", gettext_lazy("An official ended this field account."))


@dataclass(frozen=True, slots=True)
class Card:
    """What a card carries: the account and its PIN, which is kept nowhere else."""

    account: FieldAccount
    pin: str


@transaction.atomic
def open_field_account(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    by: "Person",
    at: datetime,
    place: str = "",
    scope: "Subject | None" = None,
    is_sample: bool = False,
) -> Card:
    """Make an account for field work, with its role and its card. Raises ActDenied, and ValidationError by field."""
    from participation.models import Person

    policies.may_manage_field(by).enforce()
    name, place = _line(name), _line(place)
    errors = {}
    if not 2 <= len(name) <= NAME_LENGTH:
        errors["name"] = _("Write a name of two to eighty letters.")
    if len(place) > PLACE_LENGTH:
        errors["place"] = _("At most %(limit)s characters.") % {"limit": PLACE_LENGTH}
    days = policies.may_last(starts_on, ends_on, at=at)
    if isinstance(days, Denied):
        errors["ends_on"] = str(days.message)
    if errors:
        raise ValidationError(errors)
    person = Person(name=name, is_field=True, is_sample=is_sample)
    person.set_unusable_password()
    person.save()
    role = Role.objects.create(person=person, kind=RoleKind.FIELD, scope=scope, granted_by=by, granted_at=at)
    pin, username = new_pin(), new_username()
    account = FieldAccount.objects.create(
        person=person,
        role=role,
        username=username,
        digest=digest_of_pin(username, pin),
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by=by,
        made_at=at,
    )
    _record("opened", account, by, at, starts_on=str(starts_on), ends_on=str(ends_on))
    return Card(account, pin)


@transaction.atomic
def renew_pin(*, account: FieldAccount, by: "Person", at: datetime) -> Card:
    """Make a new PIN for a lost card: the former one ends, and so does where it is signed in. Raises ActDenied."""
    policies.may_manage_field(by).enforce()
    pin = new_pin()
    open_ones = FieldAccount.objects.filter(pk=account.pk, ended_at__isnull=True, role__ended_at__isnull=True)
    if not open_ones.update(digest=digest_of_pin(account.username, pin)):
        ENDED.enforce()
    account.person.sessions.all().delete()
    _record("pin_renewed", account, by, at)
    return Card(account, pin)


@transaction.atomic
def enter_field_account(*, username: str, pin: str, at: datetime) -> FieldAccount:
    """Take a user name and a PIN and return whose they are; where it was signed in before, it is no more.

    For three days after its last one an account enters still: it sends what it captured on its days, and nothing else.
    Raises ActDenied: alike for whatever is wrong with name and PIN, and with the day where only the day is.
    """
    username = clean_username(username)
    account = FieldAccount.objects.select_related("person", "role").filter(username=username).first()
    given = digest_of_pin(username, pin)
    if account is None or not hmac.compare_digest(account.digest, given):
        WRONG.enforce()
    assert account is not None
    policies.works_on(account, at=at, grace=policies.SENDING).enforce()
    account.person.sessions.all().delete()
    account.used_at = at
    account.save(update_fields=["used_at"])
    _record("entered", account, account.person, at)
    return account


@transaction.atomic
def end_field_account(*, account: FieldAccount, by: "Person", at: datetime) -> FieldAccount:
    """End an account now, wherever it is signed in; ending it twice changes nothing. Raises ActDenied."""
    policies.may_manage_field(by).enforce()
    if FieldAccount.objects.filter(pk=account.pk, ended_at__isnull=True).update(ended_at=at):
        Role.objects.filter(pk=account.role_id, ended_at__isnull=True).update(ended_at=at)
        account.person.sessions.all().delete()
        account.person.is_active = False
        account.person.save(update_fields=["is_active"])
        _record("ended", account, by, at)
    account.refresh_from_db()
    return account


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _record(name: str, account: FieldAccount, by: "Person", at: datetime, **more: str) -> None:
    payload = {"account": account.pk, "person": account.person_id, **more}
    record(f"access.field.{name}", subject=account.role.scope, by=by, at=at, payload=payload)
